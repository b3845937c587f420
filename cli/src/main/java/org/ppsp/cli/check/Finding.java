package org.ppsp.cli.check;

import static org.ppsp.cli.check.Message.chunks;
import static org.ppsp.cli.check.Message.element;
import static org.ppsp.cli.check.Message.peernum;
import static org.ppsp.cli.check.Message.swarm;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;

/// FIND and FIND_CHUNK: who is listed, how many, and how (specification, sections 4 and 5).
final class Finding {
  private static final String V4 =
      "<PeerAddress ip=\"198.51.100.22\" port=\"6778\" type=\"HOST\" priority=\"2\""
          + " connection=\"wired\" asn=\"64496\" peerProtocol=\"PPSP-PP\"/>";
  private static final String V6 =
      "<PeerAddress ip=\"2001:DB8:0:0:0:0:0:2\" port=\"6778\" priority=\"1\"/>";

  private Finding() {}

  static void find(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    TestPeer asker = checks.peer().join(swarm);
    TestPeer bob = checks.peer(V4 + V6).join(swarm);
    TestPeer carol = checks.peer().join(swarm);
    TestPeer dave = checks.peer().join(swarm);
    checks.check(
        "FIND lists the members, each once, never the asker",
        () -> Checks.lists(asker.find(swarm, peernum(10)), bob, carol, dave));
    checks.check(
        "FIND without Peernum lists peers",
        () -> Checks.lists(asker.find(swarm), bob, carol, dave));
    for (int number : new int[] {0, 1, 2}) {
      checks.check(
          "Peernum " + number + " of 3 eligible peers gives " + number,
          () -> count(asker.find(swarm, peernum(number)), number, number));
    }
    checks.check(
        "a very large Peernum is clamped, not refused",
        () -> count(asker.find(swarm, element("Peernum", "1000000")), 1, 3));
    checks.check(
        "SwarmID is named in the answer",
        () -> {
          Response.Find found = asker.ask("FIND", swarm(swarm)).is(Response.Find.class);
          Mismatch.unless(
              found.swarmId().value().equals(swarm),
              "SwarmID " + swarm,
              "SwarmID " + found.swarmId(),
              "name in the answer the swarm of the request");
        });
    checks.check(
        "a peer's addresses are listed as it gave them, with all attributes",
        () -> addresses(asker.find(swarm), bob));
    checks.check(
        "IPv6 addresses are written as RFC 5952 says",
        () ->
            Mismatch.unless(
                asker.ask("FIND", swarm(swarm)).text().contains("2001:db8::2"),
                "2001:db8::2",
                "another form",
                "write lower case, without leading zeros, :: for the longest run of zeros"));
    checks.check(
        "a peer that gave no address is listed under the one its requests come from",
        () -> {
          Peer listed = named(asker.find(swarm), carol);
          Mismatch.unless(
              !listed.addresses().isEmpty(),
              "an address of the peer",
              "none",
              "list the address that CONNECT came from");
        });
    checks.check("an unknown swarm gives an empty list", () -> unknownSwarm(checks, asker));
  }

