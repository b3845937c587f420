package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A document with commands and their answers. A block ```` ```bash ```` holds commands, the block
/// ```` ```text ```` behind it their answer; without one they print nothing.
///
/// @param withoutChance leaves out of an answer what differs by nature
record Tour(Path document, UnaryOperator<String> withoutChance) {
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
      boolean same = withoutChance.apply(printed).equals(withoutChance.apply(shown));
      if (write) {
        String answer = same ? shown : printed;
        String text = answer.isEmpty() ? "" : "\n```text\n" + answer + "```\n";
        block.appendReplacement(
            written, Matcher.quoteReplacement("```bash\n" + command + "```\n" + text));
      } else if (!same) {
        assertThat(withoutChance.apply(printed)).as(command).isEqualTo(withoutChance.apply(shown));
      }
    }
    if (write) {
      Files.writeString(document, block.appendTail(written));
    }
    return commands;
  }

  /// Runs commands.
  interface Answerer {
    /// Gives what they print.
    String run(String commands) throws IOException;
  }
}
