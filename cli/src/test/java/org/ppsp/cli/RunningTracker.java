package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A tracker in a process of its own, as `ppsp tracker` starts one, at a free port of 127.0.0.1.
public final class RunningTracker implements AutoCloseable {
  private static final String READY = "listening on ";

  private final Process process;
  private final String url;

  private RunningTracker(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /// Starts a tracker; it listens when this returns.
  static RunningTracker start() throws IOException {
    return start(List.of(), Map.of());
  }

  /// Starts a tracker with options for its JVM and variables in its environment.
  static RunningTracker start(List<String> options, Map<String, String> environment)
      throws IOException {
    return start(0, "warn", ProcessBuilder.Redirect.INHERIT, options, environment);
  }

  /// Starts a tracker that logs every request to a file.
  ///
  /// @param port 0: any free one
  public static RunningTracker logging(int port, Path log, Map<String, String> environment)
      throws IOException {
    return logging(port, log, List.of(), environment);
  }

  /// The same with options for its JVM.
  static RunningTracker logging(
      int port, Path log, List<String> options, Map<String, String> environment)
      throws IOException {
    return start(port, "debug", ProcessBuilder.Redirect.to(log.toFile()), options, environment);
  }

  private static RunningTracker start(
      int port,
      String level,
      ProcessBuilder.Redirect log,
      List<String> options,
      Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>(PpspProcess.command());
    command.addAll(command.size() - 1, options);
    command.addAll(List.of("tracker", "--listen", "127.0.0.1:" + port));
    command.addAll(List.of("--log-level", level));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log);
    builder.environment().keySet().removeIf(name -> name.startsWith("PPSP_"));
    builder.environment().put("PPSP_MANAGE_LISTEN", "none"); // there may be several
    builder.environment().putAll(environment);
    Process process = builder.start();
    BufferedReader out = process.inputReader(UTF_8);
    String line = out.readLine();
    if (line == null || !line.startsWith(READY)) {
      process.destroy();
      throw new IOException("the tracker did not start; it said: " + line);
    }
    return new RunningTracker(process, line.substring(READY.length()));
  }

  /// Ends it like `kill -9`: it cannot tell anybody.
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// Where it takes requests, `http://127.0.0.1:40000/`.
  public String url() {
    return url;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
