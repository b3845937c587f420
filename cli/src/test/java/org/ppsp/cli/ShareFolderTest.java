package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Manual pages and completion.
class ShareFolderTest {
  /// The macros and requests of man(7) that pages use.
  private static final Set<String> MACROS = Set.of(".TH", ".SH", ".PP", ".TP", ".nf", ".fi");

  @TempDir private Path folder;

  private List<String> page(String name) throws IOException {
    return Files.readAllLines(folder.resolve("man/man1/" + name + ".1"));
  }

  @Test
  void everyCommand_hasAPage() throws Exception {
    ShareFolder.main(new String[] {folder.toString(), "1.0"});
    List<String> commands = new ArrayList<>();
    Main.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              commands.add(name);
              command.getSubcommands().keySet().forEach(sub -> commands.add(name + "-" + sub));
            });
    assertThat(commands).contains("enrol-init", "enrol-token", "admin-status", "admin-kick");
    for (String command : commands) {
      List<String> page = page("ppsp-" + command);
      assertThat(page.getFirst())
          .startsWith(".TH \"PPSP\\-" + command.toUpperCase(Locale.ROOT).replace("-", "\\-"))
          .contains("\"ppsp 1.0\"");
      assertThat(page)
          .contains(".SH \"NAME\"", ".SH \"SYNOPSIS\"", ".SH \"EXIT STATUS\"", ".SH \"SEE ALSO\"")
          .noneMatch(line -> line.contains("%n") || line.contains("${") || line.isEmpty())
          .allSatisfy(
              line ->
                  assertThat(line.startsWith(".") && !MACROS.contains(line.split(" ", 2)[0]))
                      .as(line)
                      .isFalse());
    }
    assertThat(page("ppsp"))
        .containsSubsequence(
            ".SH \"COMMANDS\"", "\\fBfind\\fR", ".SH \"OPTIONS\"", ".SH \"EXAMPLES\"");
    assertThat(page("ppsp-enrol")).contains("\\fBinit\\fR");
    assertThat(page("ppsp-enrol-init").getLast()).isEqualTo("ppsp\\-enrol(1), ppsp(1)");
    assertThat(page("ppsp-find"))
        .containsSequence(
            ".TP",
            "\\fB\\-\\-peernum\\fR=\\fIN\\fR",
            "How many peers are wanted (default: the tracker decides).");
  }

  @Test
  @Timeout(30)
  void bash_completes() throws Exception {
    ShareFolder.write(folder, "ppsp 1.0");
    Path script = folder.resolve("bash-completion/completions/ppsp");
    try (Shell shell = new Shell()) {
      // Only while bash itself completes there is a compopt.
      assertThat(shell.run("source " + script + "; compopt() { :; }")).isEmpty();
      assertThat(complete(shell, "ppsp fin")).containsExactlyInAnyOrder("find", "find-chunk");
      assertThat(complete(shell, "ppsp find --sw")).containsExactly("--swarm-id");
      assertThat(complete(shell, "ppsp join --peer-mode SE")).containsExactly("SEEDER");
      assertThat(complete(shell, "ppsp enr")).containsExactly("enrol");
      assertThat(complete(shell, "ppsp admin ki")).containsExactly("kick");
      assertThat(complete(shell, "ppsp admin log-level de")).containsExactly("debug");
      assertThat(complete(shell, "ppsp admin swarms --so")).containsExactly("--sort");
      assertThat(complete(shell, "ppsp enrol to")).containsExactly("token");
      assertThat(complete(shell, "ppsp enrol peer --key")).containsExactly("--key-type");
      assertThat(complete(shell, "ppsp enrol peer --key-type ed")).containsExactly("ed25519");
    }
    assertThat(CommandRun.of("completion").out()).isEqualTo(Files.readString(script));
  }

  private static String[] complete(Shell shell, String words) throws IOException {
    return shell
        .run(
            "COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_ppsp; echo \"${COMPREPLY[@]}\""
                .formatted(words))
        .trim()
        .split("\\s+");
  }
}
