package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.tracker.TestTracker.ABSENT;
import static org.ppsp.tracker.TestTracker.SWARM;
import static org.ppsp.tracker.TestTracker.host;
import static org.ppsp.tracker.TestTracker.named;
import static org.ppsp.tracker.TestTracker.reflexive;
import static org.ppsp.tracker.TestTracker.require;
import static org.ppsp.tracker.TestTracker.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;

/// FIND and FIND_CHUNK: who is listed, how many, and under which addresses (specification, sections
/// 4 to 6).
class TrackerFindTest {
  private final TestTracker tracker = new TestTracker();

  private static TestTracker with(TrackerSettings.Strategy strategy) {
    return new TestTracker(
        TestTracker.Settings.DEFAULT
            .keepalive(Duration.ofHours(1))
            .maxPeernum(60)
            .strategy(strategy)
            .build());
  }

  private static int listed(Response response) {
    return ((Response.Find) response).peers().size();
  }

  @Test
  void peernum_absentZeroAndOverTheMaximum() {
    tracker.enter(named("peer-", 80));
    assertThat(listed(tracker.findResponse("peer-0", SWARM, ABSENT, ""))).isEqualTo(30);
    assertThat(tracker.find("peer-0", 0)).isEmpty();
    assertThat(tracker.find("peer-0", 50)).hasSize(50);
    assertThat(tracker.find("peer-0", 51)).hasSize(50);
    assertThat(tracker.find("peer-0", Integer.MAX_VALUE)).hasSize(50);
  }

  @Test
  void anUnknownSwarm_yieldsAnEmptyList() {
    tracker.connect("peer-a");
    assertThat(tracker.find("peer-a", 10)).isEmpty();
    assertThat(tracker.findChunk("peer-a", 10, "1")).isEmpty();
    assertThat(tracker.tracker.swarms()).isZero();
  }

  @Test
  void membership_isNotNeededUnlessConfigured() {
    tracker.enter("peer-a");
    tracker.connect("peer-b");
    assertThat(tracker.find("peer-b", 10)).containsExactly("peer-a");
    TestTracker strict =
        new TestTracker(TestTracker.Settings.DEFAULT.findNeedsMembership(true).build());
    strict.enter("peer-a");
    strict.connect("peer-b");
    assertThat(status(strict.findResponse("peer-b", SWARM, ABSENT, "")))
        .isEqualTo(FORBIDDEN_ACTION);
    strict.joinFor(10, "peer-b", SWARM);
    assertThat(status(strict.findResponse("peer-b", SWARM, ABSENT, ""))).isEqualTo(SUCCESSFUL);
    strict.passSeconds(10);
    assertThat(status(strict.findResponse("peer-b", SWARM, ABSENT, "")))
        .isEqualTo(FORBIDDEN_ACTION);
  }

  @Test
  void findWithChunks_isFindChunk_andAnswersWithTheChunks() {
    tracker.enter("peer-a", "peer-b", "peer-c");
    tracker.joinChunk("peer-b", "7");
    Response.Find response = (Response.Find) tracker.findResponse("peer-a", SWARM, ABSENT, "7 9");
    assertThat(TestTracker.names(response.peers())).containsExactly("peer-b");
    assertThat(response.chunks()).isEqualTo(TestTracker.chunks("7 9"));
  }

  @Test
  void seeders_holdAll_andThoseThatOfferMoreComeFirst() {
    tracker.enter("asker", "one", "three", "two", "none", "all");
    tracker.joinChunk("one", "1");
    tracker.joinChunk("two", "1-2");
    tracker.joinChunk("three", "0-2");
    tracker.joinAs(PeerMode.SEEDER, "all");
    assertThat(tracker.findChunk("asker", 10, "0-2 4294967295"))
        .containsExactly("all", "three", "two", "one");
    assertThat(tracker.findChunk("asker", 10, "4294967295 anything")).containsExactly("all");
  }

  @Test
  void requirements_areAHardFilter() {
    tracker.enter("asker", "fast", "slow", "silent");
    tracker.report("fast", Stat.of("UploadBandwidth", 600));
    tracker.reportIn(SWARM, "slow", Stat.of("UploadBandwidth", 599));
    assertThat(tracker.find("asker", 9, require(Property.UPLOAD_BANDWIDTH, 600)))
        .containsExactly("fast");
    assertThat(tracker.find("asker", 9, require(Property.PEER_MODE, "SEEDER"))).isEmpty();
  }

