package org.ppsp.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;

/// Reading a FIND and writing its answer of 30 peers, in both encodings.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class FindCodecBenchmark {
  private static final String XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <PPSPTrackerProtocol version="1.0">
        <Method>FIND</Method>
        <TransactionID>12345</TransactionID>
        <PeerID>peer-00004711</PeerID>
        <SwarmID>live-event</SwarmID>
        <Peernum>30</Peernum>
      </PPSPTrackerProtocol>
      """;

  private static final String JSON =
      """
      {
        "PPSPTrackerProtocol": {
          "version": 1,
          "request_type": "FIND",
          "transaction_id": "12345",
          "peer_id": "peer-00004711",
          "find": {
            "swarm_id": "live-event",
            "peer_num": {"peer_count": 30}
          }
        }
      }
      """;

  /// Which encoding.
  @Param({"xml", "json"})
  public String encoding = "xml";

  private final ByteWriter out = new ByteWriter();
  private Codec codec = new XmlCodec();
  private byte[] message = {};
  private Response answer = new Response.Disconnect(new TransactionId("12345"));

  /// Makes both.
  @Setup
  public void setUp() {
    boolean isXml = encoding.equals("xml");
    codec = isXml ? new XmlCodec() : new JsonCodec();
    message = (isXml ? XML : JSON).getBytes(UTF_8);
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      PeerAddress address =
          PeerAddress.of(
              IpAddress.v4(0xc633_6400 + i * 0x0103), 6778 + 991 * i % 50_000, AddressType.HOST);
      peers.add(
          new Peer(
              new PeerId(String.format(Locale.ROOT, "peer-%08d", i)),
              i % 5 == 0 ? PeerMode.SEEDER : PeerMode.LEECH,
              List.of(address)));
    }
    answer =
        new Response.Find(
            new TransactionId("12345"),
            new SwarmId("live-event"),
            ChunkSet.EMPTY,
            PeerList.of(peers));
  }

  /// Reads the request.
  @Benchmark
  public Request read() throws ProtocolException {
    return codec.decodeRequest(message, 0, message.length, DecodeLimits.DEFAULT);
  }

  /// Writes the answer.
  @Benchmark
  public int write() {
    codec.encode(answer, out.clear());
    return out.size();
  }
}
