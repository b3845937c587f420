package org.ppsp.cli.check;

import static org.ppsp.cli.check.Message.stats;

import java.io.IOException;
import java.util.List;
import org.ppsp.protocol.Peer;

/// What a peer requires of its neighbours in FIND (specification, section 6).
final class Requiring {
  private static final String ADDRESS =
      "<PeerAddress ip=\"198.51.100.23\" port=\"6778\" connection=\"wireless\" asn=\"64496\"/>";

  private Requiring() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    TestPeer asker = checks.peer().join(swarm);
    TestPeer fast =
        checks
            .peer(
                ADDRESS,
                stats(
                    "UploadBandwidth",
                    "8000",
                    "ConcurrentLinks",
                    "20",
                    "NAT",
                    "STUN",
                    "Country",
                    "DE",
                    "X-Rack",
                    "r7"))
            .join(swarm, "<PeerMode>SEEDER</PeerMode>");
    TestPeer slow =
        checks
            .peer(stats("UploadBandwidth", "500", "ConcurrentLinks", "2", "NAT", "NO_NAT"))
            .join(swarm);
    TestPeer silent = checks.peer().join(swarm);
    Found found = new Found(asker, swarm);
    checks.check(
        "UploadBandwidth is 'at least'; who never told it is left out",
        () -> {
          found.with(stats("UploadBandwidth", "500"), fast, slow);
          found.with(stats("UploadBandwidth", "501"), fast);
          found.with(stats("UploadBandwidth", "8001"));
        });
    checks.check(
        "ConcurrentLinks is 'at most'", () -> found.with(stats("ConcurrentLinks", "2"), slow));
    checks.check("Country is 'equal'", () -> found.with(stats("Country", "DE"), fast));
    checks.check(
        "a property of one's own is 'equal'", () -> found.with(stats("X-Rack", "r7"), fast));
    checks.check(
        "NAT asks who goes together",
        () -> {
          found.with(stats("NAT", "STUN"), fast, slow);
          found.with(stats("NAT", "TURN"), slow);
        });
    checks.check("PeerMode can be required", () -> found.with(stats("PeerMode", "SEEDER"), fast));
    checks.check(
        "ASN and Connection come from the peer's addresses",
        () -> {
          found.with(stats("ASN", "64496"), fast);
          found.with(stats("Connection", "wireless"), fast);
        });
    checks.check(
        "all of several requirements hold",
        () -> found.with(stats("UploadBandwidth", "400", "ConcurrentLinks", "5"), slow));
    checks.check(
        "match=\"max\" overrides",
        () -> found.with(matching("UploadBandwidth", "max", "500"), slow));
    checks.check(
        "match=\"equal\" overrides",
        () -> found.with(matching("UploadBandwidth", "equal", "8000"), fast));
    checks.check(
        "match=\"prefer\" leaves nobody out",
        () -> {
          found.with(matching("Country", "prefer", "DE"), fast, slow, silent);
          found.first(matching("Country", "prefer", "DE"), fast);
          found.first(matching("ConcurrentLinks", "prefer", "2"), slow);
        });
  }

  private static String matching(String property, String match, String value) {
    return "<Stats><Stat property=\"%s\" match=\"%s\">%s</Stat></Stats>"
        .formatted(property, match, value);
  }

  /// Asks in one swarm and compares.
  private record Found(TestPeer asker, String swarm) {
    void with(String requirements, TestPeer... expected) throws IOException, InterruptedException {
      Checks.lists(asker.find(swarm, requirements), expected);
    }

    /// Fails unless the only one that fits stands first.
    void first(String preference, TestPeer expected) throws IOException, InterruptedException {
      List<Peer> list = asker.find(swarm, preference);
      String first = list.isEmpty() ? "nobody" : list.getFirst().id().value();
      Mismatch.unless(
          first.equals(expected.id()),
          expected.id() + " first",
          first + " first",
          "list members that meet a preference before the others");
    }
  }
}
