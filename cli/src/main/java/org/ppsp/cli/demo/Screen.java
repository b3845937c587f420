package org.ppsp.cli.demo;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

/// Where the demo is watched. Every thread may call.
public interface Screen extends AutoCloseable {
  /// What suits standard output: a terminal is drawn on, anything else gets lines.
  ///
  /// @param out standard output
  /// @param environment all variables; of interest are `TERM` and `NO_COLOR`
  static Screen of(PrintWriter out, Map<String, String> environment) throws IOException {
    String term = environment.getOrDefault("TERM", "dumb");
    return isTerminal() && !term.equals("dumb")
        ? LiveScreen.open(out, environment.getOrDefault("NO_COLOR", "").isEmpty())
        : new PlainScreen(out);
  }

  /// Whether standard input and output are a terminal. With JDK 25's own console, null says no;
  /// others always give one.
  @SuppressWarnings("SystemConsoleNull")
  static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /// Whether standard output can show the blocks that bars are drawn with.
  static boolean showsBlocks() {
    Charset charset = System.out.charset();
    return charset.canEncode() && charset.newEncoder().canEncode('█');
  }

  /// Shows what is now.
  void show(DemoView view, Figures now);

  /// Says something that is to stay.
  void say(List<String> lines);

  /// Leaves the terminal as it was.
  @Override
  void close();
}
