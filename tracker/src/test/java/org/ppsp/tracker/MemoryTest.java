package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.tracker.TestTracker.ABSENT;
import static org.ppsp.tracker.TestTracker.TRANSACTION;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;

/// How much memory a peer, an address, a network and all peers together may use, and what goes on
/// when it is used up.
class MemoryTest {
  private static final int MIB = 1 << 20;
  private static final String EVEN =
      String.join(" ", IntStream.range(0, 500).mapToObj(n -> "" + 2 * n).toList());

  private static TestTracker tracker(long all, int addressShare, int networkShare, int session) {
    return tracker(new MemoryBounds(all, addressShare, networkShare, session));
  }

  private static TestTracker tracker(MemoryBounds bounds) {
    return new TestTracker(TestTracker.Settings.DEFAULT.build(bounds));
  }

  private static String reason(Response response) {
    return ((Response.Refusal) response).reason();
  }

  /// Connects peers of an address that offer many pieces, until one is refused.
  private static Response fill(TestTracker tracker, String ip, String prefix) {
    for (int i = 0; ; i++) {
      String peer = prefix + i;
      Response response =
          tracker.send(TestTracker.connectRequest(peer, List.of()), TestTracker.callerAt(ip));
      if (response.status() == Status.SUCCESSFUL) {
        response =
            tracker.send(
                new Request.JoinChunk(
                    TRANSACTION,
                    new PeerId(peer),
                    new SwarmId("swarm-" + peer),
                    null,
                    null,
                    ABSENT,
                    TestTracker.chunks(EVEN),
                    List.of()),
                TestTracker.callerAt(ip));
      }
      if (response.status() != Status.SUCCESSFUL) {
        return response;
      }
    }
  }

  @Test
  void defaults_leaveHalfOfTheHeapToOthers_andFitUse() {
    MemoryBounds bounds = MemoryBounds.DEFAULT;
    assertThat(bounds.all()).isEqualTo(Runtime.getRuntime().maxMemory() / 2);
    assertThat(bounds.session()).isEqualTo(128 << 10);
    assertThat(TrackerSettings.DEFAULT.maxChunkEntries()).isEqualTo(512);
    assertThat(MemoryBounds.shareOf(512L << 20)).isEqualTo(256L << 20);
    assertThat(MemoryBounds.shareOf(1)).isEqualTo(1 << 20);
  }

