package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.tracker.TestTracker.named;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ppsp.protocol.Stat;

/// What part of a victim's lists an attacker has that floods a swarm from the networks it commands:
/// without shares, and with those that hold by default.
class EclipseTest {
  private static final int HONEST = 40;
  private static final int FLOOD = 760;
  private static final int LISTS = 100;
  private static final int WANTED = 30;

  /// Networks an attacker has, and how much of a list in percent they are good for.
  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  enum Attacker {
    ONE_NETWORK(i -> "198.51.100." + i % 250, 25),
    SIX_NETWORKS_OF_ONE_PREFIX(i -> "198.51." + i % 6 + "." + i / 6 % 250, 50),
    FOUR_NETWORKS_OF_TWO_PREFIXES(
        i -> "198." + (51 + i % 2) + "." + i / 2 % 2 + "." + i / 4 % 250, 93),
    SIX_NETWORKS(i -> 60 + i % 6 + ".51.1." + i / 6 % 250, 93),
    ONE_48(i -> "2001:db8:7:" + Integer.toHexString(i) + "::1", 25),
    FOUR_48_OF_TWO_40(i -> "2001:db8:" + i % 2 + "00" + i / 2 % 2 + ":" + hex(i / 4) + "::1", 93),
    MANY_48_OF_ONE_40(i -> "2001:db8:70" + hex(i % 64) + ":" + hex(i / 64) + "::1", 50);

    private final IntFunction<String> address;
    private final int percent;

    Attacker(IntFunction<String> address, int percent) {
      this.address = address;
      this.percent = percent;
    }

    private static String hex(int number) {
      return String.format(Locale.ROOT, "%02x", number);
    }
  }

  /// The attacker's part of all lists, in percent.
  private static double part(Shares shares, Attacker attacker) {
    TestTracker tracker = new TestTracker(TestTracker.Settings.DEFAULT.shares(shares).build());
    for (int i = 0; i < HONEST; i++) {
      tracker.connectFrom("50." + i + ".0.1", "honest" + i);
      tracker.join("honest" + i);
      tracker.report("honest" + i, Stat.of("UploadBandwidth", 5000));
    }
    tracker.passSeconds(10);
    for (int i = 0; i < FLOOD; i++) {
      tracker.connectFrom(attacker.address.apply(i), "sybil" + i);
      tracker.join("sybil" + i);
      tracker.report("sybil" + i, Stat.of("UploadBandwidth", 1_000_000_000));
    }
    tracker.connectFrom("203.0.113.9", "victim");
    int sybils = 0;
    for (int i = 0; i < LISTS; i++) {
      List<String> list = tracker.find("victim", WANTED);
      assertThat(list).hasSize(WANTED);
      sybils += (int) list.stream().filter(name -> name.startsWith("sybil")).count();
    }
    return 100.0 * sybils / (LISTS * WANTED);
  }

  @ParameterizedTest
  @EnumSource
  void attacker_hasItsShare_whateverItFloods(Attacker attacker) {
    assertThat(part(new Shares(100, 100, 100), attacker)).as("without shares").isGreaterThan(80);
    assertThat(part(Shares.DEFAULT, attacker)).isLessThanOrEqualTo(attacker.percent);
  }

  /// From networks of their own, so that no share holds them: the old members keep their part.
  @Test
  void floodOfNewMembers_doesNotPushTheOldOnesOut() {
    TestTracker tracker = new TestTracker();
    tracker.enter(named("old", 100));
    tracker.passSeconds(60);
    for (String peer : named("new", 1900)) {
      tracker.enter(peer);
      tracker.report(peer, Stat.of("UploadBandwidth", 10_000));
    }
    tracker.connect("victim");
    long old = 0;
    for (int i = 0; i < LISTS; i++) {
      old += tracker.find("victim", WANTED).stream().filter(n -> n.startsWith("old")).count();
    }
    assertThat(old).as("the random quarter alone has 40 of them").isGreaterThan(215);
  }

  /// What shares and old members do not help against: four networks that made the swarm.
  @Test
  void attackerThatWasThereFirst_hasAlmostAll() {
    TestTracker tracker = new TestTracker();
    for (int i = 0; i < FLOOD; i++) {
      tracker.connectFrom(Attacker.FOUR_NETWORKS_OF_TWO_PREFIXES.address.apply(i), "sybil" + i);
      tracker.join("sybil" + i);
    }
    tracker.passSeconds(10);
    for (int i = 0; i < HONEST; i++) {
      tracker.connectFrom("50." + i + ".0.1", "honest" + i);
      tracker.join("honest" + i);
    }
    tracker.connectFrom("203.0.113.9", "victim");
    long sybils = 0;
    for (int i = 0; i < LISTS; i++) { // of 40, so that four quarters are all of it
      sybils += tracker.find("victim", 40).stream().filter(n -> n.startsWith("sybil")).count();
    }
    assertThat(sybils).isGreaterThan(LISTS * 40 * 17 / 20);
  }

  /// Old members leave one by one: their places go to others that are old, not to the flood.
  @Test
  void placesOfOldMembersThatLeave_goToOldOnes() {
    TestTracker tracker = new TestTracker();
    tracker.enter(named("old", 300));
    tracker.passSeconds(60);
    for (int i = 0; i < 700; i++) {
      tracker.enter("new" + i);
      if (i % 5 == 0) {
        tracker.leave("old" + i / 5);
      }
    }
    tracker.connect("victim");
    long old = 0;
    for (int i = 0; i < LISTS; i++) {
      old += tracker.find("victim", WANTED).stream().filter(n -> n.startsWith("old")).count();
    }
    assertThat(old).as("the random quarter alone has 130 of them").isGreaterThan(800);
  }
}
