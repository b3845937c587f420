package org.ppsp.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ppsp.cli.check.Encodings;
import org.ppsp.cli.check.JsonReport;
import org.ppsp.cli.check.Summary;
import org.ppsp.cli.check.TextReport;
import org.ppsp.cli.check.UnreachableException;
import org.ppsp.cli.check.Walk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ppsp check`: does a tracker keep to the protocol?
@Command(
    name = "check",
    description = {
      "Check whether a running tracker, of any make, keeps to the protocol.",
      "",
      "Walks through all methods and their error cases, in XML and in JSON (RFC 7846), with peers",
      "of random names, which it disconnects in the end. A line a check: ok, FAIL with what was",
      "expected and what came, or skip where the tracker does what the protocol leaves open in",
      "another way.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp check",
      "  ppsp check https://tracker.example.org/",
      "  ppsp check --encoding json http://127.0.0.1:8000/",
      "  ppsp check --output json http://127.0.0.1:8000/ > check.json"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all is well",
      "1:a check failed",
      "2:wrong command line",
      "3:no tracker answers there"
    })
final class CheckCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  @Mixin private final TrackerParameter tracker = new TrackerParameter();
  @Mixin private final TrustOption trust = new TrustOption();
  @Mixin private final Console console = new Console();

  /// How results are written.
  enum Form {
    /// A line a check, for a person.
    TEXT,
    /// One object, for a program.
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "text (default), or json: one object when all is done.")
  private Form form = Form.TEXT;

  @Option(
      names = "--encoding",
      paramLabel = "ENCODING",
      defaultValue = "both",
      description = "xml, json (RFC 7846), or both (default): what the tracker is to speak.")
  private Encodings encodings = Encodings.BOTH;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5s",
      description = "How long each answer may take (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  /// For picocli.
  CheckCommand() {}

  @Override
  public Integer call() throws Failure, InterruptedException {
    if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
      throw console.misuse("--timeout must be more than 0 and at most 10m");
    }
    try {
      Summary summary = walk(tracker.url(), console.out());
      if (!summary.isTracker()) {
        return ExitCode.UNREACHABLE;
      }
      return summary.failed() == 0 ? ExitCode.OK : ExitCode.FAILED;
    } catch (UnreachableException e) {
      throw new Failure(ExitCode.UNREACHABLE, e.getMessage() + TrackerParameter.CURE);
    }
  }

  private Summary walk(URI url, PrintWriter out) throws UnreachableException, InterruptedException {
    if (form == Form.JSON) {
      JsonReport report = new JsonReport(url);
      Summary summary = Walk.run(url, trust.context(console), timeout, encodings, report);
      out.println(report.text(summary));
      out.flush();
      return summary;
    }
    TextReport report = new TextReport(out);
    Summary summary = Walk.run(url, trust.context(console), timeout, encodings, report);
    report.end(summary);
    return summary;
  }
}