  /// 512 pieces in one swarm are allowed; 64 such swarms are not.
  @Test
  void onePeer_isBoundedByItself() {
    TestTracker tracker = tracker(64 * MIB, 100, 100, 128 << 10);
    tracker.connect("peer");
    assertThat(tracker.joinChunk("peer", EVEN).status()).isEqualTo(Status.SUCCESSFUL);
    Response refused = tracker.joinChunk("peer", "other", EVEN);
    assertThat(refused.status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(reason(refused)).contains("128 KiB", "LEAVE swarms", "fewer and longer");
    assertThat(tracker.tracker.refusals()).containsEntry(Refusal.MEMORY_OF_SESSION, 1L);
    assertThat(tracker.tracker.swarms()).isOne();
    assertThat(tracker.leave("peer").status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(tracker.joinChunk("peer", "other", EVEN).status()).isEqualTo(Status.SUCCESSFUL);
  }

  @Test
  void statistics_areCountedToo() {
    TestTracker tracker = tracker(64 * MIB, 100, 100, 8 << 10);
    tracker.connect("peer");
    Response response;
    int reported = 0;
    do {
      response = tracker.report("peer", Stat.of("X-" + reported++, "y".repeat(64)));
    } while (response.status() == Status.SUCCESSFUL);
    assertThat(reported).isBetween(20, 50);
    assertThat(reason(response)).contains("8 KiB");
    assertThat(tracker.report("peer", Stat.of("X-0", "z".repeat(64))).status())
        .isEqualTo(Status.SUCCESSFUL); // no larger than before
  }

  @ParameterizedTest
  @ValueSource(strings = {"50.1.1.1", "2a00:1:2:3::5"})
  void oneAddress_isBounded_othersAreNot(String ip) {
    TestTracker tracker = tracker(8 * MIB, 25, 50, 128 << 10);
    Response refused = fill(tracker, ip, "a");
    assertThat(refused.status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(reason(refused)).contains("your address", "LEAVE", "tracker.memoryPerAddress");
    assertThat(tracker.tracker.refusals()).containsEntry(Refusal.MEMORY_OF_ADDRESS, 1L);
    assertThat(tracker.tracker.memory().used()).isLessThanOrEqualTo(2 * MIB);
    String other = ip.contains(":") ? "2a00:1:2:4::5" : "50.1.1.2";
    assertThat(reason(fill(tracker, other, "b"))).contains("your address");
    assertThat(tracker.tracker.memory().used()).isGreaterThan(3 * MIB);
    String third = ip.contains(":") ? "2a00:1:2:5::5" : "50.1.1.3";
    assertThat(reason(fill(tracker, third, "c")))
        .contains("your network", "tracker.memoryPerNetwork");
    assertThat(tracker.tracker.refusals()).containsEntry(Refusal.MEMORY_OF_NETWORK, 1L);
    assertThat(tracker.tracker.memory().used()).isLessThanOrEqualTo(4 * MIB);
    assertThat(tracker.tracker.memory().isScarce()).isFalse();
    tracker.enter("viewer");
  }

  /// Whoever has a /40 or a /16, and so any number of networks, leaves room for peers of elsewhere.
  @ParameterizedTest
  @ValueSource(strings = {"2a00:1:2:%x00::5", "50.1.%d.1"})
  void onePrefix_keepsNoNewcomerOut(String ips) {
    TestTracker tracker = tracker(8 * MIB, 25, 50, 128 << 10);
    for (int network = 0; network < 8; network++) {
      String ip = String.format(Locale.ROOT, ips, network);
      assertThat(fill(tracker, ip, "a" + network + "-").status())
          .isEqualTo(Status.FORBIDDEN_ACTION);
    }
    assertThat(tracker.tracker.memory().used()).isBetween(5L * MIB, 6L * MIB);
    assertThat(tracker.tracker.memory().isScarce()).isFalse();
    Response newcomer =
        tracker.send(
            TestTracker.connectRequest("viewer", List.of()), TestTracker.callerAt("60.1.1.1"));
    assertThat(newcomer.status()).isEqualTo(Status.SUCCESSFUL);
  }

  /// All addresses of one IPv6 subscriber are one.
  @Test
  void addressesOfOneSubscriber_areOne() {
    TestTracker tracker = tracker(8 * MIB, 25, 50, 128 << 10);
    fill(tracker, "2a00:1:2:3::5", "a");
    fill(tracker, "2a00:1:2:3:4:5:6:7", "b");
    assertThat(tracker.tracker.memory().used()).isLessThanOrEqualTo(2 * MIB);
  }

  @Test
  void loopback_isBoundedByTheWholeOnly() {
    TestTracker tracker = tracker(2 * MIB, 10, 10, 128 << 10);
    Response refused = fill(tracker, "127.0.0.1", "a");
    assertThat(refused.status()).isEqualTo(Status.SERVICE_UNAVAILABLE);
    assertThat(tracker.tracker.memory().used()).isBetween(MIB + 700_000L, 2L * MIB);
  }

  /// Others fill the tracker; whoever is in it goes on.
  @Test
  void whoIsConnected_goesOn_whenAllIsUsed() {
    TestTracker tracker = tracker(2 * MIB, 100, 100, 128 << 10);
    tracker.enter("viewer", "neighbour");
    tracker.joinChunk("viewer", "0-9");
    tracker.report("viewer", Stat.of("UploadBandwidth", 100));
    SessionToken token = tracker.connect("mover").session();
    for (int network = 0; network < 50; network++) {
      Response refused = fill(tracker, "60.1." + network + ".1", "n" + network + "-");
      assertThat(refused.status()).isEqualTo(Status.SERVICE_UNAVAILABLE);
      assertThat(reason(refused)).contains("memory", "try again later");
    }
    MemoryUse use = tracker.tracker.memory();
    assertThat(use.isScarce()).isTrue();
    assertThat(use.used()).isLessThanOrEqualTo(use.most());
    assertThat(tracker.tracker.refusals().get(Refusal.MEMORY)).isGreaterThanOrEqualTo(50);

    assertThat(tracker.send(TestTracker.connectRequest("new", List.of())).status())
        .isEqualTo(Status.SERVICE_UNAVAILABLE);
    assertThat(tracker.keepAlive("viewer").status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(tracker.find("viewer", 30)).containsExactly("neighbour");
    assertThat(tracker.join("viewer").status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(tracker.joinChunk("viewer", "0-9").status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(tracker.report("viewer", Stat.of("UploadBandwidth", 200)).status())
        .isEqualTo(Status.SUCCESSFUL);
    assertThat(tracker.send(TestTracker.connectRequest("viewer", List.of())).status())
        .isEqualTo(Status.SUCCESSFUL);
    assertThat(
            tracker
                .send(
                    TestTracker.connectRequest("mover", List.of()),
                    new Caller(IpAddress.parse("70.1.1.1"), 6000, token))
                .status())
        .isEqualTo(Status.SUCCESSFUL);
    assertThat(tracker.leave("viewer").status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(tracker.disconnect("viewer").status()).isEqualTo(Status.SUCCESSFUL);
  }

  /// A live viewer offers a few pieces; thousands of them have one address of a carrier.
  @Test
  void tenThousandViewersOfOneAddress_fitInto512MiBOfHeap() {
    TestTracker tracker =
        new TestTracker(
            TestTracker.Settings.DEFAULT
                .maxSessionsPerAddress(0, true)
                .build(new MemoryBounds(MemoryBounds.shareOf(512L << 20), 25, 50, 128 << 10)));
    for (int i = 0; i < 10_000; i++) {
      int first = i % 200;
      tracker.connectFrom("50.1.1.1", "viewer-" + i, TestTracker.host("192.168.1.7"));
      assertThat(tracker.joinChunk("viewer-" + i, first + "-" + (first + 50) + " 990").status())
          .isEqualTo(Status.SUCCESSFUL);
      assertThat(
              tracker
                  .report("viewer-" + i, Stat.of("UploadBandwidth", 5000), Stat.of("NAT", "STUN"))
                  .status())
          .isEqualTo(Status.SUCCESSFUL);
    }
    assertThat(tracker.tracker.memory().used()).isLessThan(16 * MIB);
  }

  /// Whoever joined what others made does not pay for it alone, and whoever leaves not at all.
  @Test
  void whatMembersShare_isCountedOnceAndHandedOn() {
    TestTracker tracker = tracker(64 * MIB, 100, 100, 128 << 10);
    tracker.enter("first");
    tracker.joinChunk("first", EVEN);
    long one = tracker.tracker.memory().used();
    tracker.enter("second");
    tracker.joinChunk("second", EVEN);
    long both = tracker.tracker.memory().used();
    assertThat(both - one).isLessThan(one / 3);
    tracker.disconnect("first");
    assertThat(tracker.tracker.memory().used()).isBetween(one, one + 500);
  }

  @Test
  void farewells_areBoundedByASixtyFourthOfTheMemory() {
    TestTracker tracker = tracker(MIB, 100, 100, 128 << 10);
    for (int i = 0; i < 1000; i++) {
      tracker.connect("peer-" + i);
      tracker.disconnect("peer-" + i);
    }
    assertThat(tracker.tracker.memory().used()).isBetween(15_000L, 16_384L);
  }

  @Test
  void otherBounds_holdAtOnce() {
    TestTracker tracker = tracker(64 * MIB, 25, 50, 128 << 10);
    tracker.connect("peer");
    tracker.tracker.settings(
        TestTracker.Settings.DEFAULT.build(new MemoryBounds(64 * MIB, 25, 50, 4 << 10)));
    assertThat(tracker.joinChunk("peer", EVEN).status()).isEqualTo(Status.FORBIDDEN_ACTION);
  }
}
