package org.ppsp.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.server.http.Messages.keepAlive;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.RawClient.Reply;

/// A second is borne; looks are due every tenth of one.
class OverloadTest {
  private long now = -7;
  private final Overload overload = new Overload(Duration.ofSeconds(1), now);

  /// A look, so late.
  private void look(int lateMillis) {
    now += overload.pause() + Duration.ofMillis(lateMillis).toNanos();
    var _ = overload.look(now);
  }

  /// How many of sixteen requests are turned away.
  private int shed() {
    int count = 0;
    for (int i = 0; i < 16; i++) {
      count += overload.sheds(now) ? 1 : 0;
    }
    return count;
  }

  @Test
  void loopThatKeepsUp_servesAll() {
    for (int late : new int[] {0, 10, 999, 1000}) {
      look(late);
      assertThat(shed()).isZero();
    }
  }

  @Test
  void oneDelayAlone_isNoOverload() {
    for (int i = 0; i < 10; i++) {
      look(60_000);
      assertThat(shed()).isZero();
      look(600);
      assertThat(shed()).isZero();
    }
  }

  @Test
  void delay_turnsHalfAway_thenMore_butNeverAll() {
    look(1001);
    assertThat(shed()).isZero();
    look(1001);
    assertThat(shed()).isEqualTo(8);
    look(1001);
    assertThat(shed()).isEqualTo(9);
    for (int i = 0; i < 100; i++) {
      look(60_000);
    }
    assertThat(shed()).isEqualTo(15);
  }

  @Test
  void delayBetweenHalfAndAll_changesNothing() {
    look(2000);
    look(2000);
    for (int i = 0; i < 100; i++) {
      look(501 + i % 400);
    }
    assertThat(shed()).isEqualTo(8);
  }

  @Test
  void loopThatKeepsUpAgain_servesAllAfterAWhile() {
    for (int i = 0; i < 100; i++) {
      look(2000);
    }
    for (int left = 14; left >= 0; left--) {
      look(500);
      assertThat(shed()).isEqualTo(left);
    }
    look(0);
    assertThat(shed()).isZero();
  }

  @Test
  void lookThatIsOverdue_countsBeforeItIsDone() {
    look(1001);
    now += overload.pause() + Duration.ofSeconds(1).toNanos();
    assertThat(shed()).isZero();
    now++;
    assertThat(shed()).isEqualTo(8);
  }

  /// The loops are held up by requests that take their time.
  @Test
  void requestsToALoopThatIsLate_are503_unread_andTheConnectionStays() throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.maxDelay = Duration.ofMillis(50);
    AtomicBoolean slow = new AtomicBoolean(true);
    try (Front front =
        Front.with(
            settings,
            (request, sender, later) -> {
              if (slow.get()) {
                long end = System.nanoTime() + Duration.ofMillis(100).toNanos();
                while (System.nanoTime() - end < 0) {
                  Thread.onSpinWait();
                }
              }
              return Answer.of(Front.answer(request));
            })) {
      RawClient client = front.client();
      int ahead = 8; // so that the loop always has something to do
      for (int i = 0; i < ahead; i++) {
        client.post(keepAlive("1"));
      }
      Reply reply = client.reply();
      while (reply.status() != 503) {
        reply = client.post(keepAlive("1")).reply();
      }
      slow.set(false);
      Response.Refusal refusal = (Response.Refusal) Messages.read(reply);
      assertThat(refusal.status()).isEqualTo(Status.SERVICE_UNAVAILABLE);
      assertThat(refusal.transactionId()).isNull();
      assertThat(Long.parseLong(reply.header("retry-after"))).isBetween(7L, 10L);
      assertThat(front.refusals.of(Reason.OVERLOAD)).isPositive();
      for (int i = 1; i < ahead; i++) {
        client.reply();
      }
      do {
        reply = client.post(keepAlive("2")).reply();
      } while (reply.status() == 503);
      assertThat(reply.status()).isEqualTo(200);
    }
  }
}
