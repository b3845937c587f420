package org.ppsp.cli.check;

import static org.ppsp.cli.check.Message.chunks;
import static org.ppsp.cli.check.Message.element;
import static org.ppsp.cli.check.Message.swarm;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ppsp.protocol.Status;

/// Messages far above the usual limits (specification, section 3). The limits can be configured, so
/// a tracker may take them; what it refuses it has to refuse in the protocol's words.
final class Limits {
  private static final int PAYLOAD_TOO_LARGE = 413;

  private Limits() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    TestPeer peer = checks.peer();
    String swarm = swarm(checks.names().swarm());
    limit(checks, peer, "a message of 1 MiB", "KEEPALIVE", "\n".repeat(1 << 20));
    limit(
        checks, peer, "elements 1,000 deep", "KEEPALIVE", "<x>".repeat(1000) + "</x>".repeat(1000));
    limit(
        checks,
        peer,
        "a value of 32 Ki characters",
        "STAT_REPORT",
        Message.stats("Note", "n".repeat(32 << 10)));
    limit(
        checks,
        peer,
        "2,000 chunks in a list",
        "FIND_CHUNK",
        swarm + chunks(many(2000, i -> i * 2 + " ")));
    limit(
        checks,
        peer,
        "200 Stats",
        "STAT_REPORT",
        element("Stats", many(200, i -> "<Stat property=\"P" + i + "\">1</Stat>")));
    limit(
        checks,
        peer,
        "100 addresses",
        "CONNECT",
        many(100, i -> "<PeerAddress ip=\"198.51.100." + i + "\" port=\"6778\"/>"));
  }

  private static String many(int count, java.util.function.IntFunction<String> one) {
    return IntStream.rangeClosed(1, count).mapToObj(one).collect(Collectors.joining());
  }

  private static void limit(
      Checks checks, TestPeer peer, String name, String method, String elements)
      throws IOException, InterruptedException {
    checks.check(
        name + ": refused as BAD_REQUEST, or taken",
        () -> {
          Answer answer = peer.ask(method, elements);
          if (answer.response().status() == Status.SUCCESSFUL) {
            throw new Skip("taken: the limit is set above");
          }
          if (answer.response().status() == Status.FORBIDDEN_ACTION) {
            throw new Skip("readable, but more than the tracker keeps of a peer");
          }
          var _ = answer.withoutTransaction().isRefused(Status.BAD_REQUEST, PAYLOAD_TOO_LARGE);
        });
  }
}
