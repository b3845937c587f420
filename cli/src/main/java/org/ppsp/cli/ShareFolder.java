package org.ppsp.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;

/// What is installed below `share`: manual pages and completion for shells. The build runs it.
final class ShareFolder {
  private ShareFolder() {}

  /// Writes it.
  ///
  /// @param args the folder, and the version
  public static void main(String[] args) throws IOException {
    write(Path.of(args[0]), "ppsp " + args[1]);
  }

  static void write(Path folder, String version) throws IOException {
    CommandLine command = Main.commandLine();
    Path pages = Files.createDirectories(folder.resolve("man").resolve("man1"));
    pages(pages, command, version);
    Path completions =
        Files.createDirectories(folder.resolve("bash-completion").resolve("completions"));
    Files.writeString(completions.resolve("ppsp"), completion());
  }

  /// The page of a command, and those of its subcommands.
  private static void pages(Path pages, CommandLine command, String version) throws IOException {
    Path page = pages.resolve(ManualPage.name(command) + ".1");
    Files.writeString(page, ManualPage.of(command, version));
    for (CommandLine subcommand : command.getSubcommands().values()) {
      pages(pages, subcommand, version);
    }
  }

  /// The script by which bash and zsh complete `ppsp`.
  static String completion() {
    return AutoComplete.bash("ppsp", Main.commandLine());
  }
}
