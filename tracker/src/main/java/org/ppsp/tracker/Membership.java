package org.ppsp.tracker;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;

/// A session in a swarm.
///
/// Written under the locks of its session and its swarm; read by FIND without any.
final class Membership implements Candidate {
  private final Swarm swarm;
  private final Session session;

  /// Its position in the swarm's array of members; -1 outside. Guarded by the lock of the swarm.
  int index = -1;

  private volatile int expiresAt;
  private volatile PeerMode mode = PeerMode.LEECH;
  private volatile Details details = Details.NONE;

  /// What most members of a large swarm do not have.
  ///
  /// @param chunks what the peer offers, unless it is a seeder
  /// @param statistics what it has reported for this swarm
  /// @param entries where the [ChunkIndex] has it
  private record Details(ChunkSet chunks, Statistics statistics, List<ChunkIndex.Entry> entries) {
    static final Details NONE = new Details(ChunkSet.EMPTY, Statistics.NONE, List.of());
  }

  Membership(Swarm swarm, Session session) {
    this.swarm = swarm;
    this.session = session;
  }

  /// How many bytes a membership takes, without what it shares with other members.
  ///
  /// @param listing the length of its listing
  int memory(int listing) {
    Details known = details;
    return memory(listing, known.chunks, known.entries.size(), known.statistics);
  }

  /// How many bytes such a membership takes.
  ///
  /// @param entries of the index
  static int memory(int listing, ChunkSet chunks, int entries, Statistics statistics) {
    int details = statistics.memory();
    if (entries > 0 || !chunks.isEmpty()) {
      details += Footprint.CHUNKS + entries * Footprint.ENTRY + chunks.entries() * Footprint.RANGE;
      details += tokens(chunks) + chunks.tokens().size() * Footprint.TOKEN;
    }
    return Footprint.MEMBERSHIP
        + Footprint.listed(listing)
        + (details > 0 ? details + Footprint.MEMBERSHIP_DETAILS : 0);
  }

  /// How many bytes a member takes at most of what it shares with others: the swarm, and who offers
  /// what.
  int shared() {
    Details known = details;
    return swarm.memory() + shared(known.chunks, known.entries.size());
  }

  static int shared(ChunkSet chunks, int entries) {
    return entries * Footprint.OFFER + tokens(chunks);
  }

  private static int tokens(ChunkSet chunks) {
    int sum = 0;
    for (String token : chunks.tokens()) {
      sum += Footprint.text(token);
    }
    return sum;
  }

  /// How many entries the index has of it.
  int indexed() {
    return details.entries.size();
  }

  Swarm swarm() {
    return swarm;
  }

  Session session() {
    return session;
  }

  /// Whether lists may name it.
  boolean isListed(int now) {
    return expiresAt > now && session.isLive(now) && !session.isHidden() && !session.isNowhere();
  }

  /// When it ends, in ticks.
  int expiresAt() {
    return expiresAt;
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
    details = new Details(newChunks, details.statistics, details.entries);
  }

  ChunkSet chunks() {
    return details.chunks;
  }

  Statistics statistics() {
    return details.statistics;
  }

  void statistics(Statistics newer) {
    details = new Details(details.chunks, newer, details.entries);
  }

  List<ChunkIndex.Entry> entries() {
    return details.entries;
  }

  void entries(List<ChunkIndex.Entry> newEntries) {
    details = new Details(details.chunks, details.statistics, newEntries);
  }

  /// Until when lists may name it: longer if the peer is heard of again; 0 if they may not, which
  /// is to be asked of itself then ([#isListed]).
  int listedUntil() {
    return session.isHidden() || session.isNowhere() ? 0 : Math.min(expiresAt, session.deadline());
  }

  /// What a FIND wants to know of it now, see [MemberArray].
  long summary(int now) {
    return MemberArray.summary(this, swarm.claims().mostBandwidth(), now);
  }

  boolean isOf(Session other) {
    return session == other;
  }

  @Override
  public PeerMode mode() {
    return mode;
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

  /// How many of the chunks it offers.
  long offers(ChunkSet wanted) {
    return mode == PeerMode.SEEDER ? wanted.size() : chunks().overlap(wanted);
  }

  boolean offersAny(ChunkSet wanted) {
    return mode == PeerMode.SEEDER || chunks().intersects(wanted);
  }

  @Override
  public long number(int slot) {
    long here = statistics().number(slot);
    return here >= 0 ? here : session.statistics().number(slot);
  }

  @Override
  public boolean isReported(int slot) {
    return statistics().isReported(slot) || session.statistics().isReported(slot);
  }

  @Override
  public @Nullable String text(Property property) {
    String here = statistics().text(property);
    return here != null ? here : session.statistics().text(property);
  }
}
