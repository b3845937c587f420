package org.ppsp.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.demo.Screen;
import org.ppsp.cli.load.Dialect;
import org.ppsp.cli.load.Load;
import org.ppsp.cli.load.LoadException;
import org.ppsp.cli.load.LoadJson;
import org.ppsp.cli.load.LoadResult;
import org.ppsp.cli.load.LoadSettings;
import org.ppsp.cli.load.LoadTable;
import org.ppsp.cli.load.Mix;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `ppsp load`: how much does a tracker bear?
@Command(
    name = "load",
    customSynopsis = "ppsp load [--rate N] [--peers N] [--duration DURATION] [OPTION]... [URL]",
    description = {
      "Put a tracker under load and measure its answers.",
      "",
      "Peers connect and join, then requests are sent on a schedule, whatever the tracker does,"
          + " and",
      "in the end the peers disconnect. A time counts from when the request was due, so what had"
          + " to",
      "wait because the tracker stood still is seen. Ctrl-C ends the load with its table.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp load --rate 5000 --duration 30s",
      "  ppsp load --rate 20000 --peers 100000 --swarms 100 --connections 64 --warmup 10s",
      "  ppsp load --rate 5000 --encoding json",
      "  ppsp load --rate 2000 --mix FIND=100 --peernum 50 --report find.json"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every request was done",
      "1:a request failed",
      "2:wrong command line",
      "3:no tracker answers there"
    })
final class LoadCommand implements Callable<Integer> {
  private static final int CONNECTIONS = 32;
  private static final Duration ON_A_TERMINAL = Duration.ofSeconds(1);
  private static final Duration ELSEWHERE = Duration.ofSeconds(5);

  @Mixin private final TrackerParameter tracker = new TrackerParameter();
  @Mixin private final EncodingOption encoding = new EncodingOption();
  @Mixin private final Console console = new Console();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Requests a second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--mix",
      paramLabel = "METHOD=N,...",
      defaultValue = "FIND=60,KEEPALIVE=20,STAT_REPORT=10,JOIN=5,LEAVE=5",
      description = {
        "How often each method, in proportion (default: ${DEFAULT-VALUE}).",
        "Also FIND_CHUNK and JOIN_CHUNK, in XML."
      })
  private @Nullable Mix mix;

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Peers that connect and join (default: ${DEFAULT-VALUE}).")
  private int peers;

  @Option(
      names = "--swarms",
      paramLabel = "N",
      defaultValue = "1",
      description = "Swarms over which they are spread (default: ${DEFAULT-VALUE}).")
  private int swarms;

  @Option(
      names = "--churn",
      paramLabel = "N%/min",
      defaultValue = "0%/min",
      converter = ChurnConverter.class,
      description =
          "Part of the peers that disconnects, connects and joins anew each minute, besides the"
              + " rate (default: ${DEFAULT-VALUE}).")
  private double churn;

  @Option(
      names = "--peernum",
      paramLabel = "N",
      defaultValue = "30",
      description = "Peers that each FIND asks for (default: ${DEFAULT-VALUE}).")
  private int peernum;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description =
          "Connections, with one request under way on each (default: 32, or as many as peers).")
  private @Nullable Integer connections;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "How long to measure (default: ${DEFAULT-VALUE}).")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--warmup",
      paramLabel = "DURATION",
      defaultValue = "2s",
      description = "How long to send the same before measuring (default: ${DEFAULT-VALUE}).")
  private Duration warmup = Duration.ZERO;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "After which a request has failed (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ZERO;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also write the result, with all parameters, as JSON.")
  private @Nullable Path report;

  @Option(names = "--leave-peers", description = "Leave the peers connected afterwards.")
  private boolean leavePeers;

  @Option(
      names = "--yes-this-is-my-tracker",
      description = "Load a tracker on another machine. Do so only with your own.")
  private boolean mine;

  /// For picocli.
  LoadCommand() {}

  @Override
  public Integer call() throws Failure {
    URI url = tracker.url();
    LoadSettings settings = settings(url);
    checkTarget(url);
    checkReport();
    LoadResult result;
    try (UntilSignal _ = new UntilSignal()) {
      Duration every = Screen.isTerminal() ? ON_A_TERMINAL : ELSEWHERE;
      result = Load.run(settings, console::say, every);
      console.out().print(LoadTable.of(result));
      console.out().flush();
      write(settings, result);
    } catch (LoadException e) {
      throw new Failure(
          e.isUnreachable() ? ExitCode.UNREACHABLE : ExitCode.FAILED,
          e.isUnreachable()
              ? e.getMessage() + TrackerParameter.CURE
              : String.valueOf(e.getMessage()));
    }
    return result.errors() == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private LoadSettings settings(URI url) {
    if (!"http".equals(url.getScheme())) {
      throw console.misuse("the load goes over http only; name the tracker's own port, not https");
    }
    try {
      return new LoadSettings(
          url,
          encoding.encoding() == Encoding.JSON ? Dialect.JSON : Dialect.XML,
          rate,
          Objects.requireNonNull(mix),
          peers,
          swarms,
          churn,
          peernum,
          connections == null ? Math.min(CONNECTIONS, Math.max(1, peers)) : connections,
          duration,
          warmup,
          timeout,
          leavePeers);
    } catch (IllegalArgumentException e) {
      throw console.misuse(String.valueOf(e.getMessage()));
    }
  }

  private void checkTarget(URI url) throws Failure {
    boolean loopback;
    try {
      loopback = InetAddress.getByName(url.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "the host name " + url.getHost() + " is not known: " + url + TrackerParameter.CURE);
    }
    if (!loopback && !mine) {
      throw console.misuse(
          url
              + " is on another machine, and a load could put it out of service; if it is yours,"
              + " add --yes-this-is-my-tracker");
    }
  }

  /// Better now than when the load is over.
  private void checkReport() throws Failure {
    if (report != null) {
      try {
        Files.newOutputStream(report, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
      } catch (IOException e) {
        throw unwritable(report, e);
      }
    }
  }

  private static Failure unwritable(Path file, IOException e) {
    return new Failure(
        "the report %s cannot be written: %s; name another file with --report"
            .formatted(file, FileTrouble.describe(file, e)),
        e);
  }

  private void write(LoadSettings settings, LoadResult result) throws Failure {
    if (report == null) {
      return;
    }
    try {
      Files.writeString(report, LoadJson.of(settings, result) + "\n");
    } catch (IOException e) {
      throw unwritable(report, e);
    }
  }

  /// Reads `10%/min` as 0.1.
  static final class ChurnConverter implements ITypeConverter<Double> {
    /// For picocli.
    ChurnConverter() {}

    @Override
    public Double convert(String text) {
      if (!text.matches("\\d{1,4}(\\.\\d{1,3})?%(/min)?")) {
        throw new TypeConversionException("'" + text + "' is not a part such as 10%/min");
      }
      return Double.parseDouble(text.substring(0, text.indexOf('%'))) / 100;
    }
  }
}
