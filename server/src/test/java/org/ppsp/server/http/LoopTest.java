package org.ppsp.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When answers are sent.
class LoopTest {
  private final EmbeddedChannel first = new EmbeddedChannel();
  private final Loop loop =
      new Loop(
          first.eventLoop(),
          new AnswerWriter(1, new SplittableRandom(1)),
          100,
          1000,
          System::nanoTime,
          new Overload(Duration.ofSeconds(1), System.nanoTime()),
          Tally.NONE);
  private final List<EmbeddedChannel> others = new ArrayList<>();

  @AfterEach
  void close() {
    first.finishAndReleaseAll();
    others.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  private static void answer(EmbeddedChannel channel) {
    var _ = channel.write("answer");
  }

  private static @Nullable String sent(EmbeddedChannel channel) {
    return channel.readOutbound();
  }

  @Test
  void answer_isSentBehindWhatIsHereAlready() {
    answer(first);
    loop.flushSoon(first);
    assertThat(sent(first)).isNull();

    first.runPendingTasks();
    assertThat(sent(first)).isEqualTo("answer");
  }

  @Test
  void answers_areSentAgainAndAgain() {
    for (int i = 0; i < 3; i++) {
      answer(first);
      loop.flushSoon(first);
      first.runPendingTasks();
      assertThat(sent(first)).isEqualTo("answer");
    }
  }

  @Test
  void manyAnswers_areSentBeforeMoreIsRead() {
    for (int i = 0; i < 16; i++) {
      EmbeddedChannel other = new EmbeddedChannel();
      others.add(other);
      assertThat(others).noneMatch(channel -> sent(channel) != null);
      answer(other);
      loop.flushSoon(other);
    }
    assertThat(others).allMatch(channel -> "answer".equals(sent(channel)));
  }

  @Test
  void drain_sendsAnswersBeforeItCloses() {
    answer(first);
    loop.flushSoon(first);
    loop.drain();
    assertThat(sent(first)).isEqualTo("answer");
  }
}
