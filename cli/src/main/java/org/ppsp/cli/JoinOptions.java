package org.ppsp.cli;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What JOIN and JOIN_CHUNK have in common. A mixin.
final class JoinOptions {
  @Mixin private final SwarmOption swarm = new SwarmOption();

  @Option(
      names = "--expire",
      paramLabel = "TIME",
      description =
          "How long the membership is to last, 10m, or until when, 2026-05-01T12:30:00Z (default:"
              + " the tracker decides).")
  private @Nullable ExpireTime expireTime;

  @Option(
      names = "--peer-mode",
      paramLabel = "MODE",
      description =
          "SEEDER has the whole content, LEECH a part (default: as before, LEECH at first).")
  private @Nullable PeerMode mode;

  @Option(
      names = "--peernum",
      paramLabel = "N",
      description = "How many peers the answer is to list (default: none).")
  private @Nullable Integer peernum;

  @Option(
      names = "--stat",
      paramLabel = "NAME=VALUE",
      description = "A statistic of the peer in this swarm; may be repeated.")
  private List<Stat> stats = List.of();

  /// For picocli.
  JoinOptions() {}

  SwarmId swarm() {
    return swarm.id();
  }

  @Nullable ExpireTime expireTime() {
    return expireTime;
  }

  @Nullable PeerMode mode() {
    return mode;
  }

  OptionalInt peernum() {
    return peernum == null ? OptionalInt.empty() : OptionalInt.of(peernum);
  }

  List<Stat> stats() {
    return stats;
  }
}
