package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.SessionToken;

/// The index against the obvious: asking every member what it offers.
class ChunkIndexProperties {
  private static final int MEMBERS = 6;
  private static final int SCAN_LIMIT = 100_000;

  private final SplittableRandom random = new SplittableRandom(1);

  record Change(int member, PeerMode mode, ChunkSet chunks, ChunkSet wanted) {}

  private static Membership member(int number) {
    Session session =
        new Session(
            TestTracker.connectRequest("peer-" + number, List.of()),
            IpAddress.v4(number + 1 << 24),
            6000,
            new SessionToken(1, 1),
            0);
    session.heardOf(Integer.MAX_VALUE);
    Membership membership = new Membership(TestTracker.swarm("s"), session);
    membership.expiresAt(Integer.MAX_VALUE);
    return membership;
  }

  /// Also where ranges end: at powers of two, at 0 and at the largest number.
  @Provide
  static Arbitrary<Long> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 40),
        Arbitraries.longs().between(0, ChunkSet.MAX_NUMBER),
        Arbitraries.of(0L, 1L, ChunkSet.MAX_NUMBER, ChunkSet.MAX_NUMBER - 1, 1L << 31, 65_536L),
        Combinators.combine(
                Arbitraries.integers().between(1, 31), Arbitraries.longs().between(-1, 1))
            .as((bits, more) -> (1L << bits) + more));
  }

  @Provide
  static Arbitrary<ChunkSet> sets() {
    Arbitrary<String> range =
        Combinators.combine(numbers(), Arbitraries.longs().between(1, 300))
            .as((a, more) -> a + "-" + Math.min(ChunkSet.MAX_NUMBER, a + more));
    Arbitrary<String> wide =
        Combinators.combine(numbers(), numbers())
            .as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b));
    Arbitrary<String> entry =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(8, numbers().map(String::valueOf)),
            net.jqwik.api.Tuple.of(8, range),
            net.jqwik.api.Tuple.of(8, Arbitraries.of("a", "b", "x-1")),
            net.jqwik.api.Tuple.of(1, wide));
    return entry.list().ofMaxSize(5).map(list -> ChunkSet.parse(String.join(" ", list), 10));
  }

  @Provide
  static Arbitrary<List<Change>> changes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, MEMBERS - 1),
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, Arbitraries.just(PeerMode.LEECH)),
                net.jqwik.api.Tuple.of(1, Arbitraries.just(PeerMode.SEEDER))),
            sets(),
            sets().filter(set -> !set.isEmpty()))
        .as(Change::new)
        .list()
        .ofMaxSize(20);
  }

  @Property(seed = "20261122", tries = 300)
  void find_givesTheHoldersAndNoOneElse(@ForAll("changes") List<Change> changes) {
    ChunkIndex index = new ChunkIndex(TestTracker.budget());
    Membership[] members = new Membership[MEMBERS];
    for (int i = 0; i < MEMBERS; i++) {
      members[i] = member(i);
    }
    for (Change change : changes) {
      offer(index, members[change.member], change.mode, change.chunks);
      check(index, members, change.wanted);
    }
    for (Membership member : members) {
      index.remove(member);
      assertThat(member.entries()).isEmpty();
    }
    ChunkSet everything = TestTracker.chunks("0-4294967295 a b x-1");
    assertThat(index.find(everything, SCAN_LIMIT).arrays()).hasSize(1); // that of no seeders
    assertThat(placesOf(index.find(everything, SCAN_LIMIT).arrays())).isZero();
  }

  private void offer(ChunkIndex index, Membership member, PeerMode mode, ChunkSet chunks) {
    member.mode(mode);
    member.chunks(chunks);
    index.update(member, random);
  }

  private static void check(ChunkIndex index, Membership[] members, ChunkSet wanted) {
    Set<Membership> holders = new HashSet<>();
    int seeders = 0;
    for (Membership member : members) {
      seeders += member.mode() == PeerMode.SEEDER ? 1 : 0;
      if (member.offersAny(wanted)) {
        holders.add(member);
      }
    }
    List<Membership> found = new ArrayList<>();
    for (PlaceArray array : index.find(wanted, SCAN_LIMIT).arrays()) {
      for (int i = 0; i < array.size(); i++) {
        Place place = array.get(i);
        assertThat(place.index).isEqualTo(i);
        found.add(place.member());
      }
    }
    assertThat(new HashSet<>(found)).isEqualTo(holders);
    assertThat(index.seeders()).isEqualTo(seeders);
    if (wanted.size() == 1) {
      assertThat(found).doesNotHaveDuplicates();
    }
  }

  @Property(seed = "20261122", tries = 200)
  void entries_areFewForARange(
      @ForAll @LongRange(min = 0, max = ChunkSet.MAX_NUMBER) long a,
      @ForAll @LongRange(min = 0, max = ChunkSet.MAX_NUMBER) long b) {
    long length = Math.abs(a - b) + 1;
    int log = 63 - Long.numberOfLeadingZeros(length);
    int entries = ChunkIndex.entries(ChunkSet.range(Math.min(a, b), Math.max(a, b)));
    assertThat(entries).isBetween(1, Math.max(1, 2 * log));
  }

  @Example
  void entries_ofTheLongestRanges() {
    assertThat(ChunkIndex.entries(ChunkSet.range(0, ChunkSet.MAX_NUMBER))).isEqualTo(1);
    assertThat(ChunkIndex.entries(ChunkSet.range(1, ChunkSet.MAX_NUMBER - 1))).isEqualTo(62);
    assertThat(ChunkIndex.entries(TestTracker.chunks("3 5 a b"))).isEqualTo(4);
    assertThat(ChunkIndex.entries(ChunkSet.EMPTY)).isZero();
  }

  /// What a member keeps stays where it is: an update costs what has changed.
  @Example
  void update_keepsTheEntriesThatStay() {
    ChunkIndex index = new ChunkIndex(TestTracker.budget());
    Membership member = member(0);
    offer(index, member, PeerMode.LEECH, TestTracker.chunks("0-7 100 a b"));
    Set<ChunkIndex.Entry> before = new HashSet<>(member.entries());
    offer(index, member, PeerMode.LEECH, TestTracker.chunks("0-7 101 a c"));
    Set<ChunkIndex.Entry> after = new HashSet<>(member.entries());
    assertThat(after).hasSize(5);
    after.retainAll(before);
    assertThat(after).hasSize(3);
  }

  /// More blocks than are looked up one by one: all who offer anything are looked at.
  @Example
  void find_ofMoreBlocksThanAreLookedUp() {
    ChunkIndex index = new ChunkIndex(TestTracker.budget());
    Membership scattered = member(0);
    ChunkSet.Builder builder = new ChunkSet.Builder(5000);
    for (int i = 0; i < 5000; i++) {
      builder.range(i * 2L, i * 2L);
    }
    offer(index, scattered, PeerMode.LEECH, builder.build());
    Membership other = member(1);
    offer(index, other, PeerMode.LEECH, TestTracker.chunks("9001"));
    List<PlaceArray> arrays = index.find(ChunkSet.range(0, 10_000), SCAN_LIMIT).arrays();
    assertThat(arrays).hasSize(2);
    assertThat(arrays.stream().mapToInt(PlaceArray::size).sum()).isEqualTo(2);
  }

  /// Each member would be met hundreds of times: they are looked at once instead.
  @Example
  void find_ofMorePlacesThanAreScanned() {
    ChunkIndex index = new ChunkIndex(TestTracker.budget());
    ChunkSet.Builder even = new ChunkSet.Builder(500);
    for (int i = 0; i < 500; i++) {
      even.range(i * 2L, i * 2L);
    }
    ChunkSet chunks = even.build();
    for (int i = 0; i < 20; i++) {
      Membership member = member(i);
      offer(index, member, PeerMode.LEECH, chunks);
    }
    int cost = index.find(chunks, SCAN_LIMIT).cost();
    int enough = cost + 10_000 * Search.MEMBER;
    assertThat(placesOf(index.find(chunks, enough).arrays())).isEqualTo(10_000);
    assertThat(placesOf(index.find(chunks, enough - 1).arrays())).isEqualTo(20);
    assertThat(placesOf(index.find(chunks, 2 * cost - 1).arrays())).isEqualTo(20);
  }

  private static int placesOf(List<PlaceArray> arrays) {
    return arrays.stream().mapToInt(PlaceArray::size).sum();
  }
}
