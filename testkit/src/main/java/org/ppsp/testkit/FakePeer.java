package org.ppsp.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.xml.XmlCodec;

/// A peer to test trackers with: a control port on the loopback address that answers STAT_QUERY.
///
/// Every thread may call. Nothing but [#await] blocks.
public final class FakePeer implements AutoCloseable {
  private static final int MAX_BODY = 1 << 20;

  private final Codec codec = new XmlCodec();
  private final PeerId id;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Requests<Request.StatQuery> queries = new Requests<>();
  private volatile List<Stat> stats = List.of();

  private FakePeer(PeerId id) throws IOException {
    this.id = id;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /// A peer of this PeerID.
  public static FakePeer start(PeerId id) {
    try {
      return new FakePeer(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Its control port.
  public int controlPort() {
    return server.getAddress().getPort();
  }

  /// Where it is asked.
  public URI uri() {
    return Http.uri(server.getAddress());
  }

  /// Says what it answers from now on.
  public FakePeer stats(Stat... now) {
    stats = List.of(now);
    return this;
  }

  /// All queries so far, in the order of their arrival.
  public List<Request.StatQuery> queries() {
    return queries.all();
  }

  /// The first query that nobody has waited for yet; waits for it if need be.
  ///
  /// @throws AssertionError if none comes within [FakeTracker#PATIENCE]
  public Request.StatQuery await() throws InterruptedException {
    return queries.await(query -> true, FakeTracker.PATIENCE, Method.STAT_QUERY.name());
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      byte[] body = http.getRequestBody().readNBytes(MAX_BODY);
      Response answer = answer(body);
      ByteWriter out = new ByteWriter();
      codec.encode(answer, out);
      http.getResponseHeaders().set("Content-Type", codec.mediaType());
      Http.send(http, answer.status().http(), out.toByteArray());
    }
  }

  private Response answer(byte[] body) {
    try {
      Request request = codec.decodeRequest(body, 0, body.length, DecodeLimits.DEFAULT);
      if (!(request instanceof Request.StatQuery query) || !query.peerId().equals(id)) {
        return Response.Refusal.of(
            request, Status.FORBIDDEN_ACTION, "only STAT_QUERY for " + id + " is answered here");
      }
      queries.add(query);
      return new Response.StatQuery(
          query.transactionId(),
          id,
          stats.stream()
              .filter(
                  stat ->
                      query.properties().isEmpty() || query.properties().contains(stat.property()))
              .toList());
    } catch (ProtocolException e) {
      return e.toResponse();
    }
  }

  /// Stops listening.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
