package org.ppsp.cli;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.ppsp.client.TrackerClient;
import org.ppsp.client.TrackerClientBuilder;
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

  /// A client of this tracker, to be set up further.
  ///
  /// @param console tells of a time-out that is none
  TrackerClientBuilder client(Console console) {
    Duration patience = Objects.requireNonNull(timeout);
    if (!patience.isPositive()) {
      throw console.misuse("--timeout must be more than zero");
    }
    SSLContext tls = trust.context(console);
    return TrackerClient.builder()
        .tier(url())
        .http(http -> http.sslContext(tls))
        .codec(encoding().codec())
        .connectTimeout(patience)
        .requestTimeout(patience);
  }
}
