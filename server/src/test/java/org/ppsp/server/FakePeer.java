package org.ppsp.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.xml.XmlCodec;

/// A peer's control port.
final class FakePeer implements AutoCloseable {
  /// What the peer was asked.
  final BlockingQueue<Request> asked = new LinkedBlockingQueue<>();

  private final XmlCodec codec = new XmlCodec();
  private final HttpServer server;

  /// How the peer answers, in bytes and with which HTTP status.
  interface Behaviour {
    void answer(HttpExchange exchange, Request.StatQuery query) throws IOException;
  }

  FakePeer(String host, Behaviour behaviour) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(host), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          try {
            Request request = codec.decodeRequest(body, 0, body.length, DecodeLimits.DEFAULT);
            asked.add(request);
            behaviour.answer(exchange, (Request.StatQuery) request);
          } catch (ProtocolException e) {
            throw new IOException(e);
          }
        });
    server.start();
  }

  /// A peer that answers with what the function gives.
  static FakePeer answering(String host, Function<Request.StatQuery, Response> answer)
      throws IOException {
    return new FakePeer(
        host,
        (exchange, query) -> {
          ByteWriter out = new ByteWriter();
          new XmlCodec().encode(answer.apply(query), out);
          exchange.getResponseHeaders().set("Content-Type", "application/ppsp-tracker+xml");
          exchange.sendResponseHeaders(200, out.size());
          exchange.getResponseBody().write(out.array(), 0, out.size());
          exchange.close();
        });
  }

  /// A peer that says its upload bandwidth.
  static FakePeer honest(String host) throws IOException {
    return answering(
        host,
        query ->
            new Response.StatQuery(
                query.transactionId(), query.peerId(), List.of(Stat.of("UploadBandwidth", 600))));
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
