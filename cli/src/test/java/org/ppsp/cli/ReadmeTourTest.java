package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Runs the [Tour] of README.md against a tracker. `-Dreadme.write=true` writes the answers anew.
class ReadmeTourTest {
  private static final Path README = Path.of("..", "README.md");

  @Test
  @Timeout(60)
  void everyCommand_answersAsShown() throws IOException {
    try (RunningTracker tracker = RunningTracker.start();
        Shell shell = new Shell()) {
      int commands =
          new Tour(README, ReadmeTourTest::withoutChance)
              .walk(
                  command -> shell.run(command.replace("http://127.0.0.1:7846/", tracker.url())),
                  Boolean.getBoolean("readme.write"));
      assertThat(commands).as("commands in README.md").isGreaterThan(5);
    }
  }

  /// Leaves out what differs by nature: tokens, ports that the system chose, the time, and the
  /// length that follows from the ports.
  private static String withoutChance(String text) {
    return text.replace("\r", "")
        .replaceAll("\\b[0-9a-f]{32}\\b", "TOKEN")
        .replaceAll("(ip=\"127\\.0\\.0\\.1\" port=)\"\\d+\"", "$1\"PORT\"")
        .replaceAll("Date: .*", "Date: NOW")
        .replaceAll("Content-Length: \\d+", "Content-Length: N");
  }
}