  static void findChunk(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    TestPeer asker = checks.peer().offer(swarm, "0-99");
    TestPeer bob = checks.peer().offer(swarm, "0-9 20");
    TestPeer carol = checks.peer().offer(swarm, "5-14 intro");
    TestPeer seeder = checks.peer().join(swarm, "<PeerMode>SEEDER</PeerMode>");
    TestPeer empty = checks.peer().join(swarm);
    checks.check(
        "who holds a chunk is listed, the others and the asker are not",
        () -> Checks.lists(asker.holders(swarm, "20"), bob, seeder));
    checks.check(
        "ranges are inclusive at both ends",
        () -> {
          Checks.lists(asker.holders(swarm, "9"), bob, carol, seeder);
          Checks.lists(asker.holders(swarm, "10"), carol, seeder);
          Checks.lists(asker.holders(swarm, "14"), carol, seeder);
          Checks.lists(asker.holders(swarm, "15"), seeder);
        });
    checks.check(
        "a range asked for finds who has any of it",
        () -> Checks.lists(asker.holders(swarm, "12-30"), bob, carol, seeder));
    checks.check(
        "a SEEDER holds every chunk",
        () -> Checks.lists(asker.holders(swarm, "4294967295"), seeder));
    checks.check(
        "an opaque token is a chunk, too",
        () -> Checks.lists(asker.holders(swarm, "intro"), carol, seeder));
    checks.check(
        "FIND with ChunkID is FIND_CHUNK, and names the chunks",
        () -> {
          Response.Find found =
              asker.ask("FIND", swarm(swarm), chunks("20")).is(Response.Find.class);
          Checks.lists(found.peers(), bob, seeder);
          Mismatch.unless(
              found.chunks().toString().equals("20"),
              "ChunkID 20",
              found.chunks().isEmpty() ? "none" : "ChunkID " + found.chunks(),
              "name in the answer the chunks of the request");
        });
    checks.check(
        "who offers more of several chunks comes first",
        () -> {
          List<String> ids = Checks.ids(asker.holders(swarm, "0-9"));
          Mismatch.unless(
              ids.size() == 3 && ids.indexOf(carol.id()) == 2,
              "seeder and holder of 0-9 before the holder of 5-9 alone",
              "the peers " + ids,
              "order the list by how many of the chunks a peer offers");
        });
    checks.check(
        "Peernum is kept",
        () -> {
          List<Peer> one =
              asker
                  .ask("FIND_CHUNK", swarm(swarm), chunks("5"), peernum(1))
                  .is(Response.FindChunk.class)
                  .peers();
          count(one, 1, 1);
          Mismatch.unless(
              !Checks.ids(one).contains(empty.id()),
              "a peer that offers the chunk",
              "one that offers none",
              "list only peers that offer at least one of the chunks");
        });
  }

  private static void count(List<Peer> list, int least, int most) {
    int distinct = new HashSet<>(Checks.ids(list)).size();
    Mismatch.unless(
        list.size() >= least && list.size() <= most && distinct == list.size(),
        least == most ? least + " peers" : least + " to " + most + " peers",
        list.size() + " peers" + (distinct < list.size() ? ", some of them twice" : ""),
        "list as many as Peernum asks for, or all that are eligible if they are fewer");
  }

  private static Peer named(List<Peer> list, TestPeer peer) {
    return list.stream()
        .filter(listed -> listed.id().value().equals(peer.id()))
        .findFirst()
        .orElseThrow(
            () ->
                new Mismatch(
                    "the peer " + peer.id(),
                    "the peers " + Checks.ids(list),
                    "list all members if there are so few"));
  }

  private static void addresses(List<Peer> list, TestPeer peer) {
    String came =
        named(list, peer).addresses().stream().map(Finding::text).sorted().toList().toString();
    String given =
        "[198.51.100.22 6778 HOST 2 WIRED 64496 PPSP-PP, 2001:db8::2 6778 HOST 1 null 0 null]";
    Mismatch.unless(
        came.equals(given),
        "the addresses " + given,
        came,
        "list the PeerAddress elements of CONNECT with their attributes");
  }

  private static String text(org.ppsp.protocol.PeerAddress address) {
    return "%s %s %s %s %s %s %s"
        .formatted(
            address.ip(),
            address.port(),
            address.type(),
            address.priority(),
            address.connection(),
            address.asn(),
            address.protocol());
  }

  private static void unknownSwarm(Checks checks, TestPeer asker)
      throws IOException, InterruptedException {
    Answer answer = asker.ask("FIND", swarm(checks.names().swarm()));
    if (answer.response().status() == Status.FORBIDDEN_ACTION) {
      throw new Skip("this tracker answers only members");
    }
    Checks.lists(answer.is(Response.Find.class).peers());
  }
}
