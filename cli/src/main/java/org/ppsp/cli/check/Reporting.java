package org.ppsp.cli.check;

import static org.ppsp.cli.check.Message.element;
import static org.ppsp.cli.check.Message.stats;
import static org.ppsp.cli.check.Message.swarm;

import java.io.IOException;
import java.util.List;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;

/// KEEPALIVE, STAT_REPORT and STAT_QUERY (specification, sections 4 and 7).
final class Reporting {
  private Reporting() {}

  static void report(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    TestPeer asker = checks.peer().join(swarm);
    TestPeer bob = checks.peer().join(swarm);
    checks.check(
        "KEEPALIVE is answered",
        () -> {
          var _ = bob.ask("KEEPALIVE").is(Response.KeepAlive.class);
        });
    checks.check(
        "an empty STAT_REPORT is a keep-alive",
        () -> {
          var _ = bob.ask("STAT_REPORT", "<Stats></Stats>").is(Response.StatReport.class);
        });
    checks.check(
        "a peer is found by what it reported",
        () -> {
          tell(bob, "UploadBandwidth", "700");
          Checks.lists(asker.find(swarm, stats("UploadBandwidth", "700")), bob);
          Checks.lists(asker.find(swarm, stats("UploadBandwidth", "701")));
        });
    checks.check(
        "the latest value counts",
        () -> {
          tell(bob, "UploadBandwidth", "300");
          Checks.lists(asker.find(swarm, stats("UploadBandwidth", "700")));
          Checks.lists(asker.find(swarm, stats("UploadBandwidth", "300")), bob);
        });
    checks.check(
        "a report with SwarmID counts in that swarm",
        () -> {
          tell(bob, "BufferLevel", "4000", swarm(swarm));
          Checks.lists(asker.find(swarm, stats("BufferLevel", "4000")), bob);
        });
    checks.check("a PollutedPeer report is taken", () -> tell(bob, "PollutedPeer", asker.id()));
  }

  private static void tell(TestPeer peer, String property, String value, String... more)
      throws IOException, InterruptedException {
    var _ =
        peer.ask("STAT_REPORT", String.join("", more), stats(property, value))
            .is(Response.StatReport.class);
  }

  static void query(Checks checks) throws IOException, InterruptedException {
    TestPeer bob = checks.peer();
    Answer answer = bob.askWith(null, "STAT_QUERY", question("BufferLevel"));
    boolean allowed =
        checks.check(
            "an operator's STAT_QUERY is taken",
            () -> {
              if (answer.response().status() == Status.FORBIDDEN_ACTION) {
                throw new Skip("this tracker takes none from here, as it may");
              }
              Response.StatQuery known = answer.is(Response.StatQuery.class);
              Mismatch.unless(
                  known.peerId().value().equals(bob.id()),
                  "PeerID " + bob.id(),
                  "PeerID " + known.peerId(),
                  "name in the answer the peer of the request");
            });
    if (!allowed) {
      return;
    }
    checks.check(
        "it comes with the answer to the next KEEPALIVE",
        () -> {
          List<Property> asked = bob.ask("KEEPALIVE").is(Response.KeepAlive.class).statRequest();
          Mismatch.unless(
              asked != null && asked.stream().anyMatch(p -> p.name().equals("BufferLevel")),
              "StatRequest with BufferLevel",
              asked == null ? "no StatRequest" : "StatRequest with " + asked,
              "a query for a peer without ControlPort waits for its next KEEPALIVE");
        });
    checks.check(
        "what the peer then reports is known to the next query",
        () -> {
          tell(bob, "BufferLevel", "4000");
          Response.StatQuery known =
              bob.askWith(null, "STAT_QUERY", question("BufferLevel")).is(Response.StatQuery.class);
          Mismatch.unless(
              known.stats().stream()
                  .anyMatch(
                      s -> s.property().name().equals("BufferLevel") && s.value().equals("4000")),
              "BufferLevel 4000",
              known.stats().isEmpty() ? "no Stat" : known.stats().toString(),
              "store what STAT_REPORT tells");
        });
    checks.check(
        "a STAT_QUERY for a peer that is not connected is refused",
        () -> {
          var _ =
              checks
                  .stranger()
                  .ask("STAT_QUERY", question("BufferLevel"))
                  .isRefused(Status.FORBIDDEN_ACTION);
        });
    checks.check(
        "a peer with a ControlPort is asked there at once", () -> ControlPort.check(checks));
  }

  static String question(String property) {
    return element("StatRequest", "<Stat property=\"" + property + "\"></Stat>");
  }
}
