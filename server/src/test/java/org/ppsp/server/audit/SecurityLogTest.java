package org.ppsp.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.audit.SecurityLog.Kind;
import org.ppsp.tracker.Caller;

class SecurityLogTest {
  private static final IpAddress ADDRESS = IpAddress.parse("192.0.2.7");

  private final List<String> lines = new ArrayList<>();
  private long now;
  private final SecurityLog log = new SecurityLog(() -> now, lines::add);

  @Test
  void event_isOneLine() {
    log.event(Kind.RATE_LIMITED, ADDRESS, new PeerId("alice"), "too many");
    log.event(Kind.BAD_PROXY, new Caller(ADDRESS, 1, null), null, "no address");
    assertThat(lines)
        .containsExactly(
            "event=rate-limited address=192.0.2.7 peer=\"alice\" detail=\"too many\"",
            "event=bad-proxy address=192.0.2.7 peer=- detail=\"no address\"");
  }

  @Test
  void whatStrangersSend_cannotForgeALine() {
    log.event(
        Kind.NOT_ALLOWED,
        ADDRESS,
        new PeerId("a\"detail=\"\u202e"),
        "x\r\n\u001b[2J\u2028\u0085\\");
    assertThat(lines)
        .containsExactly(
            "event=not-allowed address=192.0.2.7 peer=\"a\\\"detail=\\\"\\u202e\""
                + " detail=\"x\\u000d\\u000a\\u001b[2J\\u2028\\u0085\\\\\"");
  }

  @Test
  void longText_isCut() {
    assertThat(SecurityLog.quote("x".repeat(100_000))).hasSize(205).endsWith("x...\"");
    assertThat(SecurityLog.quote("x".repeat(200))).hasSize(202);
  }

  @Test
  void flood_isTwentyLinesAMinute_andASummary() {
    for (int i = 0; i < 1000; i++) {
      log.event(Kind.RATE_LIMITED, ADDRESS, null, "again");
    }
    assertThat(lines).hasSize(20);
    log.event(Kind.OVERLOADED, ADDRESS, null, "another kind");
    assertThat(lines).hasSize(21);

    now += Duration.ofSeconds(60).toNanos();
    log.event(Kind.RATE_LIMITED, ADDRESS, null, "later");
    assertThat(lines.subList(21, 23))
        .containsExactly(
            "event=rate-limited omitted=980 seconds=60",
            "event=rate-limited address=192.0.2.7 peer=- detail=\"later\"");
  }

  @Test
  void summary_comesWithoutAnotherEvent_once() {
    for (int i = 0; i < 21; i++) {
      log.event(Kind.RATE_LIMITED, ADDRESS, null, "again");
    }
    log.summarize();
    assertThat(lines).hasSize(20);
    now += Duration.ofSeconds(90).toNanos();
    log.summarize();
    log.summarize();
    assertThat(lines).hasSize(21).last().isEqualTo("event=rate-limited omitted=1 seconds=90");
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void refusal_isCounted(Reason reason) {
    Audit audit = new Audit(new Refusals(), log);
    audit.refused(reason, ADDRESS, null, "told so");
    audit.refused(reason, ADDRESS, null, "told so");
    assertThat(audit.refusals().of(reason)).isEqualTo(2);
    assertThat(audit.refusals().all()).hasSize(Reason.values().length);
    assertThat(audit.refusals().all().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(2);
    boolean mistake =
        Set.of(
                Reason.UNDER_WAY,
                Reason.MALFORMED,
                Reason.TOO_LARGE,
                Reason.TIMEOUT,
                Reason.NO_CREDENTIAL)
            .contains(reason);
    assertThat(lines).hasSize(mistake ? 0 : 2);
  }
}