  @Test
  void requirements_areHeldAgainstTheLatestReport_whicheverWayItCame() {
    Stat slow = Stat.of("UploadBandwidth", 10);
    Stat fast = Stat.of("UploadBandwidth", 9000);
    Stat closed = Stat.of("NAT", "TURN");
    Stat open = Stat.of("NAT", "NO_NAT");
    tracker.enter("asker", "peer");
    List<Runnable> better =
        List.of(
            () -> tracker.report("peer", fast, open),
            () -> tracker.reportIn(SWARM, "peer", fast, open),
            () -> tracker.joinAs(PeerMode.SEEDER, "peer", fast, open),
            () -> tracker.connect("peer", fast, open));
    for (Runnable change : better) {
      tracker.leave("peer");
      tracker.join("peer");
      tracker.report("peer", slow, closed);
      assertThat(findFast()).isEmpty();
      change.run();
      assertThat(findFast()).containsExactly("peer");
    }
  }

  private List<String> findFast() {
    return tracker.find(
        "asker", 9, require(Property.UPLOAD_BANDWIDTH, 5000), require(Property.NAT, "STUN"));
  }

  @ParameterizedTest
  @EnumSource
  void theCount_isExact_withoutDoubles_neverTheAsker(TrackerSettings.Strategy strategy) {
    for (int size : new int[] {0, 1, 2, 3, 7, 30, 59, 60, 61, 120, 121, 300}) {
      TestTracker own = with(strategy);
      own.connect("outside");
      String[] peers = named("peer-", size);
      own.enter(peers);
      for (int i = 0; i < size; i++) {
        own.joinChunk(peers[i], i % 3 == 0 ? "4-6" : "8-9");
        own.report(peers[i], Stat.of("UploadBandwidth", i % 5));
      }
      for (String asker :
          size == 0 ? new String[] {"outside"} : new String[] {"outside", peers[0]}) {
        boolean member = !asker.equals("outside");
        for (int n = 0; n <= 60; n++) {
          check(own.find(asker, n), asker, n, size - (member ? 1 : 0));
          long fit = count(size, member, i -> i % 5 >= 3);
          check(own.find(asker, n, require(Property.UPLOAD_BANDWIDTH, 3)), asker, n, fit);
          check(own.findChunk(asker, n, "6"), asker, n, count(size, member, i -> i % 3 == 0));
          check(own.findChunk(asker, n, "5-6 9-12"), asker, n, size - (member ? 1 : 0));
          check(
              own.findChunk(asker, n, "8", require(Property.UPLOAD_BANDWIDTH, 3)),
              asker,
              n,
              count(size, member, i -> i % 3 != 0 && i % 5 >= 3));
        }
      }
    }
  }

  private static long count(int size, boolean member, java.util.function.IntPredicate fits) {
    return java.util.stream.IntStream.range(member ? 1 : 0, size).filter(fits).count();
  }

  private static void check(List<String> found, String asker, int n, long eligible) {
    assertThat(found).hasSize((int) Math.min(n, eligible)).doesNotHaveDuplicates();
    assertThat(found).doesNotContain(asker);
  }

  @ParameterizedTest
  @EnumSource
  void everyMember_isHandedOut_itsFairShare(TrackerSettings.Strategy strategy) {
    TestTracker own = with(strategy);
    boolean isRandom = strategy == TrackerSettings.Strategy.RANDOM;
    int size = isRandom ? 70_000 : 10_000; // so large that old members have no part of their own
    String[] peers = named("", size);
    own.enter(peers);
    own.connect("outside");
    for (int i = 0; i < size; i += 100) {
      own.report(peers[i], Stat.of("UploadBandwidth", 1_000_000));
    }
    int[] handedOut = new int[size];
    int finds = 20_000;
    for (int i = 0; i < finds; i++) {
      for (String peer : own.find("outside", 30)) {
        handedOut[Integer.parseInt(peer)]++;
      }
    }
    int share = finds * 30 / size;
    if (isRandom) {
      // neighbours come together in runs of eight, but rarely the same ones
      assertThat(ChiSquare.of(handedOut)).isLessThan(1.2 * ChiSquare.bound(size));
      return;
    }
    assertThat(Arrays.stream(handedOut).min().orElseThrow()).isGreaterThan(share / 5);
    // a good one is in each list for which it was looked at, and some are old members, too
    int looked = finds * QosSelector.LOOKED / size;
    assertThat(Arrays.stream(handedOut).max().orElseThrow()).isBetween(looked, looked * 4 / 3);
  }

  @Test
  void aChunkThatOnlyOneOfManyHas_isFound() {
    TestTracker own = with(TrackerSettings.Strategy.QOS);
    int size = 100_000;
    String[] peers = named("p", size);
    own.enter(peers);
    for (int i = 0; i < size; i += 10) {
      own.joinChunk(peers[i], "0-999");
    }
    own.joinChunk(peers[77_777], "123456");
    assertThat(own.findChunk("p0", 30, "123456")).containsExactly("p77777");
    assertThat(own.findChunk("p0", 30, "100000-200000 xyz")).containsExactly("p77777");
    own.leave(peers[77_777], SWARM, "123456");
    assertThat(own.findChunk("p0", 30, "123456")).isEmpty();
  }

