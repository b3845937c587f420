package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;

class SwarmClaimsTest {
  private final Swarm swarm = TestTracker.swarm("s");
  private final List<Membership> members = new ArrayList<>();

  private void join(int number) {
    Session session =
        new Session(
            TestTracker.connectRequest("p" + number, List.of()),
            IpAddress.v4(60 + number << 24),
            6000,
            new SessionToken(1, number),
            0);
    Membership member = new Membership(swarm, session);
    members.add(member);
    swarm.add(member, session.listing(), 0, new Random(1));
  }

  private void claim(int number, long bandwidth) {
    Membership member = members.get(number);
    member.session().report(List.of(Stat.of("UploadBandwidth", bandwidth)));
    swarm.refresh(member, 0);
  }

  private long most() {
    return swarm.claims().mostBandwidth();
  }

  /// Twice what one in four says, and always as much as a common line.
  @Test
  void claimOfBandwidth_countsUpToWhatTheSwarmShows() {
    for (int i = 0; i < 8; i++) {
      join(i);
    }
    assertThat(most()).isEqualTo(SwarmClaims.COMMON_BANDWIDTH);
    claim(0, 1_000_000_000);
    assertThat(most()).isEqualTo(SwarmClaims.COMMON_BANDWIDTH);
    claim(1, 100_000);
    assertThat(most()).isEqualTo(2 * 131_072);
    claim(2, 1_000_000);
    assertThat(most()).isEqualTo(2 * 1_048_576);
    swarm.remove(members.get(2));
    assertThat(most()).isEqualTo(2 * 131_072);
    claim(1, 500);
    assertThat(most()).isEqualTo(SwarmClaims.COMMON_BANDWIDTH);
    for (int i = 8; i < 100; i++) {
      join(i);
      claim(i, 3000);
    }
    assertThat(most()).isEqualTo(SwarmClaims.COMMON_BANDWIDTH);
  }

  @Test
  void quality_isThatOfTheCappedClaim() {
    for (int i = 0; i < 8; i++) {
      join(i);
    }
    claim(0, SwarmClaims.COMMON_BANDWIDTH);
    claim(1, 1_000_000_000);
    claim(1, 1_000_000_000); // the first one counted up to what both had said
    claim(0, 16_383);
    claim(1, 1_000_000_000);
    long modest = MemberArray.summary(members.get(0), most(), 0);
    long boaster = MemberArray.summary(members.get(1), most(), 0);
    assertThat(MemberArray.quality(boaster) - MemberArray.quality(modest)).isBetween(0f, 0.06f);
    long uncapped = MemberArray.summary(members.get(1), Long.MAX_VALUE, 0);
    assertThat(MemberArray.quality(uncapped) - MemberArray.quality(modest)).isGreaterThan(0.1f);
  }
}
