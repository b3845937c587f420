package org.ppsp.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ppsp.client.PeerIdentity;
import org.ppsp.client.TrackerClientBuilder;
import org.ppsp.protocol.PeerId;
import picocli.CommandLine.Option;

/// How a peer proves who it is, to trackers that want to know. A mixin. No secret is an argument,
/// for other users of the machine can see those.
final class CredentialOptions {
  @Option(
      names = "--cert",
      paramLabel = "FILE",
      defaultValue = "${env:PPSP_CERT}",
      description = {
        "The peer's certificate, in PEM: shown to an https tracker that asks for one, and sent",
        "with a signature to a tracker that challenges CONNECT. Also by PPSP_CERT."
      })
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      defaultValue = "${env:PPSP_KEY}",
      description = "The key of --cert, in PEM (PKCS #8, not encrypted). Also by PPSP_KEY.")
  private @Nullable Path key;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      defaultValue = "${env:PPSP_PASSWORD_FILE}",
      description = {
        "A file with the password for HTTP Digest; the user is the PeerID.",
        "Also by PPSP_PASSWORD_FILE."
      })
  private @Nullable Path password;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:PPSP_TOKEN_FILE}",
      description = {
        "A file with a bearer token, read anew for each message. Also by PPSP_TOKEN_FILE."
      })
  private @Nullable Path token;

  @Option(
      names = "--allow-plain-http",
      description = "Send password proofs and tokens in clear to http trackers elsewhere, too.")
  private boolean plainHttp;

  private @Nullable PeerIdentity identity;

  /// For picocli.
  CredentialOptions() {}

  /// The certificate and its key, or null.
  @Nullable PeerIdentity identity(Console console) {
    if ((certificate == null) != (key == null)) {
      throw console.misuse(
          "--cert and --key go together; they may name the same file (PPSP_CERT and PPSP_KEY,"
              + " too)");
    }
    if (identity == null && certificate != null && key != null) {
      try {
        identity = PeerIdentity.in(certificate, key);
        console.warnIfExposed(key);
      } catch (IllegalArgumentException e) {
        throw console.misuse("--cert, --key: " + e.getMessage());
      }
    }
    return identity;
  }

  /// The peer that the certificate names, if there is one.
  Optional<PeerId> peer(Console console) {
    PeerIdentity mine = identity(console);
    return mine == null ? Optional.empty() : mine.peer();
  }

  /// Sets up a client for a peer. What is unfit ends the command here, and not with the first
  /// message.
  void prepare(TrackerClientBuilder client, PeerId peer, Console console) {
    if (password != null && token != null) {
      throw console.misuse(
          "--password-file and --token-file do not go together, for a message has one header"
              + " Authorization (PPSP_PASSWORD_FILE and PPSP_TOKEN_FILE, too)");
    }
    PeerIdentity mine = identity(console);
    if (mine != null) {
      client.identity(mine);
    }
    if (password != null) {
      SecretFile file = checked("--password-file", password, console);
      client.digest(peer, file::read);
    }
    if (token != null) {
      SecretFile file = checked("--token-file", token, console);
      client.bearer(() -> new String(file.read()));
    }
    if (plainHttp) {
      client.allowPlainHttp();
    }
  }

  /// Checks that the certificate is of the peer that a message is from.
  void check(PeerId peer, Console console) {
    peer(console)
        .filter(named -> !named.equals(peer))
        .ifPresent(
            named -> {
              throw console.misuse(
                  "the certificate %s names the peer %s, not %s: name its own file with --cert, or"
                          .formatted(certificate, named, peer)
                      + " say --peer-id "
                      + named);
            });
  }

  private static SecretFile checked(String option, Path path, Console console) {
    SecretFile file = new SecretFile(path);
    try {
      var _ = file.read();
      console.warnIfExposed(path);
      return file;
    } catch (IllegalArgumentException e) {
      throw console.misuse(option + ": " + e.getMessage());
    }
  }
}
