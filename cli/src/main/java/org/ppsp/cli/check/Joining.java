package org.ppsp.cli.check;

import static org.ppsp.cli.check.Message.chunks;
import static org.ppsp.cli.check.Message.expire;
import static org.ppsp.cli.check.Message.peernum;
import static org.ppsp.cli.check.Message.swarm;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SwarmId;

/// JOIN and JOIN_CHUNK (specification, section 4).
final class Joining {
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Joining() {}

  static void join(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    TestPeer alice = checks.peer().join(swarm);
    TestPeer bob = checks.peer();
    checks.check(
        "JOIN is granted for the time asked for",
        () -> granted(bob.ask("JOIN", swarm(swarm), expire("600")), swarm, 600));
    checks.check(
        "JOIN with Peernum lists peers, not the one that joins",
        () -> listed(bob.ask("JOIN", swarm(swarm), expire("600"), peernum(10)), alice));
    checks.check(
        "JOIN again, with the same TransactionID, is answered again",
        () -> again(checks, bob, swarm));
    checks.check(
        "without ExpireTime the tracker's own time is granted",
        () -> granted(bob.ask("JOIN", swarm(swarm)), swarm, Long.MAX_VALUE));
    Instant inAnHour = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    checks.check(
        "ExpireTime may be a UTC time, extended form",
        () ->
            granted(
                bob.ask("JOIN", swarm(swarm), expire(inAnHour.toString())), swarm, Long.MAX_VALUE));
    checks.check(
        "ExpireTime may be a UTC time, basic form",
        () ->
            granted(
                bob.ask("JOIN", swarm(swarm), expire(BASIC.format(inAnHour))),
                swarm,
                Long.MAX_VALUE));
    checks.check(
        "a SEEDER is listed as one, a LEECH by default",
        () -> {
          String other = checks.names().swarm();
          var _ = bob.join(other, "<PeerMode>SEEDER</PeerMode>");
          String mode = Checks.only(alice.join(other).find(other), bob).mode().name();
          String byDefault = Checks.only(bob.find(other), alice).mode().name();
          Mismatch.unless(
              mode.equals("SEEDER") && byDefault.equals("LEECH"),
              "PeerMode SEEDER and LEECH",
              "PeerMode " + mode + " and " + byDefault,
              "keep the PeerMode of JOIN and write it in peer lists");
        });
  }

  static void joinChunk(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    TestPeer asker = checks.peer().join(swarm);
    TestPeer bob = checks.peer();
    checks.check(
        "JOIN_CHUNK makes the peer a member",
        () -> {
          Response.JoinChunk joined =
              bob.ask("JOIN_CHUNK", swarm(swarm), expire("600"), chunks("0-9"))
                  .is(Response.JoinChunk.class);
          time(joined.swarmId(), joined.expireTime(), swarm, 600);
          Checks.lists(asker.find(swarm), bob);
        });
    checks.check(
        "JOIN_CHUNK adds to what the peer offers",
        () -> {
          bob.offer(swarm, "20 intro");
          for (String chunk : new String[] {"5", "20", "intro"}) {
            Checks.lists(asker.holders(swarm, chunk), bob);
          }
        });
    checks.check(
        "JOIN_CHUNK with Peernum lists peers, not the one that joins",
        () -> {
          PeerList peers =
              bob.ask("JOIN_CHUNK", swarm(swarm), expire("600"), chunks("21"), peernum(10))
                  .is(Response.JoinChunk.class)
                  .peers();
          Checks.lists(peers == null ? PeerList.EMPTY : peers, asker);
        });
    checks.check(
        "JOIN afterwards keeps the chunks",
        () -> {
          bob.join(swarm);
          Checks.lists(asker.holders(swarm, "5"), bob);
        });
  }

  private static void granted(Answer answer, String swarm, long asked) {
    Response.Join joined = answer.is(Response.Join.class);
    time(joined.swarmId(), joined.expireTime(), swarm, asked);
  }

  private static void time(SwarmId echoed, long granted, String swarm, long asked) {
    Mismatch.unless(
        echoed.value().equals(swarm),
        "SwarmID " + swarm,
        "SwarmID " + echoed,
        "name in the answer the swarm of the request");
    Mismatch.unless(
        granted > 0 && granted <= asked,
        "the granted ExpireTime, more than 0 seconds"
            + (asked == Long.MAX_VALUE ? "" : " and not more than " + asked),
        granted < 0 ? "no ExpireTime" : "ExpireTime " + granted,
        "tell how many seconds are granted: what was asked for, or less");
  }

  private static void listed(Answer answer, TestPeer... expected) {
    PeerList peers = answer.is(Response.Join.class).peers();
    Checks.lists(peers == null ? PeerList.EMPTY : peers, expected);
  }

  private static void again(Checks checks, TestPeer peer, String swarm)
      throws IOException, InterruptedException {
    String transaction = checks.names().transaction();
    String message =
        Message.of("JOIN", transaction, Message.element("PeerID", peer.id()), swarm(swarm));
    for (int i = 0; i < 2; i++) {
      var _ =
          checks
              .wire()
              .send(checks.wire().post(message).with(peer.token()), transaction)
              .is(Response.Join.class);
    }
  }
}
