package org.ppsp.cli.check;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;
import org.ppsp.cli.log.Escape;

/// Results for a person: a line each, under the name of their section, while the walk goes on.
public final class TextReport implements Consumer<Result> {
  private final PrintWriter out;
  private String section = "";

  /// Writes there; it is not closed.
  public TextReport(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void accept(Result result) {
    if (!result.section().equals(section)) {
      section = result.section();
      out.println();
      out.println(section);
    }
    switch (result.outcome()) {
      case OK -> out.println("  ok    " + result.name());
      case SKIP ->
          out.println(
              "  skip  " + result.name() + ": " + Escape.line(String.valueOf(result.came())));
      case FAIL -> {
        out.println("  FAIL  " + result.name());
        out.println("        expected: " + result.expected());
        out.println("        came:     " + Escape.line(String.valueOf(result.came())));
        out.println("        cure:     " + result.cure());
      }
    }
    out.flush();
  }

  /// The last line.
  public void end(Summary summary) {
    int checks = summary.ok() + summary.failed() + summary.skipped();
    out.println();
    out.printf(
        Locale.ROOT,
        "%d %s: %d ok, %d failed, %d skipped, in %.1f s%n",
        checks,
        checks == 1 ? "check" : "checks",
        summary.ok(),
        summary.failed(),
        summary.skipped(),
        summary.time().toMillis() / 1000.0);
    out.flush();
  }
}
