package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The command in a process of its own.
final class PpspProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  /// Starts it; standard error goes to standard output.
  PpspProcess(String... args) throws IOException {
    this(new ProcessBuilder().redirectErrorStream(true), Map.of(), args);
  }

  /// Starts it.
  ///
  /// @param setup where it runs and where its standard error goes
  /// @param environment its variables that begin with `PPSP_`
  PpspProcess(ProcessBuilder setup, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(command());
    command.addAll(List.of(args));
    setup.environment().keySet().removeIf(name -> name.startsWith("PPSP_"));
    setup.environment().put("PPSP_MANAGE_LISTEN", "none"); // there may be several
    setup.environment().putAll(environment);
    process = setup.command(command).start();
    out = process.inputReader(UTF_8);
  }

  /// What starts the command, without its arguments, at a place with digits of its own. A shell
  /// that runs tests in the background has them ignore SIGINT; the command must not inherit that.
  static List<String> command() {
    return List.of(
        "env",
        "--default-signal=INT",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Duser.language=fa",
        "-Duser.country=IR",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }

  /// Reads lines up to the first that ends so.
  ///
  /// @return all lines read
  List<String> linesUntil(String end) throws IOException {
    List<String> lines = new ArrayList<>();
    String line;
    do {
      line = out.readLine();
      assertThat(line).as("a line that ends with '%s' behind %s", end, lines).isNotNull();
      lines.add(line);
    } while (!line.endsWith(end));
    return lines;
  }

  /// The next line of its standard output; null at the end.
  @Nullable String readLine() throws IOException {
    return out.readLine();
  }

  void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  /// Whether it ends by then.
  boolean hasEndedWithin(int seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
