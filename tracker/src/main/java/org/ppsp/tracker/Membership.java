package org.ppsp.tracker;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Stat;

/// A session in a swarm, and the place it has in the swarm's array of members.
///
/// Written under the locks of its session and its swarm; read by FIND without any.
final class Membership extends Place implements Candidate {
  private final Swarm swarm;
  private final Session session;
  private volatile int expiresAt;
  private volatile PeerMode mode = PeerMode.LEECH;
  private volatile ChunkSet chunks = ChunkSet.EMPTY;
  private volatile Statistics statistics = Statistics.NONE;

  /// Where the [ChunkIndex] has it; null where it offers nothing.
  ChunkIndex.Entry @Nullable [] entries;

  Membership(Swarm swarm, Session session) {
    this.swarm = swarm;
    this.session = session;
  }

  @Override
  Membership member() {
    return this;
  }

  Swarm swarm() {
    return swarm;
  }

  Session session() {
    return session;
  }

  boolean isLive(int now) {
    return expiresAt > now && session.isLive(now);
  }

  boolean isExpired(int now) {
    return expiresAt <= now;
  }

  void expiresAt(int time) {
    expiresAt = time;
  }

  void mode(PeerMode newMode) {
    mode = newMode;
  }

  void chunks(ChunkSet newChunks) {
    chunks = newChunks;
  }

  ChunkSet chunks() {
    return chunks;
  }

  Statistics statistics() {
    return statistics;
  }

  void statistics(Statistics newer) {
    statistics = newer;
  }

  @Override
  public PeerMode mode() {
    return mode;
  }

  @Override
  public float quality() {
    return session.quality();
  }

  @Override
  public int onlineSeconds(int now) {
    return Math.max(0, (now - session.connectedAt()) / Clock.TICKS_PER_SECOND);
  }

  @Override
  public long asn() {
    return session.asn();
  }

  @Override
  public @Nullable ConnectionType connection() {
    return session.connection();
  }

  @Override
  public long network() {
    return session.network();
  }

  @Override
  public long offers(ChunkSet wanted) {
    return mode == PeerMode.SEEDER ? wanted.size() : chunks.overlap(wanted);
  }

  boolean offersAny(ChunkSet wanted) {
    return mode == PeerMode.SEEDER || chunks.intersects(wanted);
  }

  @Override
  public long number(int slot) {
    long here = statistics.number(slot);
    return here >= 0 ? here : session.statistics().number(slot);
  }

  @Override
  public @Nullable String text(Property property) {
    String here = statistics.text(property);
    return here != null ? here : session.statistics().text(property);
  }

  List<Stat> stats() {
    return statistics.list(List.of());
  }
}
