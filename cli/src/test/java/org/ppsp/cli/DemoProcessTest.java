package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.protocol.IpAddress;

/// `ppsp demo` as a process.
@Timeout(120)
class DemoProcessTest {
  @TempDir private Path folder;

  private PpspProcess demo(String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of("demo"));
    all.addAll(List.of(args));
    ProcessBuilder setup = new ProcessBuilder().redirectError(folder.resolve("err").toFile());
    Map<String, String> environment = Map.of("PPSP_MANAGE_LISTEN", "127.0.0.1:0");
    return new PpspProcess(setup, environment, all.toArray(String[]::new));
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("err"));
  }

  /// Reads on until a line that begins so.
  private String await(PpspProcess demo, String beginning) throws IOException {
    for (String line = demo.readLine(); line != null; line = demo.readLine()) {
      if (line.startsWith(beginning)) {
        return line;
      }
    }
    throw new IOException("no line begins with " + beginning + "; errors: " + errors());
  }

  @Test
  void duration_endsWithASummary_and0() throws Exception {
    try (RunningTracker tracker = RunningTracker.start();
        PpspProcess demo = demo("--duration", "5s", "--tracker", tracker.url())) {
      await(demo, "the demo runs with the tracker at " + tracker.url());
      await(demo, "peers    1");
      assertThat(await(demo, "tracker  ")).contains(" 0 refused").doesNotContain(" 0 lists");
      assertThat(await(demo, "chunks   ")).contains("offload ").doesNotContain("peers 0 ");
      assertThat(demo.exitCode()).isZero();
      assertThat(errors()).isEmpty();
    }
  }

  @Test
  void takenPort_isSaid_hintsWork_andSigintEndsWithASummary_and0() throws Exception {
    // Somebody has the port: this test, or whoever had it before.
    try (ServerSocket taken = new ServerSocket()) {
      try {
        taken.bind(new InetSocketAddress(IpAddress.parse("127.0.0.1").toInetAddress(), 7846));
      } catch (IOException e) {
        // as it should be
      }
      try (PpspProcess demo = demo("--peers", "20");
          Shell shell = new Shell()) {
        assertThat(await(demo, "port 7846 is taken")).contains("listens at http://127.0.0.1:");
        String dashboard = await(demo, "dashboard: ").substring("dashboard: ".length());
        assertThat(shell.run("curl -sS " + dashboard)).contains("<!doctype html>");
        assertThat(shell.run("curl -sS " + dashboard + "api/v1/overview; echo"))
            .contains("\"sessions\":");
        await(demo, "Try in another terminal:");
        await(demo, "");
        String url = await(demo, "export PPSP_URL=").substring("export PPSP_URL=".length());
        assertThat(await(demo, "ppsp connect ")).isEqualTo("ppsp connect --peer-id me");
        String find = await(demo, "ppsp find ");
        StringBuilder curl = new StringBuilder(await(demo, "curl -H"));
        for (String line = demo.readLine(); line != null; line = demo.readLine()) {
          curl.append('\n').append(line);
          if (line.endsWith("'")) {
            break;
          }
        }
        await(demo, "00:05");
        assertThat(shell.run("curl() { command curl -s \"$@\"; echo; }; " + curl))
            .contains("SUCCESSFUL", "property=\"UploadBandwidth\"");
        String state = folder.resolve("sessions").toString();
        assertThat(
                CommandRun.of("connect", "--peer-id", "me", "--tracker", url, "--state", state)
                    .code())
            .isZero();
        List<String> args = new ArrayList<>(List.of(find.split(" ")).subList(1, 8));
        args.addAll(List.of("--tracker", url, "--state", state));
        CommandRun found = CommandRun.of(args.toArray(String[]::new));
        assertThat(found.out()).as(found.err()).containsPattern("(viewer|origin)-");
        demo.signal("INT");
        assertThat(await(demo, "peers    ")).contains(" came and ");
        assertThat(demo.exitCode()).isZero();
        assertThat(errors()).isEmpty();
      }
    }
  }

  @Test
  void trackerThatIsNotThere_is3_withCauseAndCure() {
    CommandRun run = CommandRun.of("demo", "--tracker", "http://127.0.0.1:9/", "--peers", "1");
    assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.err()).contains("http://127.0.0.1:9/", "ppsp tracker");
  }

  @Test
  void peersOutOfRange_is2() {
    CommandRun run = CommandRun.of("demo", "--peers", "0");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--peers must be 1 to 2000");
  }
}
