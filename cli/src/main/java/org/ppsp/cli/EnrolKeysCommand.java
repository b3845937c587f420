package org.ppsp.cli;

import java.io.IOException;
import java.time.InstantSource;
import org.ppsp.cli.enrol.EnrolException;
import org.ppsp.cli.enrol.SigningKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ppsp enrol keys`: what signs tokens.
@Command(
    name = "keys",
    description = {
      "Make a key that signs tokens (JWT, ES256), for tests and small swarms.",
      "",
      "jwt.key is the private key, readable by its owner only; jwks.json the public keys, for the",
      "tracker. Called again, a new key signs, and tokens of the keys before stay good.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Examples:", "  ppsp enrol keys", "  ppsp enrol keys --dir keys --drop-old"})
final class EnrolKeysCommand extends EnrolTask {
  @Mixin private final FolderOption dir = new FolderOption();

  @Option(
      names = "--drop-old",
      description = "Leave the new key alone: tokens of the keys before are good no more.")
  private boolean dropOld;

  /// For picocli.
  EnrolKeysCommand() {}

  @Override
  void run() throws EnrolException, IOException {
    String kid = new SigningKeys(dir.folder(console), InstantSource.system()).rotate(dropOld);
    new Table()
        .row("KeyID", kid)
        .row("Key", dir.folder().resolve(SigningKeys.KEY))
        .row("JWKS", dir.folder().resolve(SigningKeys.JWKS))
        .print(console.out());
  }
}
