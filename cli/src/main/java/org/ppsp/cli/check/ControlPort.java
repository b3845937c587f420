package org.ppsp.cli.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;

/// A peer's side of a direct STAT_QUERY: it answers at a port of this machine, in the words of the
/// slides (`<RESPONSE>`).
final class ControlPort {
  private static final Pattern ID = Pattern.compile("<TransactionID>\\s*([^<\\s]+)");

  private ControlPort() {}

  static void check(Checks checks) throws IOException, InterruptedException {
    InetAddress host = InetAddress.getByName(checks.wire().url().getHost());
    if (!host.isLoopbackAddress()) {
      throw new Skip("the tracker is on another machine and may not reach this one");
    }
    TestPeer peer = checks.stranger();
    HttpServer port = HttpServer.create(new InetSocketAddress(host, 0), 0);
    port.createContext("/", exchange -> answer(exchange, peer.id()));
    port.start();
    try {
      var _ =
          peer.ask(
                  "CONNECT",
                  Message.element("ControlPort", Integer.toString(port.getAddress().getPort())))
              .is(Response.Connect.class);
      Answer answer = peer.askWith(null, "STAT_QUERY", Reporting.question("BufferLevel"));
      if (answer.response().status() == Status.SERVICE_UNAVAILABLE) {
        throw new Mismatch(
            "the answer that the peer gave at its ControlPort",
            answer.describe(),
            "read <RESPONSE> as <Response>; POST to the address of CONNECT and the ControlPort");
      }
      Response.StatQuery told = answer.is(Response.StatQuery.class);
      Mismatch.unless(
          told.stats().stream().anyMatch(stat -> stat.value().equals("1234")),
          "BufferLevel 1234, as the peer answered",
          told.stats().toString(),
          "pass on what the peer answers at its ControlPort");
    } finally {
      port.stop(0);
    }
  }

  private static void answer(HttpExchange exchange, String peer) throws IOException {
    try (exchange) {
      String query = new String(exchange.getRequestBody().readNBytes(65_536), UTF_8);
      Matcher id = ID.matcher(query);
      String body =
          Message.document(
              Message.element("RESPONSE", "STAT_QUERY"),
              Message.element("TransactionID", id.find() ? id.group(1) : ""),
              Message.element("PeerID", peer),
              Message.stats("BufferLevel", "1234"));
      byte[] bytes = body.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/ppsp-tracker+xml");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
