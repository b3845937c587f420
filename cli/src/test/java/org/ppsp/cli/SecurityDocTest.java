package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs the commands of docs/security.md: the tracker in a process of its own, all else in one
/// shell in an empty folder.
class SecurityDocTest {
  private static final Pattern BLOCK =
      Pattern.compile("^```sh\n(.*?)^```\n", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern VARIABLE = Pattern.compile("(PPSP_[A-Z_]+)=(\\S+)");

  @TempDir private Path folder;

  @Test
  @Timeout(300)
  void everyCommand_doesWhatThePageSays() throws Exception {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs/security.md")));
    while (block.find()) {
      blocks.add(block.group(1));
    }
    assertThat(blocks).hasSize(9);

    try (Shell shell = new Shell()) {
      shell.run("cd '" + folder + "'; set -e; export HOME='" + folder + "'");
      shell.run("ppsp() { '" + String.join("' '", PpspProcess.command()) + "' \"$@\"; }");
      shell.run("(" + blocks.get(0) + ") 2>&1");
      try (PpspProcess tracker = tracker(blocks.get(1))) {
        String port = port(tracker);
        String said = shell.run(blocks.get(2).replace("7846", port));
        assertThat(said)
            .contains(" 0 failed")
            .contains("<Response>KEEPALIVE</Response>", "<Status code=\"0\">")
            .containsPattern("Protocol version: TLSv1\\.3[^$]*Verification: OK");

        String before = shell.run(serial(port));
        shell.run("(" + blocks.get(3) + ") 2>&1");
        String after = before;
        while (after.equals(before)) {
          after = shell.run(serial(port));
        }
        assertThat(after).isEqualTo(shell.run("openssl x509 -noout -serial -in tracker.pem"));
      }
      shell.run("(" + blocks.get(4) + ") 2>&1");
      try (PpspProcess tracker = tracker(blocks.get(5))) {
        String port = port(tracker);
        shell.run("export PPSP_URL=https://127.0.0.1:" + port + "/");
        String said = shell.run("(" + blocks.get(6).replace("7846", port) + ") 2>&1");
        assertThat(said)
            .contains("alice", "bob")
            .contains("<TransactionID>2</TransactionID><Status code=\"0\">")
            .contains("<TransactionID>3</TransactionID><Status code=\"0\">");
        assertThat(shell.run("(" + blocks.get(7) + ") 2>&1"))
            .contains("dave has nothing to show", "tls-client-certificate", "bearer")
            .contains("bob's password is not dave's", "carol may be in movie only");
        String alice = "ppsp keepalive --peer-id alice 2>&1 || true";
        assertThat(shell.run(alice)).doesNotContain("AUTHENTICATION_REQUIRED");
        shell.run("(" + blocks.get(8) + ") 2>&1");
        while (!shell.run(alice).contains("AUTHENTICATION_REQUIRED")) {
          Thread.onSpinWait(); // the command itself takes its time
        }
      }
    }
  }

  private static String port(PpspProcess tracker) throws Exception {
    String url = tracker.linesUntil("/").getLast().replace("listening on ", "");
    assertThat(url).startsWith("https://127.0.0.1:");
    return url.replaceAll("\\D*127\\.0\\.0\\.1:(\\d+)/", "$1");
  }

  /// What the page starts, with a free port and without having to wait for long.
  private PpspProcess tracker(String command) throws Exception {
    Map<String, String> environment = new HashMap<>();
    Matcher variable = VARIABLE.matcher(command);
    while (variable.find()) {
      environment.put(variable.group(1), variable.group(2).replace("$PWD", folder.toString()));
    }
    assertThat(environment).containsKeys("PPSP_TLS_CERTIFICATE", "PPSP_TLS_KEY");
    assertThat(command).endsWith("ppsp tracker --listen 127.0.0.1:7846\n");
    environment.put("PPSP_RELOAD_INTERVAL", "50ms");
    return new PpspProcess(
        new ProcessBuilder().redirectError(ProcessBuilder.Redirect.DISCARD),
        environment,
        "tracker",
        "--listen",
        "127.0.0.1:0");
  }

  private static String serial(String port) {
    return "openssl s_client -connect 127.0.0.1:%s -CAfile ca/ca.pem </dev/null 2>/dev/null | openssl x509 -noout -serial"
        .formatted(port);
  }
}