  /// Members stand in dozens of places of the index, more than are scanned; one is still met.
  @Test
  void theOneThatFits_isFound_whereEveryoneOffersManyPieces() {
    TestTracker own = new TestTracker(TestTracker.Settings.DEFAULT.scanLimit(300_000).build());
    List<String> even = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      even.add(Integer.toString(2 * i));
    }
    String chunks = String.join(" ", even);
    own.enter(named("peer-", 500));
    own.enter("asker");
    for (int i = 1; i < 500; i++) {
      own.joinChunk("peer-" + i, chunks);
    }
    own.joinChunk("peer-0", "98");
    own.report("peer-0", Stat.of("Country", "IS"));
    for (int i = 0; i < 20; i++) {
      assertThat(own.findChunk("asker", 5, chunks, require(Property.COUNTRY, "is")))
          .containsExactly("peer-0");
    }
  }

  private List<PeerAddress> seenBy(String asker, String peer) {
    return tracker.findPeers(asker).stream()
        .filter(p -> p.id().value().equals(peer))
        .findFirst()
        .orElseThrow()
        .addresses();
  }

  private static PeerAddress observed(String ip) {
    return PeerAddress.of(org.ppsp.protocol.IpAddress.parse(ip), 6000, AddressType.REFLEXIVE);
  }

  @Test
  void privateAddresses_areForThoseBehindTheSamePublicAddress() {
    tracker.connectFrom("198.51.100.1", "mixed", host("192.168.1.2"), host("198.51.100.5"));
    tracker.connectFrom("198.51.100.1", "hidden", host("192.168.1.3"), host("fe80::1"));
    tracker.connectFrom("198.51.100.1", "neighbour");
    tracker.connectFrom("198.51.100.2", "stranger");
    // says that it has their public address, but its requests come from another one
    tracker.connectFrom(
        "203.0.113.77", "liar", reflexive("198.51.100.1"), host("192.168.1.1"), host("10.0.0.1"));
    for (String peer : List.of("mixed", "hidden", "neighbour", "stranger", "liar")) {
      tracker.join(peer);
    }
    assertThat(seenBy("neighbour", "mixed"))
        .containsExactly(host("192.168.1.2"), host("198.51.100.5"));
    assertThat(seenBy("neighbour", "hidden")).containsExactly(host("192.168.1.3"), host("fe80::1"));
    for (String far : List.of("stranger", "liar")) {
      assertThat(seenBy(far, "mixed")).containsExactly(host("198.51.100.5"));
      assertThat(seenBy(far, "hidden")).containsExactly(observed("198.51.100.1"));
      assertThat(seenBy(far, "neighbour")).containsExactly(observed("198.51.100.1"));
    }
    assertThat(seenBy("mixed", "liar")).containsExactly(observed("203.0.113.77"));
  }

  @Test
  void privateAddresses_areForAllOrNoneIfConfigured() {
    for (TrackerSettings.PrivateAddresses rule : TrackerSettings.PrivateAddresses.values()) {
      TestTracker own =
          new TestTracker(TestTracker.Settings.DEFAULT.privateAddresses(rule).build());
      own.connectFrom("198.51.100.1", "peer-a", host("10.0.0.1"), host("198.51.100.5"));
      own.connectFrom("198.51.100.1", "near");
      own.connectFrom("198.51.100.9", "far");
      own.join("peer-a");
      int near = own.findPeers("near").getFirst().addresses().size();
      int far = own.findPeers("far").getFirst().addresses().size();
      assertThat(near).isEqualTo(rule == TrackerSettings.PrivateAddresses.NEVER ? 1 : 2);
      assertThat(far).isEqualTo(rule == TrackerSettings.PrivateAddresses.ALWAYS ? 2 : 1);
    }
  }

  @Test
  void requirementsOfTheAddress_areMet() {
    tracker.connectFrom(
        "198.51.100.1",
        "peer-a",
        new PeerAddress(
            org.ppsp.protocol.IpAddress.parse("198.51.100.1"),
            1,
            AddressType.HOST,
            0,
            org.ppsp.protocol.ConnectionType.WIRED,
            4_200_000_000L,
            null));
    tracker.join("peer-a");
    tracker.connect("asker");
    Requirement[] both = {
      require(Property.ASN, 4_200_000_000L), require(Property.CONNECTION, "wired")
    };
    assertThat(tracker.find("asker", 9, both)).containsExactly("peer-a");
    tracker.report("peer-a", Stat.of("ASN", "7"));
    assertThat(tracker.find("asker", 9, both)).isEmpty();
  }
}
