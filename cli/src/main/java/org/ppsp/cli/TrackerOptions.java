package org.ppsp.cli;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ppsp.client.TrackerClient;
import org.ppsp.client.TrackerClientBuilder;
import org.ppsp.protocol.PeerId;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which tracker is asked, and how long. A mixin.
final class TrackerOptions {
  @Option(
      names = "--tracker",
      paramLabel = "URL",
      defaultValue = TrackerUrl.DEFAULT,
      description = TrackerUrl.DESCRIPTION)
  private @Nullable URI url;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "How long to wait for an answer (default: ${DEFAULT-VALUE}).")
  private @Nullable Duration timeout;

  @Mixin private final EncodingOption encoding = new EncodingOption();
  @Mixin private final TrustOption trust = new TrustOption();
  @Mixin private final CredentialOptions credentials = new CredentialOptions();

  /// For picocli.
  TrackerOptions() {}

  /// The tracker.
  URI url() {
    return Objects.requireNonNull(url);
  }

  /// How messages are written.
  Encoding encoding() {
    return encoding.encoding();
  }

  /// How the peer proves who it is.
  CredentialOptions credentials() {
    return credentials;
  }

  /// A client of this tracker, to be set up further.
  ///
  /// @param peer whose it is
  /// @param console tells of what is unfit
  TrackerClientBuilder client(PeerId peer, Console console) {
    Duration patience = Objects.requireNonNull(timeout);
    if (!patience.isPositive()) {
      throw console.misuse("--timeout must be more than zero");
    }
    TrackerClientBuilder client =
        TrackerClient.builder()
            .tier(url())
            .codec(encoding().codec())
            .connectTimeout(patience)
            .requestTimeout(patience);
    trust.prepare(client, console);
    credentials.prepare(client, peer, console);
    return client;
  }

  /// Makes the client.
  TrackerClient open(TrackerClientBuilder client, Console console) {
    try {
      return client.build();
    } catch (IllegalStateException e) {
      throw console.misuse(
          "passwords and tokens must not go in clear to %s; use https, or add --allow-plain-http"
                  .formatted(url())
              + " where nobody can read along");
    }
  }
}
