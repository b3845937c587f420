package org.ppsp.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.SwarmId;
import picocli.CommandLine.Option;

/// The swarm that a message is about. A mixin.
final class SwarmOption {
  @Option(names = "--swarm-id", paramLabel = "SWARMID", required = true, description = "The swarm.")
  private @Nullable SwarmId id;

  /// For picocli.
  SwarmOption() {}

  SwarmId id() {
    return Objects.requireNonNull(id);
  }
}
