package org.ppsp.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.log.LogOutput;
import org.ppsp.server.Configuration;
import org.ppsp.server.ConfigurationException;
import org.ppsp.server.Host;
import org.ppsp.server.Listen;
import org.ppsp.server.LogLevel;
import org.ppsp.server.Server;
import org.ppsp.server.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `ppsp tracker`: runs until SIGINT or SIGTERM.
@Command(
    name = "tracker",
    description = {
      "Run a tracker until SIGINT or SIGTERM.",
      "",
      "Prints 'listening on URL' on standard output when it is ready, and logs to standard error.",
      "SIGHUP has it read its configuration again: what may change while it runs holds at once,",
      "and the log tells what did and what waits for a restart.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Every key of the configuration can also be set by a variable: PPSP_LISTEN=127.0.0.1:0,",
      "PPSP_TRACKER_KEEPALIVE_INTERVAL=10s. Options come before variables, these before the file.",
      "Keys below log choose JSON lines (PPSP_LOG_FORMAT=json) and a syslog collector",
      "(PPSP_LOG_SYSLOG=udp://192.0.2.1:514).",
      "",
      "Examples:",
      "  ppsp tracker",
      "  ppsp tracker --listen 127.0.0.1:0 --log-level debug",
      "  ppsp tracker --config /etc/ppsp.yaml",
      "  kill -HUP $(pgrep -f 'ppsp-cli.jar tracker')"
    })
final class TrackerCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private final LogChoice logChoice = new LogChoice();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where peers reach it (default: 127.0.0.1:7846); port 0 takes any free one.")
  private @Nullable Listen listen;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${env:PPSP_CONFIG}",
      description = "A configuration file; 'ppsp config' prints one. Also by PPSP_CONFIG.")
  private @Nullable Path config;

  /// For picocli.
  TrackerCommand() {}

  @Override
  public Integer call() throws ConfigurationException, StartException, InterruptedException {
    Configuration configuration = configuration();
    LogOutput log = LogOutput.ofProcess();
    log.apply(configuration.log());
    Server server = Server.start(configuration, new Host(log, this::configuration));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, log), "stop"));
    var _ = Signals.register("HUP", () -> reload(server));
    if (spec != null) {
      PrintWriter out = spec.commandLine().getOut();
      out.println("listening on " + server.url());
      out.flush();
    }
    new CountDownLatch(1).await(); // a signal ends it, by the hook
    return ExitCode.OK;
  }

  private Configuration configuration() throws ConfigurationException {
    Map<String, String> options = new HashMap<>();
    if (listen != null) {
      options.put("listen", listen.toString());
    }
    LogLevel level = logChoice.option();
    if (level != null) {
      options.put("log.level", level.toString());
    }
    return Configuration.load(config, System.getenv(), options);
  }

  /// Each signal has a thread of its own; what was read last must be taken last.
  private synchronized void reload(Server server) {
    Logger log = LoggerFactory.getLogger(TrackerCommand.class); // others of ppsp need none
    try {
      var _ = server.reload(configuration());
    } catch (ConfigurationException e) {
      log.error("the configuration stays as it was: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("the configuration could not be read again", e);
    }
  }

  /// A signal is the way to stop a tracker, so it is no failure: without `halt` the exit status
  /// would be 128 and the signal's number.
  private static void stop(Server server, LogOutput log) {
    server.close();
    log.flush();
    Runtime.getRuntime().halt(ExitCode.OK);
  }
}
