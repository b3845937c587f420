package org.ppsp.cli;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.SwarmId;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What FIND and FIND_CHUNK have in common. A mixin.
final class FindOptions {
  @Mixin private final SwarmOption swarm = new SwarmOption();

  @Option(
      names = "--peernum",
      paramLabel = "N",
      description = "How many peers are wanted (default: the tracker decides).")
  private @Nullable Integer peernum;

  @Option(
      names = "--stat",
      paramLabel = "[MATCH:]NAME=VALUE",
      description =
          "What the peers must have; may be repeated. MATCH is min, max, equal or prefer (default:"
              + " that of the property).")
  private List<Requirement> requirements = List.of();

  /// For picocli.
  FindOptions() {}

  SwarmId swarm() {
    return swarm.id();
  }

  OptionalInt peernum() {
    if (peernum == null) {
      return OptionalInt.empty();
    }
    if (peernum < 0) {
      throw new IllegalArgumentException("--peernum must be at least 0, not " + peernum);
    }
    return OptionalInt.of(peernum);
  }

  List<Requirement> requirements() {
    return requirements;
  }
}
