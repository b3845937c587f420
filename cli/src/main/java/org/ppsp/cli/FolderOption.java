package org.ppsp.cli;

import java.nio.file.Path;
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
}
