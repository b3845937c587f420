package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;

/// One bash that runs commands one after the other, so that what one sets the next one has.
final class Shell implements AutoCloseable {
  private static final String END = "---- end of a command ----";

  private final Process process;
  private final Writer in;
  private final BufferedReader out;

  Shell() throws IOException {
    process = new ProcessBuilder("bash", "--norc").redirectErrorStream(true).start();
    in = process.outputWriter(UTF_8);
    out = process.inputReader(UTF_8);
  }

  /// Runs commands.
  ///
  /// @return what they print, standard error included, each line with its end
  String run(String commands) throws IOException {
    in.write(commands + "\nprintf '%s\\n' '" + END + "'\n");
    in.flush();
    StringBuilder printed = new StringBuilder();
    while (true) {
      String line = out.readLine();
      if (line == null) {
        throw new IOException("bash ended amid: " + commands + "\nand had printed: " + printed);
      }
      if (line.equals(END)) {
        return printed.toString();
      }
      printed.append(line).append('\n');
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
