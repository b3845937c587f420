package org.ppsp.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.Configuration;
import org.ppsp.server.ConfigurationException;
import org.ppsp.server.Listen;
import org.ppsp.server.Server;
import org.ppsp.server.StartException;
import picocli.CommandLine.Command;
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
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Every key of the configuration can also be set by a variable: PPSP_LISTEN=127.0.0.1:0,",
      "PPSP_TRACKER_KEEPALIVE_INTERVAL=10s. Options come before variables, these before the file.",
      "",
      "Examples:",
      "  ppsp tracker",
      "  ppsp tracker --listen 127.0.0.1:0 --log-level debug",
      "  ppsp tracker --config /etc/ppsp.yaml"
    })
final class TrackerCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

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
    Map<String, String> options = new HashMap<>();
    if (listen != null) {
      options.put("listen", listen.toString());
    }
    Server server = Server.start(Configuration.load(config, System.getenv(), options));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
    if (spec != null) {
      PrintWriter out = spec.commandLine().getOut();
      out.println("listening on " + server.url());
      out.flush();
    }
    new CountDownLatch(1).await(); // a signal ends it, by the hook
    return ExitCode.OK;
  }

  /// A signal is the way to stop a tracker, so it is no failure: without `halt` the exit status
  /// would be 128 and the signal's number.
  private static void stop(Server server) {
    server.close();
    Runtime.getRuntime().halt(ExitCode.OK);
  }
}
