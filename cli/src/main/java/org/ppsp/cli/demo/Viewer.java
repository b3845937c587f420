package org.ppsp.cli.demo;

import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;

/// What a watching peer does: it plays, fetches chunks from peers that the tracker named, and from
/// the origin what no peer has in time; it tells the tracker what it has, and asks it for peers
/// when it knows too few. For the thread of the [World].
final class Viewer {
  /// With fewer neighbours, it asks for more.
  private static final int FEW = 6;

  /// Chunks that are played so soon are fetched from the origin.
  private static final int URGENT = 3;

  /// How long a viewer who comes waits for the tracker's list before it burdens the origin, in ms.
  private static final long PATIENCE = 1000;

  /// How far ahead of the one that is played chunks are fetched.
  private static final int AHEAD = 60;

  /// Chunks a step: it does not talk to more peers at once.
  private static final int AT_ONCE = 6;

  /// How many chunks that no neighbour has are asked for at once.
  private static final int MISSING = 8;

  /// How far behind the latest chunk others may be expected to have it.
  private static final int SETTLED = 3;

  private final SimulatedPeer self;
  private final SimulatedSwarm swarm;
  private final Content content;
  private final Player player;
  private final Neighbours neighbours;
  private final RandomGenerator random;
  private final Requirement sameNetwork;
  private @Nullable Link link;
  private final long joined;
  private long askAt;
  private long refreshAt;
  private int withdrawn;

  Viewer(SimulatedPeer self, Neighbours neighbours, long now, RandomGenerator random) {
    this.self = self;
    this.neighbours = neighbours;
    this.random = random;
    swarm = self.swarm();
    content = swarm.content();
    joined = now;
    player = new Player(content, now, self.held());
    withdrawn = player.next();
    sameNetwork = new Requirement(Property.ASN, Match.PREFER, Integer.toString(self.network().asn));
    askAt = now + 1000;
    refreshAt = now + between(10_000, 20_000);
  }

  /// The way to the tracker, which is opened after this was made. What it brings is announced.
  void use(Link with) {
    link = with;
    int brought = self.held().nextClearBit(0);
    if (brought > 0 && !isSeeder()) {
      with.announce(ChunkSet.range(0, brought - 1));
    }
  }

  Player player() {
    return player;
  }

  /// Where the tracker's lists go.
  Link.Inbox inbox() {
    return neighbours;
  }

  private int between(int low, int high) {
    return low + random.nextInt(high - low);
  }

  /// Lets time pass.
  void step(long now, long millis) {
    Link tracker = link;
    if (tracker == null) {
      return;
    }
    BitSet held = self.held();
    neighbours.update(swarm);
    player.advance(now, millis, held);
    ChunkSet missing = fetch(tracker, now >= joined + PATIENCE);
    if (content.live()) {
      forget(tracker);
    } else if (!isSeeder() && held.cardinality() == content.chunks()) {
      self.becomeSeeder();
      tracker.complete();
    }
    if (!isSeeder() && now >= askAt && tracker.isConnected()) {
      ask(tracker, now, missing);
    }
  }

  private boolean isSeeder() {
    return self.mode() == PeerMode.SEEDER;
  }

  /// Fetches what it can.
  ///
  /// @param originToo whether the origin may be burdened
  /// @return chunks that no neighbour has, though some could
  private ChunkSet fetch(Link tracker, boolean originToo) {
    int kbits = content.kbits();
    BitSet held = self.held();
    ChunkSet.Builder missing = new ChunkSet.Builder(MISSING);
    int unknown = 0;
    int tries = AT_ONCE;
    int last = Math.min(swarm.last(), player.next() + AHEAD);
    for (int chunk = held.nextClearBit(Math.max(player.next(), swarm.first()));
        chunk <= last && tries > 0 && self.down().has(kbits);
        chunk = held.nextClearBit(chunk + 1), tries--) {
      SimulatedPeer source = neighbours.source(chunk, kbits, random);
      if (source == null) {
        boolean known = neighbours.anyHolds(chunk);
        source = originToo ? fromOrigin(chunk, kbits, known) : null;
        if (source == null && !known && chunk <= last - SETTLED && unknown++ < MISSING) {
          missing.range(chunk, chunk);
        }
      }
      if (source != null) {
        self.fetch(chunk, source);
        tracker.announce(ChunkSet.range(chunk, chunk));
      }
    }
    return missing.build();
  }

  /// The origin, if it is to be burdened: by who needs a chunk at once, and with each new chunk of
  /// a live content by one or two of the neighbourhood, who then have it for the others.
  private @Nullable SimulatedPeer fromOrigin(int chunk, int kbits, boolean known) {
    boolean first = content.live() && !known && random.nextInt(2 * (neighbours.size() + 1)) == 0;
    boolean wanted = first || chunk - player.next() < URGENT;
    return wanted && swarm.origin().up().has(kbits) ? swarm.origin() : null;
  }

  /// Drops what a live content keeps no longer.
  private void forget(Link tracker) {
    int first = swarm.first();
    if (first - withdrawn >= 10) {
      self.held().clear(withdrawn, first);
      tracker.withdraw(ChunkSet.range(withdrawn, first - 1));
      withdrawn = first;
    }
  }

  private void ask(Link tracker, long now, ChunkSet missing) {
    if (neighbours.size() < FEW) {
      String enough = Integer.toString(content.kbits() / 2);
      tracker.find(
          ChunkSet.EMPTY, 20, Requirement.of(Property.UPLOAD_BANDWIDTH, enough), sameNetwork);
    } else if (!missing.isEmpty()) {
      tracker.find(missing, 10, sameNetwork);
    } else if (now >= refreshAt) {
      tracker.find(ChunkSet.EMPTY, 10, sameNetwork);
    } else {
      return;
    }
    askAt = now + between(3000, 5000);
    refreshAt = now + between(10_000, 20_000);
  }
}
