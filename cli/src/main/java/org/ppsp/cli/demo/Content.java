package org.ppsp.cli.demo;

import java.util.List;
import org.ppsp.protocol.SwarmId;

/// What a swarm shares. A chunk is one second of it.
///
/// @param swarm names it
/// @param live whether it goes on; otherwise it is there from its beginning to its end
/// @param chunks how many of them there are; of a live content, the latest that are kept
/// @param kbits the size of a chunk, which is the bit rate, too
/// @param share how many in a hundred viewers watch it
record Content(SwarmId swarm, boolean live, int chunks, int kbits, int share) {
  /// What there is to watch; the shares make a hundred.
  static final List<Content> CATALOGUE =
      List.of(
          new Content(new SwarmId("news"), true, 60, 1500, 40),
          new Content(new SwarmId("match"), true, 60, 3000, 25),
          new Content(new SwarmId("movie"), false, 300, 2000, 20),
          new Content(new SwarmId("lecture"), false, 150, 800, 15));

  /// The first chunk that is there.
  int first(long millis) {
    return live ? last(millis) - chunks + 1 : 0;
  }

  /// The last chunk that is there.
  int last(long millis) {
    return live ? chunks - 1 + (int) (millis / 1000) : chunks - 1;
  }
}
