package org.ppsp.cli;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/// Which tracker is looked at, for commands that are about it and not about a peer. A mixin.
final class TrackerParameter {
  /// What to do where no tracker answers; the end of a message.
  static final String CURE = "\n'ppsp tracker' runs one here; a URL or PPSP_URL names another";

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      defaultValue = TrackerUrl.DEFAULT,
      description = TrackerUrl.DESCRIPTION)
  private @Nullable URI url;

  /// For picocli.
  TrackerParameter() {}

  URI url() {
    return Objects.requireNonNull(url);
  }
}
