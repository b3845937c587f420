package org.ppsp.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.SwarmId;

class PlayerTest {
  private static final Content FILM = new Content(new SwarmId("film"), false, 5, 100, 1);
  private static final Content STREAM = new Content(new SwarmId("stream"), true, 20, 100, 1);

  private final BitSet held = new BitSet();

  @Test
  void film_beginsWithThreeChunks_waitsForMissingOnes_andEnds() {
    Player player = new Player(FILM, 0, held);
    player.advance(1000, 1000, held);
    assertThat(player.startup()).isEqualTo(-1);
    held.set(0, 3);
    player.advance(2000, 1000, held);
    assertThat(player.startup()).isEqualTo(2000);
    player.advance(4000, 2000, held);
    assertThat(player.next()).isEqualTo(3);
    assertThat(player.buffered(held)).isZero();
    player.advance(5000, 1000, held);
    assertThat(player.stalled()).isEqualTo(1000);
    held.set(3, 5);
    player.advance(7000, 2000, held);
    assertThat(player.hasEnded()).isTrue();
    player.advance(9000, 2000, held);
    assertThat(player.stalled()).isEqualTo(1000);
  }

  @Test
  void film_ofWhichAPartIsThere_goesOnInIt() {
    held.set(0, 4);
    assertThat(new Player(FILM, 0, held).next()).isEqualTo(2);
  }

  @Test
  void stream_isPlayedBehindTheLatestChunk_andGoesOnWithWhatIsThere() {
    Player player = new Player(STREAM, 0, held);
    assertThat(player.next()).isEqualTo(STREAM.last(0) - Player.DELAY);
    player.advance(60_000, 200, held);
    assertThat(player.next()).isEqualTo(STREAM.last(60_000) - Player.DELAY);
  }
}
