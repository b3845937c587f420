package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A document with commands and their answers. A block ```` ```bash ```` holds commands, the block
/// ```` ```text ```` behind it their answer; without one they print nothing.
record Tour(Path document) {
  private static final Pattern BLOCK =
      Pattern.compile("```bash\n(.*?)```\n(?:\\s*```text\n(.*?)```\n)?", Pattern.DOTALL);

  /// Runs all commands and compares what they print with what stands there.
  ///
  /// @param write whether to write the answers anew instead
  /// @return how many commands there are
  int walk(Answerer shell, boolean write) throws IOException {
    StringBuilder written = new StringBuilder();
    int commands = 0;
    Matcher block = BLOCK.matcher(Files.readString(document));
    while (block.find()) {
      commands++;
      String command = block.group(1);
      String shown = block.group(2) == null ? "" : block.group(2);
      String printed = shell.run(command);
      boolean same = withoutChance(printed).equals(withoutChance(shown));
      if (write) {
        String answer = same ? shown : printed;
        String text = answer.isEmpty() ? "" : "\n```text\n" + answer + "```\n";
        block.appendReplacement(
            written, Matcher.quoteReplacement("```bash\n" + command + "```\n" + text));
      } else if (!same) {
        assertThat(withoutChance(printed)).as(command).isEqualTo(withoutChance(shown));
      }
    }
    if (write) {
      Files.writeString(document, block.appendTail(written));
    }
    return commands;
  }

  /// Leaves out what differs by nature: tokens, random TransactionIDs, ports that the system chose,
  /// times, and the length that follows from them.
  private static String withoutChance(String text) {
    return text.replace("\r", "")
        .replaceAll("\\b[0-9a-f]{32}\\b", "TOKEN")
        .replaceAll("<TransactionID>[0-9a-f]{16}<", "<TransactionID>ID<")
        .replaceAll("(ip=\"127\\.0\\.0\\.1\" port=)\"\\d+\"", "$1\"PORT\"")
        .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "NOW")
        .replaceAll("Date: .*", "Date: NOW")
        .replaceAll("Content-Length: \\d+", "Content-Length: N");
  }

  /// Runs commands.
  interface Answerer {
    /// Gives what they print.
    String run(String commands) throws IOException;
  }
}
