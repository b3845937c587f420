package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;

/// Section 6 of the specification, rule by rule.
class FilterTest {
  private static Filter filter(Property property, Match match, String value) {
    return Filter.of(List.of(new Requirement(property, match, value)))[0];
  }

  private static boolean fits(String property, String required, Candidate candidate) {
    return Filter.of(List.of(Requirement.of(Property.of(property), required)))[0].accepts(
        candidate, 0);
  }

  private static boolean fits(String property, String required, String has) {
    return fits(property, required, TestCandidate.with(Stat.of(property, has)));
  }

  private static boolean fits(String property, Match match, String required, String has) {
    return filter(Property.of(property), match, required)
        .accepts(TestCandidate.with(Stat.of(property, has)), 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UploadBandwidth",
        "DownloadBandwidth",
        "AvailableBandwidth",
        "OnlineTime",
        "UploadedBytes",
        "DownloadedBytes",
        "OriginBytes",
        "BufferLevel"
      })
  void atLeast_isTheDefault(String property) {
    assertThat(fits(property, "600", "601")).isTrue();
    assertThat(fits(property, "600", "600")).isTrue();
    assertThat(fits(property, "600", "599")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ConcurrentLinks", "StallTime", "StartupTime"})
  void atMost_isTheDefault(String property) {
    assertThat(fits(property, "600", "601")).isFalse();
    assertThat(fits(property, "600", "600")).isTrue();
    assertThat(fits(property, "600", "0")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "NO_NAT, NO_NAT, true", "NO_NAT, STUN, true", "NO_NAT, TURN, true",
    "STUN, NO_NAT, true", "STUN, STUN, true", "STUN, TURN, false",
    "TURN, NO_NAT, true", "TURN, STUN, false", "TURN, TURN, true"
  })
  void nat_isCompatible(String asker, String candidate, boolean fits) {
    assertThat(fits("NAT", asker, candidate)).isEqualTo(fits);
  }

  @Test
  void nat_canBeEqualInstead() {
    assertThat(fits("NAT", Match.EQUAL, "STUN", "NO_NAT")).isFalse();
    assertThat(fits("NAT", Match.EQUAL, "STUN", "STUN")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "MIN, 599, false", "MIN, 600, true", "MIN, 9223372036854775807, true",
    "MAX, 599, true", "MAX, 600, true", "MAX, 601, false",
    "EQUAL, 599, false", "EQUAL, 600, true", "EQUAL, 601, false"
  })
  void match_overridesTheDefault(Match match, String has, boolean fits) {
    assertThat(fits("UploadBandwidth", match, "600", has)).isEqualTo(fits);
    assertThat(fits("ConcurrentLinks", match, "600", has)).isEqualTo(fits);
    assertThat(fits("SomethingElse", match, "600", has)).isEqualTo(fits);
  }

  @Test
  void match_ofNumbersInText_needsANumber() {
    assertThat(fits("SomethingElse", Match.MIN, "600", "much")).isFalse();
    assertThat(fits("SomethingElse", Match.MAX, "600", "-5")).isFalse();
  }

  @Test
  void prefer_doesNotExclude_andFitsByTheDefaultMatch() {
    Filter filter = filter(Property.UPLOAD_BANDWIDTH, Match.PREFER, "600");
    assertThat(filter.isRequired()).isFalse();
    assertThat(filter.accepts(TestCandidate.with(Stat.of("UploadBandwidth", 700)), 0)).isTrue();
    assertThat(filter.accepts(TestCandidate.with(Stat.of("UploadBandwidth", 500)), 0)).isFalse();
    Filter nat = filter(Property.NAT, Match.PREFER, "STUN");
    assertThat(nat.accepts(TestCandidate.with(Stat.of("NAT", "NO_NAT")), 0)).isTrue();
    assertThat(nat.accepts(TestCandidate.with(Stat.of("NAT", "TURN")), 0)).isFalse();
    Filter country = filter(Property.COUNTRY, Match.PREFER, "de");
    assertThat(country.accepts(TestCandidate.with(Stat.of("Country", "DE")), 0)).isTrue();
  }

  @Test
  void aPropertyThatWasNeverReported_isNotSatisfied() {
    Candidate silent = TestCandidate.with();
    assertThat(fits("UploadBandwidth", "0", silent)).isFalse();
    assertThat(fits("ConcurrentLinks", "1000", silent)).isFalse();
    assertThat(fits("NAT", "NO_NAT", silent)).isFalse();
    assertThat(fits("Country", "DE", silent)).isFalse();
    assertThat(fits("ASN", "0", silent)).isFalse();
    assertThat(fits("Connection", "wired", silent)).isFalse();
    assertThat(fits("SomethingElse", "x", silent)).isFalse();
    Candidate halfSilent = TestCandidate.with(Stat.of("DownloadBandwidth", 5));
    assertThat(fits("UploadBandwidth", "0", halfSilent)).isFalse();
  }

  @Test
  void onlineTime_isComputed_unlessThePeerSaysIt() {
    TestCandidate silent = new TestCandidate(PeerMode.LEECH, 60, 0, null, Statistics.NONE);
    assertThat(fits("OnlineTime", "60", silent)).isTrue();
    assertThat(fits("OnlineTime", "61", silent)).isFalse();
    TestCandidate talking =
        new TestCandidate(
            PeerMode.LEECH, 60, 0, null, Statistics.NONE.with(List.of(Stat.of("OnlineTime", 10))));
    assertThat(fits("OnlineTime", "60", talking)).isFalse();
  }

  @Test
  void text_isComparedWithoutRegardToCase() {
    assertThat(fits("Country", "de", "DE")).isTrue();
    assertThat(fits("Country", "de", "AT")).isFalse();
    assertThat(fits("SomethingElse", "Value", "vALUE")).isTrue();
  }

  @Test
  void asnAndConnection_areThoseOfTheAddress_unlessThePeerSaysThem() {
    TestCandidate silent =
        new TestCandidate(PeerMode.LEECH, 0, 64_496, ConnectionType.WIRELESS, Statistics.NONE);
    assertThat(fits("ASN", "64496", silent)).isTrue();
    assertThat(fits("ASN", "64497", silent)).isFalse();
    assertThat(fits("Connection", "wireless", silent)).isTrue();
    assertThat(fits("Connection", "WIRELESS", silent)).isTrue();
    assertThat(fits("Connection", "wired", silent)).isFalse();
    TestCandidate talking =
        new TestCandidate(
            PeerMode.LEECH,
            0,
            64_496,
            ConnectionType.WIRELESS,
            Statistics.NONE.with(List.of(Stat.of("ASN", "1"), Stat.of("Connection", "wired"))));
    assertThat(fits("ASN", "1", talking)).isTrue();
    assertThat(fits("ASN", "64496", talking)).isFalse();
    assertThat(fits("Connection", "wired", talking)).isTrue();
  }

  @Test
  void peerMode_isThatOfTheMembership_whateverThePeerReports() {
    TestCandidate liar = TestCandidate.with(Stat.of("PeerMode", "SEEDER"));
    assertThat(fits("PeerMode", "SEEDER", liar)).isFalse();
    assertThat(fits("PeerMode", "leech", liar)).isTrue();
  }

  @Test
  void headroom_isHowMuchMoreThanRequired() {
    Filter filter = filter(Property.UPLOAD_BANDWIDTH, Match.MIN, "100");
    assertThat(filter.headroom(TestCandidate.with(Stat.of("UploadBandwidth", 100)), 0)).isZero();
    assertThat(filter.headroom(TestCandidate.with(Stat.of("UploadBandwidth", 150)), 0))
        .isEqualTo(0.5f);
    assertThat(filter.headroom(TestCandidate.with(Stat.of("UploadBandwidth", 900)), 0))
        .isEqualTo(1);
    assertThat(
            filter(Property.UPLOAD_BANDWIDTH, Match.MIN, "0")
                .headroom(TestCandidate.with(Stat.of("UploadBandwidth", Long.MAX_VALUE)), 0))
        .isEqualTo(1);
    assertThat(
            filter(Property.CONCURRENT_LINKS, Match.MAX, "9")
                .headroom(TestCandidate.with(Stat.of("ConcurrentLinks", 1)), 0))
        .isZero();
    assertThat(
            filter(Property.COUNTRY, Match.EQUAL, "DE")
                .headroom(TestCandidate.with(Stat.of("Country", "DE")), 0))
        .isZero();
  }
}
