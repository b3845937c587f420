package org.ppsp.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Lines for a stream that takes them late, never, or not at all.
@Timeout(20)
class LineWriterTest {
  private static final Duration LONG = Duration.ofSeconds(15);

  /// Takes nothing before it is opened.
  private static final class Gate extends OutputStream {
    private final CountDownLatch open = new CountDownLatch(1);
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      taken.write(bytes, offset, length);
    }
  }

  @Test
  void writer_neverWaits_andTellsWhatWasDropped_onceLinesFlow() {
    Gate gate = new Gate();
    AtomicLong told = new AtomicLong();
    LineWriter writer = new LineWriter(gate, told::addAndGet);
    byte[] line = "a".repeat(1023).concat("\n").getBytes(UTF_8);
    int lines = 2 * LineWriter.WAITING / line.length;
    for (int i = 0; i < lines; i++) {
      writer.write(line);
    }
    assertThat(writer.flush(Duration.ofMillis(10))).isFalse();
    assertThat(writer.dropped()).isBetween(lines / 2L - 1, lines / 2L);
    assertThat(told).hasValue(0);
    gate.open.countDown();
    assertThat(writer.flush(LONG)).isTrue();
    assertThat(told).hasValue(writer.dropped());
    assertThat(gate.taken.size()).isEqualTo((lines - writer.dropped()) * line.length);
    writer.write("last\n".getBytes(UTF_8));
    assertThat(writer.flush(LONG)).isTrue();
    assertThat(gate.taken.toString(UTF_8)).endsWith("\nlast\n");
    assertThat(told).hasValue(writer.dropped());
  }

  /// Standard error may be closed: who logs must not notice.
  @Test
  void streamThatFails_losesLines_andNothingElse() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("closed");
          }
        };
    LineWriter writer = new LineWriter(broken, lost -> {});
    writer.write("one\n".getBytes(UTF_8));
    writer.write("two\n".getBytes(UTF_8));
    assertThat(writer.flush(LONG)).isTrue();
  }
}
