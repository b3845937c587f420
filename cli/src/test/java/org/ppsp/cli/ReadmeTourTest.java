package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Runs the tour of README.md against a tracker and compares what is printed with what stands
/// there. A block ```` ```bash ```` holds commands, the block ```` ```text ```` behind it their
/// answer; without one they print nothing.
///
/// `-Dreadme.write=true` writes the answers anew.
class ReadmeTourTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Pattern BLOCK =
      Pattern.compile("```bash\n(.*?)```\n(?:\\s*```text\n(.*?)```\n)?", Pattern.DOTALL);

  @Test
  @Timeout(60)
  void everyCommand_answersAsShown() throws IOException {
    String readme = Files.readString(README);
    StringBuilder written = new StringBuilder();
    int commands = 0;
    try (RunningTracker tracker = RunningTracker.start();
        Shell shell = new Shell()) {
      Matcher block = BLOCK.matcher(readme);
      while (block.find()) {
        commands++;
        String command = block.group(1);
        String shown = block.group(2) == null ? "" : block.group(2);
        String printed = shell.run(command.replace("http://127.0.0.1:7846/", tracker.url()));
        if (Boolean.getBoolean("readme.write")) {
          boolean same = withoutChance(printed).equals(withoutChance(shown));
          String answer = same ? shown : printed;
          String text = answer.isEmpty() ? "" : "\n```text\n" + answer + "```\n";
          block.appendReplacement(
              written, Matcher.quoteReplacement("```bash\n" + command + "```\n" + text));
        } else {
          assertThat(withoutChance(printed)).as(command).isEqualTo(withoutChance(shown));
        }
      }
      block.appendTail(written);
    }
    assertThat(commands).as("commands in README.md").isGreaterThan(5);
    if (Boolean.getBoolean("readme.write")) {
      Files.writeString(README, written);
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
