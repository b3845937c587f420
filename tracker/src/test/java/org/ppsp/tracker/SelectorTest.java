package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.tracker.Candidates.Kind;

/// Both strategies: who of the candidates is in the list, and in which order.
class SelectorTest {
  private final SplittableRandom random = new SplittableRandom(1);

  private static PeerSelector selector(TrackerSettings.Strategy strategy) {
    return switch (strategy) {
      case RANDOM -> new RandomSelector();
      case QOS -> new QosSelector();
    };
  }

  private static Wishes wishes(ChunkSet chunks, Requirement... requirements) {
    return new Wishes(1, Filter.of(List.of(requirements)), chunks, 0);
  }

  private static Membership member(ChunkSet chunks, Stat... stats) {
    Session session =
        new Session(
            TestTracker.connectRequest("peer", List.of(), stats),
            IpAddress.v4(1 << 24),
            6000,
            new SessionToken(1, 1),
            0);
    Membership member = new Membership(TestTracker.swarm("s"), session);
    member.chunks(chunks);
    return member;
  }

  /// As a search does for a list of `wanted`: the first quarter is at random.
  private static void add(Candidates candidates, int wanted, Membership member, double score) {
    boolean isRandom = candidates.count() < Ranking.randomOf(wanted);
    candidates.add(member, 0, (float) score, isRandom ? Kind.RANDOM : Kind.RANKED);
  }

  private int[] shuffled(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @ParameterizedTest
  @EnumSource
  void select_isExact_withoutDoubles(TrackerSettings.Strategy strategy) {
    Membership member = member(ChunkSet.range(0, 3));
    for (ChunkSet chunks : List.of(ChunkSet.EMPTY, ChunkSet.range(0, 5))) {
      for (int wanted = 0; wanted <= 60; wanted++) {
        for (int count : new int[] {0, 1, wanted / 2, wanted, wanted + 1, wanted * 2, 240}) {
          Candidates candidates = new Candidates(count);
          for (int i = 0; i < count; i++) {
            add(candidates, wanted, member, random.nextDouble());
          }
          int[] chosen = selector(strategy).select(candidates, wanted, wishes(chunks));
          assertThat(chosen).hasSize(Math.min(wanted, count));
          assertThat(Arrays.stream(chosen).distinct().count()).isEqualTo(chosen.length);
          assertThat(Arrays.stream(chosen).allMatch(i -> i >= 0 && i < count)).isTrue();
        }
      }
    }
  }

  @Test
  void best_areAtMostThreeQuartersOfAList() {
    Membership member = member(ChunkSet.EMPTY);
    for (int wanted = 1; wanted <= 60; wanted++) {
      int plain = wanted * 3;
      Candidates candidates = new Candidates(plain + wanted);
      for (int i = 0; i < plain + wanted; i++) {
        add(candidates, wanted, member, i < plain ? 0.1 : 0.9);
      }
      // None of the good ones is among those that came first.
      int[] chosen = new QosSelector().select(candidates, wanted, wishes(ChunkSet.EMPTY));
      long best = Arrays.stream(chosen).filter(i -> i >= plain).count();
      assertThat(best).isEqualTo(wanted - Math.ceilDiv(wanted, 4)).isLessThan(wanted);
    }
  }

  /// Each of the plain candidates gets its share of the random quarter.
  @Test
  void everyCandidate_hasItsChance() {
    Membership member = member(ChunkSet.EMPTY);
    int[] plain = new int[30];
    int[] good = new int[30];
    for (int run = 0; run < 20_000; run++) {
      int[] order = shuffled(60);
      Candidates candidates = new Candidates(60);
      for (int number : order) {
        add(candidates, 30, member, number < 30 ? 0.2 : 0.9 + random.nextDouble() / 100);
      }
      for (int i : new QosSelector().select(candidates, 30, wishes(ChunkSet.EMPTY))) {
        if (order[i] < 30) {
          plain[order[i]]++;
        } else {
          good[order[i] - 30]++;
        }
      }
    }
    assertThat(Arrays.stream(plain).min().orElseThrow()).isGreaterThan(20_000 / 10);
    assertThat(Arrays.stream(plain).sum()).isLessThan(Arrays.stream(good).sum());
    assertThat(ChiSquare.of(plain)).isLessThan(ChiSquare.bound(30));
    assertThat(ChiSquare.of(good)).isLessThan(ChiSquare.bound(30));
  }

  @ParameterizedTest
  @EnumSource
  void thoseThatOfferMore_comeFirst(TrackerSettings.Strategy strategy) {
    Wishes wishes = wishes(ChunkSet.range(0, 9));
    Candidates candidates = new Candidates(80);
    for (int number : shuffled(80)) {
      add(candidates, 20, member(ChunkSet.range(0, number % 10)), 1);
    }
    assertThat(selector(strategy).candidates(20, wishes)).isEqualTo(80);
    double[] offers = wishes.offers(candidates);
    double[] list =
        Arrays.stream(selector(strategy).select(candidates, 20, wishes))
            .mapToDouble(i -> offers[i])
            .toArray();
    for (int i = 1; i < 20; i++) {
      assertThat(list[i]).isLessThanOrEqualTo(list[i - 1]);
    }
    assertThat(Arrays.stream(list).filter(o -> o >= 8).count()).isGreaterThanOrEqualTo(11);
  }

  /// One chunk more of a thousand million is more.
  @ParameterizedTest
  @EnumSource
  void thoseThatOfferMore_comeFirst_toTheLastChunk(TrackerSettings.Strategy strategy) {
    ChunkSet all = ChunkSet.range(0, 1 << 30);
    Candidates candidates = new Candidates(4);
    for (int less : new int[] {2, 0, 3, 1}) {
      add(candidates, 4, member(ChunkSet.range(less, 1 << 30)), less / 10.0);
    }
    assertThat(selector(strategy).select(candidates, 4, wishes(all))).containsExactly(1, 3, 0, 2);
  }

  @ParameterizedTest
  @EnumSource
  void thosePreferred_comeFirst_andNoneIsLeftOut(TrackerSettings.Strategy strategy) {
    Candidates candidates = new Candidates(6);
    for (int i = 0; i < 6; i++) {
      add(candidates, 6, member(ChunkSet.EMPTY, Stat.of("Country", i % 2 == 0 ? "DE" : "AT")), 1);
    }
    Wishes wishes = wishes(ChunkSet.EMPTY, new Requirement(Property.COUNTRY, Match.PREFER, "at"));
    int[] list = selector(strategy).select(candidates, 6, wishes);
    assertThat(Arrays.copyOf(list, 3)).containsExactlyInAnyOrder(1, 3, 5);
    assertThat(Arrays.copyOfRange(list, 3, 6)).containsExactlyInAnyOrder(0, 2, 4);
  }

  @Test
  void sorted_isStable_largestFirst() {
    double[] ranks = {1, 3, 2, 3, 1, 4e12, 0};
    assertThat(Ranking.sorted(new int[] {0, 1, 2, 3, 4, 5, 6}, ranks))
        .containsExactly(5, 1, 3, 2, 0, 4, 6);
    assertThat(Ranking.sorted(new int[] {4, 3, 1, 0}, ranks)).containsExactly(3, 1, 4, 0);
  }
}
