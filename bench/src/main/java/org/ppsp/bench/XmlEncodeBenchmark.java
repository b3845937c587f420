package org.ppsp.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.xml.XmlCodec;

/// Writing the answer to FIND.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class XmlEncodeBenchmark {
  /// How many peers, with one IPv4 address each.
  @Param({"30"})
  public int peers = 30;

  private final XmlCodec codec = new XmlCodec();
  private final ByteWriter out = new ByteWriter();
  private Response response = new Response.Disconnect(new TransactionId("12345"));

  /// Makes the answer.
  @Setup
  public void setUp() {
    List<Peer> list = new ArrayList<>();
    for (int i = 0; i < peers; i++) {
      PeerAddress address =
          PeerAddress.of(
              IpAddress.v4(0xc633_6400 + i * 0x0103), 6778 + 991 * i % 50_000, AddressType.HOST);
      list.add(
          new Peer(
              new PeerId("peer-%06d".formatted(i)),
              i % 5 == 0 ? PeerMode.SEEDER : PeerMode.LEECH,
              List.of(address)));
    }
    response =
        new Response.Find(
            new TransactionId("12345"),
            new SwarmId("swarm-0042"),
            ChunkSet.EMPTY,
            PeerList.of(list));
  }

  /// Writes it.
  @Benchmark
  public int find() {
    out.clear();
    codec.encode(response, out);
    return out.size();
  }
}
