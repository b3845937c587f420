package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// The programs of Prometheus, of the same machine.
final class Promtool {
  private static final long PATIENCE_SECONDS = 60;

  private Promtool() {}

  /// Runs `promtool`, which must find nothing wrong.
  static String run(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process = start(command);
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
    return output;
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError(
          command.getFirst() + " is missing: apt-get install prometheus (" + e.getMessage() + ")",
          e);
    }
  }

  /// A server of Prometheus on a free port of loopback, stopped by its process.
  static final class Prometheus implements AutoCloseable {
    private final Process process;
    private final String address;

    Prometheus(Path config, Path data) throws IOException {
      process =
          start(
              List.of(
                  "prometheus",
                  "--config.file=" + config,
                  "--storage.tsdb.path=" + data,
                  "--web.listen-address=127.0.0.1:0"));
      StringBuilder log = new StringBuilder();
      BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
      String line = lines.readLine();
      while (line != null && !line.contains("msg=\"Listening on\"")) {
        log.append(line).append('\n');
        line = lines.readLine();
      }
      assertThat(line).as(log.toString()).isNotNull();
      address = Objects.requireNonNull(line).replaceFirst(".*address=(\\S+).*", "$1");
      Thread.ofVirtual().start(() -> lines.lines().forEach(rest -> {})); // or it would block
    }

    String url() {
      return "http://" + address;
    }

    @Override
    public void close() {
      process.destroy();
      process
          .onExit()
          .completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS)
          .thenAccept(Process::destroyForcibly) // if it has not ended by itself
          .join();
    }
  }

  /// A file of this project.
  static String read(String path) throws IOException {
    return Files.readString(Path.of("..").resolve(path));
  }
}
