package org.ppsp.cli;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.demo.Demo;
import org.ppsp.cli.demo.Screen;
import org.ppsp.cli.demo.Signals;
import org.ppsp.client.TrackerException;
import org.ppsp.server.Configuration;
import org.ppsp.server.ConfigurationException;
import org.ppsp.server.Server;
import org.ppsp.server.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ppsp demo`: a tracker and simulated peers, to be watched.
@Command(
    name = "demo",
    description = {
      "Watch a tracker with a hundred simulated peers until Ctrl-C.",
      "",
      "Viewers come and go in live and on-demand swarms. They fetch chunks from the peers that",
      "the tracker names, or else from an origin. Tracker and requests are real, chunks are only",
      "counted. A terminal is redrawn in place; elsewhere a line is printed every five seconds.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "The variable NO_COLOR switches colours off, TERM=dumb the drawing. A second Ctrl-C ends",
      "at once.",
      "",
      "Examples:",
      "  ppsp demo",
      "  ppsp demo --duration 30s --peers 300",
      "  ppsp demo --tracker http://127.0.0.1:7846/"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int PORT = 7846;
  private static final int MOST_PEERS = 2000;

  @Mixin private final Console console = new Console();
  @Mixin private final LogChoice log = new LogChoice();

  @Option(
      names = "--tracker",
      paramLabel = "URL",
      description = "Use a tracker that runs already, instead of starting one.")
  private @Nullable URI tracker;

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many viewers there are at a time, 1 to 2000 (default: ${DEFAULT-VALUE}).")
  private int peers;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      description = "How long it runs, such as 30s or 5m (default: until Ctrl-C).")
  private @Nullable Duration duration;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description =
          "Another number makes other viewers, networks and stays (default: ${DEFAULT-VALUE}).")
  private long seed;

  /// For picocli.
  DemoCommand() {}

  @Override
  public Integer call()
      throws Failure, IOException, ConfigurationException, StartException, InterruptedException {
    if (peers < 1 || peers > MOST_PEERS) {
      throw console.misuse("--peers must be 1 to " + MOST_PEERS + ", not " + peers);
    }
    log.warningsUnlessChosen(); // other lines would spoil the picture
    try (Screen screen = Screen.of(console.out(), System.getenv())) {
      CountDownLatch stop = Signals.take(screen::close);
      if (tracker != null) {
        run(tracker, screen, stop, "-" + ProcessHandle.current().pid());
      } else {
        try (Server server = start(screen)) {
          if (server.managementUrl() != null) {
            screen.say(List.of("dashboard: " + server.managementUrl()));
          }
          run(server.url(), screen, stop, "");
        }
      }
    } catch (TrackerException e) {
      throw Failure.of(e);
    }
    return ExitCode.OK;
  }

  /// @param tag behind all PeerIDs
  private void run(URI url, Screen screen, CountDownLatch stop, String tag)
      throws TrackerException, InterruptedException {
    List<String> hints = DemoHints.lines(url, tag, tracker == null);
    new Demo(new Demo.Settings(url, peers, duration, seed, tag, hints), screen).run(stop);
  }

  private static Server start(Screen screen) throws ConfigurationException, StartException {
    try {
      return start(PORT);
    } catch (StartException e) {
      Server server;
      try {
        server = start(0);
      } catch (StartException other) {
        throw e; // it was not for the port
      }
      screen.say(
          List.of(
              "port %s is taken, so the tracker listens at %s".formatted(PORT, server.url()),
              "(if a tracker has it, --tracker http://127.0.0.1:%s/ uses that one)"
                  .formatted(PORT)));
      return server;
    }
  }

  private static Server start(int port) throws ConfigurationException, StartException {
    Map<String, String> options = new HashMap<>(Map.of("listen", "127.0.0.1:" + port));
    if (System.getenv("PPSP_MANAGE_LISTEN") == null) {
      options.put("manage.listen", "127.0.0.1:0");
    }
    return Server.start(Configuration.load(null, System.getenv(), options));
  }
}
