package org.ppsp.cli;

import java.nio.file.Path;
import org.ppsp.cli.enrol.Authority;
import org.ppsp.cli.enrol.SigningKeys;
import picocli.CommandLine.Option;

/// The folder of an authority and of keys. A mixin.
final class FolderOption {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "ppsp-ca",
      description = "The folder of the authority and of keys (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("ppsp-ca");

  /// For picocli.
  FolderOption() {}

  /// The folder.
  Path folder() {
    return folder;
  }

  /// The folder, to read its keys; warns if others can do so, too.
  Path folder(Console console) {
    console.warnIfExposed(folder.resolve(Authority.KEY));
    console.warnIfExposed(folder.resolve(SigningKeys.KEY));
    return folder;
  }
}
