package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// What an operator sees of a tracker's swarms and peers. Every thread may call; it takes no lock
/// for long, so that peers do not wait, and what it shows may be a moment old, or of two moments.
public final class Inspector {
  /// The most members of a swarm that are looked at to say where they are and what they hold: they
  /// stand in random order, so that they are a fair sample.
  public static final int SAMPLE = 10_000;

  private final SwarmRegistry registry;
  private final Sessions sessions;
  private final Clock clock;

  Inspector(SwarmRegistry registry, Sessions sessions, Clock clock) {
    this.registry = registry;
    this.sessions = sessions;
    this.clock = clock;
  }

  /// A swarm that has members.
  public record SwarmInfo(SwarmId id, SwarmTotals totals) {}

  /// A peer in a swarm.
  ///
  /// @param online seconds since its CONNECT
  /// @param expires seconds until the membership or the session ends
  public record Member(
      PeerId peer,
      PeerMode mode,
      List<PeerAddress> addresses,
      long asn,
      int online,
      ChunkSet chunks,
      int expires,
      boolean quarantined,
      List<Stat> statistics) {
    /// Copies the lists.
    public Member {
      addresses = List.copyOf(addresses);
      statistics = List.copyOf(statistics);
    }
  }

  /// How many members an autonomous system has; number 0 is all whose system is not known.
  public record Network(long asn, int members, int seeders) {}

  /// What a connected peer has told of itself.
  ///
  /// @param connection the kind of access, or null
  /// @param controlPort 0 if it has none
  /// @param online seconds since its CONNECT
  /// @param expires seconds until its session ends if it is not heard of
  /// @param authenticated whether it has proved who it is
  public record SessionInfo(
      PeerId peer,
      IpAddress address,
      List<PeerAddress> addresses,
      long asn,
      @Nullable ConnectionType connection,
      int controlPort,
      int online,
      int expires,
      boolean quarantined,
      boolean authenticated,
      List<Stat> statistics,
      List<MembershipInfo> memberships) {
    /// Copies the lists.
    public SessionInfo {
      addresses = List.copyOf(addresses);
      statistics = List.copyOf(statistics);
      memberships = List.copyOf(memberships);
    }
  }

  /// A swarm that a peer is in.
  ///
  /// @param expires seconds until the membership ends
  public record MembershipInfo(
      SwarmId swarm, PeerMode mode, ChunkSet chunks, int expires, List<Stat> statistics) {
    /// Copies the list.
    public MembershipInfo {
      statistics = List.copyOf(statistics);
    }
  }

  /// All swarms, in no order.
  public List<SwarmInfo> swarms() {
    return registry.all();
  }

  /// Members of a swarm, in the order of the registry, which changes as peers come and go.
  ///
  /// @param from the first one's place, from 0
  /// @param count how many at the most
  public List<Member> members(SwarmId swarm, int from, int count) {
    int now = clock.now();
    return registry.members(swarm, from, count).stream()
        .flatMap(member -> member(member, now).stream())
        .toList();
  }

  private static Optional<Member> member(Membership member, int now) {
    Session session = member.session();
    if (session.isClosed()) {
      return Optional.empty();
    }
    Peer peer = peer(session, member.mode());
    return Optional.of(
        new Member(
            peer.id(),
            member.mode(),
            peer.addresses(),
            member.asn(),
            member.onlineSeconds(now),
            member.chunks(),
            seconds(Math.min(member.expiresAt(), session.deadline()), now),
            session.isHidden(),
            together(member.statistics().list(List.of()), session.statistics().list(List.of()))));
  }

  /// What a peer said for a swarm, and what it said of itself and not for the swarm.
  private static List<Stat> together(List<Stat> here, List<Stat> whole) {
    return Stream.concat(
            here.stream(),
            whole.stream()
                .filter(stat -> here.stream().noneMatch(s -> s.property().equals(stat.property()))))
        .toList();
  }

  /// The peer as lists show it.
  static Peer peer(Session session, PeerMode mode) {
    PeerList.Builder one = new PeerList.Builder(1);
    one.add(session.listing(), 0, mode);
    return one.build().getFirst();
  }

  private static int seconds(int until, int now) {
    return Math.max(0, (until - now) / Clock.TICKS_PER_SECOND);
  }

  /// The autonomous systems of a swarm's members, those with the most of them first, of [#SAMPLE]
  /// members at the most.
  public List<Network> networks(SwarmId swarm) {
    Map<Long, int[]> counts = new HashMap<>();
    for (Membership member : registry.members(swarm, 0, SAMPLE)) {
      int[] count = counts.computeIfAbsent(member.asn(), asn -> new int[2]);
      count[0]++;
      count[1] += member.mode() == PeerMode.SEEDER ? 1 : 0;
    }
    ToIntFunction<Network> size = Network::members;
    return counts.entrySet().stream()
        .map(entry -> new Network(entry.getKey(), entry.getValue()[0], entry.getValue()[1]))
        .sorted((a, b) -> Integer.compare(size.applyAsInt(b), size.applyAsInt(a)))
        .toList();
  }

  /// Which chunks [#SAMPLE] members of a swarm hold, at the most.
  ///
  /// @param columns into how many parts the numbered chunks are divided, more than 0
  /// @param rows how many members are shown one by one
  public ChunkMap chunks(SwarmId swarm, int columns, int rows) {
    List<ChunkMap.Holder> holders = new ArrayList<>();
    for (Membership member : registry.members(swarm, 0, SAMPLE)) {
      Session session = member.session();
      if (!session.isClosed()) {
        holders.add(
            new ChunkMap.Holder(
                holders.size() < rows ? peer(session, member.mode()).id() : null,
                member.mode(),
                member.chunks()));
      }
    }
    return ChunkMap.of(holders, columns, rows);
  }

  /// Connected peers whose names begin in a certain way, in no order.
  ///
  /// @param most how many at the most
  public List<PeerId> peers(String beginning, int most) {
    List<PeerId> found = new ArrayList<>();
    int now = clock.now();
    for (Session session : sessions) {
      if (found.size() == most) {
        break;
      }
      if (session.isLive(now)) {
        PeerId id = peer(session, PeerMode.LEECH).id();
        if (id.value().startsWith(beginning)) {
          found.add(id);
        }
      }
    }
    return found;
  }

  /// A connected peer.
  public Optional<SessionInfo> peer(PeerId id) {
    int now = clock.now();
    Session session = sessions.get(id);
    if (session == null || !session.isLive(now)) {
      return Optional.empty();
    }
    List<MembershipInfo> memberships =
        Stream.of(session.memberships())
            .filter(member -> !member.isExpired(now))
            .map(
                member ->
                    new MembershipInfo(
                        member.swarm().id(),
                        member.mode(),
                        member.chunks(),
                        seconds(member.expiresAt(), now),
                        member.statistics().list(List.of())))
            .toList();
    return Optional.of(
        new SessionInfo(
            id,
            session.ip(),
            peer(session, PeerMode.LEECH).addresses(),
            session.asn(),
            session.connection(),
            session.controlPort(),
            Math.max(0, (now - session.connectedAt()) / Clock.TICKS_PER_SECOND),
            seconds(session.deadline(), now),
            session.isHidden(),
            session.credential() != null,
            session.statistics().list(List.of()),
            memberships));
  }
}
