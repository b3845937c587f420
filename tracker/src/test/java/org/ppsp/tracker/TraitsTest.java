package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.NatAbility;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;

/// Nobody is turned down by the traits who meets the requirement.
class TraitsTest {
  @Provide
  Arbitrary<Requirement> requirements() {
    Arbitrary<Requirement> bandwidths =
        Combinators.combine(numbers(), Arbitraries.of(Match.MIN, Match.MAX, Match.EQUAL))
            .as(
                (number, match) ->
                    new Requirement(
                        org.ppsp.protocol.Property.UPLOAD_BANDWIDTH, match, Long.toString(number)));
    Arbitrary<Requirement> abilities =
        Combinators.combine(
                Arbitraries.of(NatAbility.values()), Arbitraries.of(Match.COMPATIBLE, Match.EQUAL))
            .as((nat, match) -> new Requirement(org.ppsp.protocol.Property.NAT, match, nat.name()));
    return Arbitraries.oneOf(bandwidths, abilities);
  }

  @Provide
  Arbitrary<Long> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 20),
        Arbitraries.longs().between(0, 100_000),
        Arbitraries.longs().between(0, Long.MAX_VALUE));
  }

  @Provide
  Arbitrary<TestCandidate> candidates() {
    return Combinators.combine(
            numbers().injectNull(0.2), Arbitraries.of(NatAbility.values()).injectNull(0.2))
        .as(TraitsTest::candidate);
  }

  private static TestCandidate candidate(@Nullable Long upload, @Nullable NatAbility nat) {
    List<Stat> stats = new ArrayList<>();
    if (upload != null) {
      stats.add(Stat.of("UploadBandwidth", upload));
    }
    if (nat != null) {
      stats.add(Stat.of("NAT", nat.name()));
    }
    return TestCandidate.with(stats.toArray(Stat[]::new));
  }

  @Property(seed = "20261123", tries = 3000)
  void whoMeetsARequirement_isNotTurnedDown(
      @ForAll("requirements") Requirement requirement,
      @ForAll("candidates") TestCandidate candidate) {
    Filter filter = Filter.of(List.of(requirement))[0];
    int traits = Traits.of(candidate);
    assertThat(traits).isBetween(0, (1 << Traits.BITS) - 1);
    if (filter.accepts(candidate, 0)) {
      assertThat(filter.mayAccept(traits)).isTrue();
    }
  }

  @Example
  void whoIsFarFromIt_isTurnedDown() {
    Filter fast =
        Filter.of(List.of(Requirement.of(org.ppsp.protocol.Property.UPLOAD_BANDWIDTH, "5000")))[0];
    assertThat(fast.mayAccept(Traits.of(candidate(500L, null)))).isFalse();
    assertThat(fast.mayAccept(Traits.of(candidate(null, null)))).isFalse();
    Filter stun = Filter.of(List.of(Requirement.of(org.ppsp.protocol.Property.NAT, "STUN")))[0];
    assertThat(stun.mayAccept(Traits.of(candidate(null, NatAbility.TURN)))).isFalse();
    assertThat(stun.mayAccept(Traits.of(candidate(null, null)))).isFalse();
  }
}
