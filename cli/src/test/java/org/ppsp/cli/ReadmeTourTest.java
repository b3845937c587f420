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
          new Tour(README)
              .walk(
                  command -> shell.run(command.replace("http://127.0.0.1:7846/", tracker.url())),
                  Boolean.getBoolean("readme.write"));
      assertThat(commands).as("commands in README.md").isGreaterThan(5);
    }
  }
}
