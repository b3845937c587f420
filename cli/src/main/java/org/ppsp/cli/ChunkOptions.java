package org.ppsp.cli;

import java.util.List;
import org.ppsp.protocol.ChunkSet;
import picocli.CommandLine.Option;

/// The chunks that a message names. A mixin.
final class ChunkOptions {
  @Option(
      names = "--chunk-id",
      paramLabel = "CHUNKS",
      description =
          "Chunks: numbers, ranges a-b and words, parted by blanks: '0-99 120 intro'. May be"
              + " repeated.")
  private List<ChunkSet> chunks = List.of();

  /// For picocli.
  ChunkOptions() {}

  /// All chunks named.
  ChunkSet all() {
    return chunks.stream().reduce(ChunkSet.EMPTY, ChunkSet::union);
  }

  /// All chunks named.
  ///
  /// @throws IllegalArgumentException if there is none
  ChunkSet needed() {
    if (chunks.isEmpty()) {
      throw new IllegalArgumentException("Missing required option: '--chunk-id=CHUNKS'");
    }
    return all();
  }
}
