package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PackedPeer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;

/// A connected peer. There are millions of them, so fields are counted: 64 bytes and the packed
/// addresses. What most peers do not have stands in an object of its own.
///
/// Its own monitor guards what changes; it is taken before the lock of a swarm, never after. What a
/// FIND reads of the peers it looks at is volatile or immutable, and read without a lock.
final class Session {
  private static final Membership[] NOWHERE = {};
  private static final int UPLOADED = Statistics.slot(Property.UPLOADED_BYTES);

  /// Before the deadline of every session that lasts.
  private static final int CLOSED = Integer.MIN_VALUE;

  private static final AtomicIntegerFieldUpdater<Session> DEADLINE =
      AtomicIntegerFieldUpdater.newUpdater(Session.class, "deadline");

  private static final AtomicIntegerFieldUpdater<Session> TOLD =
      AtomicIntegerFieldUpdater.newUpdater(Session.class, "told");

  /// How long a session without a swarm keeps its place at a full address.
  private static final int IDLE = 60 * Clock.TICKS_PER_SECOND;

  /// The lower bits of [#told]: how many addresses; the next ten: in which minute.
  private static final int TOLD_BITS = 20;

  private static final int TOLD_MASK = (1 << TOLD_BITS) - 1;
  private static final int MINUTE_MASK = 0x3ff;

  /// Flags in the upper bits: the peer is in quarantine.
  private static final int HIDDEN = 1 << 31;

  /// The peer has shown its token.
  private static final int PROVED = 1 << 30;

  private static final int FLAGS = HIDDEN | PROVED;

  /// Of the peer's name; [Sessions] writes it before others can see the session.
  int hash;

  private final long tokenHigh;
  private final long tokenLow;

  /// Tenths of a second on the tracker's clock (see [Clock]).
  private final int connectedAt;

  /// When the session ends unless the peer is heard of; [#CLOSED] once it has ended.
  private volatile int deadline;

  /// Where requests come from, if that is an IPv4 address.
  private int ipV4;

  /// How many addresses the peer was told in the last minute in which it was told any, and the
  /// flags.
  private volatile int told;

  /// The peer as lists show it, with all its addresses; null while it stands in the swarms and need
  /// not be kept twice (see [#listed]).
  private volatile byte @Nullable [] listing;

  private volatile Details details = Details.NONE;
  private int asn;
  private volatile Statistics statistics = Statistics.NONE;

  /// A [Membership], for most peers are in one swarm, or an array of them that is never changed.
  /// Replaced before a member enters a swarm and after it has left one.
  private volatile Object memberships = NOWHERE;

  /// What most peers do not say.
  private static final class Details {
    static final Details NONE = new Details(null, 0, 0, null, null, null, null, null, null, null);

    /// Where requests come from, if that is an IPv6 address. Both halves together, so that no
    /// reader sees one of each.
    private final @Nullable IpAddress ip;

    /// 0 if there is none.
    private final int controlPort;

    /// Those of the addresses; 0 if they are of the family that requests come from.
    private final int families;

    /// The listing with private addresses; null if there are none.
    private final byte @Nullable [] all;

    /// The listing without them; null if there are none.
    private final byte @Nullable [] open;

    /// Where requests come from, if there are private addresses: who else comes from there is shown
    /// them. Otherwise null.
    private final @Nullable IpAddress shared;

    /// What a peer needs that has come from several addresses, or has named some that are not
    /// listed; null if it has not.
    private final @Nullable Travels travels;

    /// The kind of access of the first address that says so; null if none does.
    private final @Nullable ConnectionType connection;

    /// What the peer has left; null if it has left nothing.
    private final @Nullable Past past;

    /// What the peer has proved of itself last; null if it has not.
    private final @Nullable Credential credential;

    private Details(
        @Nullable IpAddress ip,
        int controlPort,
        int families,
        byte @Nullable [] all,
        byte @Nullable [] open,
        @Nullable IpAddress shared,
        @Nullable Travels travels,
        @Nullable ConnectionType connection,
        @Nullable Past past,
        @Nullable Credential credential) {
      this.ip = ip;
      this.controlPort = controlPort;
      this.families = families;
      this.all = all;
      this.open = open;
      this.shared = shared;
      this.travels = travels;
      this.connection = connection;
      this.past = past;
      this.credential = credential;
    }

    private Details with(@Nullable Past left, @Nullable Credential shown) {
      return new Details(
          ip, controlPort, families, all, open, shared, travels, connection, left, shown);
    }

    /// How many bytes they take, but for the listing with all addresses.
    private int memory() {
      if (this == NONE) {
        return 0;
      }
      return Footprint.SESSION_DETAILS
          + (ip == null ? 0 : Footprint.IP_ADDRESS)
          + (shared == null ? 0 : Footprint.IP_ADDRESS)
          + (open == null ? 0 : Footprint.array(open.length))
          + (travels == null ? 0 : travels.memory())
          + (past == null ? 0 : past.memory());
    }
  }

  /// Of a peer that has come from several addresses, or has named some that are not listed.
  private static final class Travels {
    /// The addresses that the peer has named, packed.
    private final byte[] given;

    /// The address of the other family that the peer has shown to be its own, or null.
    private final @Nullable IpAddress other;

    /// Whether there is no address under which anybody could be shown the peer.
    private final boolean isNowhere;

    /// Whether requests come from another address than CONNECT.
    private final boolean hasMoved;

    /// Until when it is not looked whether the peer has moved, in ticks.
    private final int settledUntil;

    /// Since when requests have come from the other address alone; [#CLOSED] if they do not.
    private volatile int alone = CLOSED;

    private Travels(PeerId id, Whereabouts at, boolean hasMoved, int settledUntil) {
      given = PackedPeer.pack(id, at.given());
      other = at.other();
      isNowhere = at.all().isEmpty();
      this.hasMoved = hasMoved;
      this.settledUntil = settledUntil;
    }

    private int memory() {
      return Footprint.TRAVELS
          + Footprint.array(given.length)
          + (other == null ? 0 : Footprint.IP_ADDRESS);
    }

    private int otherFamily() {
      return other == null ? 0 : PackedPeer.family(other);
    }
  }

  /// A swarm that a peer has left, and how.
  record Left(TransactionId transaction, SwarmId swarm) {}

  /// What a peer reported for swarms it has left, so that counters that go on there are not counted
  /// again; and the LEAVEs that may be repeated.
  private static final class Past {
    private static final int SWARMS = 16;

    private final Map<SwarmId, Statistics> reports = new LinkedHashMap<>();
    private List<Left> left = List.of();

    /// When the last membership ended, in ticks.
    private int idleSince;

    private int memory() {
      int sum = Footprint.PAST;
      for (Map.Entry<SwarmId, Statistics> report : reports.entrySet()) {
        sum += Footprint.PAST_SWARM + Footprint.id(report.getKey().value());
        sum += report.getValue().memory();
      }
      for (Left one : left) {
        sum += Footprint.LEFT + Footprint.id(one.swarm.value());
      }
      return sum + (left.isEmpty() ? 0 : Footprint.id(left.getFirst().transaction.value()));
    }
  }

  /// A peer that may name any address.
  Session(Request.Connect request, IpAddress ip, int port, SessionToken token, int now) {
    this(request, Whereabouts.of(request.addresses(), new Caller(ip, port, null)), token, now);
  }

  Session(Request.Connect request, Whereabouts at, SessionToken token, int now) {
    tokenHigh = token.high();
    tokenLow = token.low();
    connectedAt = now;
    listing = new byte[0];
    connect(request, at, now);
  }

  /// Takes over what a CONNECT says: addresses, control port and statistics.
  final void connect(Request.Connect request, Whereabouts at, int now) {
    asn = 0;
    ConnectionType connection = null;
    for (PeerAddress address : request.addresses()) {
      asn = asn == 0 ? (int) address.asn() : asn;
      connection = connection == null ? address.connection() : connection;
    }
    int controlPort = request.controlPort().orElse(0);
    place(request.peerId(), at, controlPort, connection, travels(request.peerId(), at, false, now));
    report(request.stats());
  }

  /// Takes over that requests come from elsewhere, with or without CONNECT. Under the session's
  /// lock.
  ///
  /// @param hasMoved whether they come from another address than CONNECT
  void move(PeerId id, Whereabouts at, boolean hasMoved, int now) {
    Details said = details;
    Travels travels = travels(id, at, hasMoved, now + Clock.TICKS_PER_SECOND);
    place(id, at, said.controlPort, said.connection, travels);
  }

  private static @Nullable Travels travels(
      PeerId id, Whereabouts at, boolean hasMoved, int settledUntil) {
    boolean isUsual = at.isWhole() && at.other() == null && !hasMoved && !at.all().isEmpty();
    return isUsual ? null : new Travels(id, at, hasMoved, settledUntil);
  }

  private void place(
      PeerId id,
      Whereabouts at,
      int controlPort,
      @Nullable ConnectionType connection,
      @Nullable Travels travels) {
    IpAddress ip = at.ip();
    IpAddress v6 = ip.isV4() ? null : ip;
    if (v6 == null) {
      ipV4 = ip.v4Bits();
    }
    Details before = details;
    byte[] all = PackedPeer.pack(id, at.all());
    boolean isHiding = !at.open().equals(at.all());
    int families = PackedPeer.families(all, 0);
    families = families == PackedPeer.family(ip) ? 0 : families;
    boolean saysMore =
        v6 != null
            || controlPort != 0
            || families != 0
            || before != Details.NONE // which never comes back: see listingFor
            || isHiding
            || travels != null
            || connection != null;
    Details after =
        saysMore
            ? new Details(
                v6,
                controlPort,
                families,
                isHiding ? all : null,
                isHiding ? PackedPeer.pack(id, at.open()) : null,
                isHiding ? ip : null,
                travels,
                connection,
                before.past,
                before.credential)
            : Details.NONE;
    if (isHiding) { // hide first, for those who read meanwhile
      details = after;
      listing = all;
    } else {
      listing = all;
      details = after;
    }
  }

  final void report(List<Stat> stats) {
    statistics = statistics.with(stats);
    String said = statistics.text(Property.ASN);
    if (said != null) {
      long number = Stat.number(said);
      asn = number < 0 || number > 0xffff_ffffL ? 0 : (int) number;
    }
  }

  /// Takes over statistics with what the peer has said of itself when it asked for others. Under
  /// the session's lock.
  void statistics(Statistics newer) {
    statistics = newer;
  }

  /// Whether that is the peer's name.
  boolean isOf(PeerId peer) {
    byte[] own = listing;
    if (own == null) {
      Membership first = firstMembership();
      if (first != null && first.swarm().lists(first, peer)) {
        return true;
      }
      own = listing();
    }
    return PackedPeer.isOf(peer, own, 0);
  }

  /// How many bytes the session and its memberships take, without what they share with others.
  /// Under the session's lock.
  int memory() {
    int listing = listingLength();
    Membership[] all = memberships();
    int sum = Footprint.SESSION + statistics.memory() + details.memory();
    if (all.length == 0 || details.all != null) {
      sum += Footprint.array(listing);
    }
    for (Membership membership : all) {
      sum += membership.memory(listing);
    }
    return sum;
  }

  /// How many bytes it takes at most once it has named these addresses and reported that, from
  /// wherever. Under the session's lock.
  int memoryWith(PeerId id, List<PeerAddress> named, List<Stat> stats) {
    int listing = PackedPeer.pack(id, named).length + Footprint.OBSERVED;
    Past past = details.past;
    int sum = Footprint.SESSION + Footprint.SESSION_DETAILS + Footprint.TRAVELS;
    sum += 3 * (Footprint.array(listing) + Footprint.IP_ADDRESS);
    sum += statistics.with(stats).memory() + (past == null ? 0 : past.memory());
    for (Membership membership : memberships()) {
      sum += membership.memory(listing);
    }
    return sum;
  }

  /// How many more bytes it takes once it has reported that.
  int growthWith(List<Stat> stats) {
    return statistics.with(stats).memory() - statistics.memory();
  }

  /// How many bytes it takes with those that it shares with others, as if it shared them with no
  /// one. Under the session's lock.
  long wholeMemory() {
    long sum = memory();
    for (Membership membership : memberships()) {
      sum += membership.shared();
    }
    return sum;
  }

  /// How long its listing is.
  int listingLength() {
    byte[] own = listing;
    Membership first = own == null ? firstMembership() : null;
    int length = first == null ? -1 : first.swarm().listingLength(first);
    return length < 0 ? listing().length : length;
  }

  /// Forgets which swarms it has left, and what it reported there. Under the session's lock.
  void forgetLeft() {
    if (details.past != null) {
      details = details.with(null, details.credential);
    }
  }

  SessionToken token() {
    return new SessionToken(tokenHigh, tokenLow);
  }

  IpAddress ip() {
    IpAddress v6 = details.ip;
    return v6 == null ? IpAddress.v4(ipV4) : v6;
  }

  /// Where its bytes are counted.
  long account(MemoryBudget budget) {
    return budget.account(ip());
  }

  int controlPort() {
    return details.controlPort;
  }

  int connectedAt() {
    return connectedAt;
  }

  long asn() {
    return Integer.toUnsignedLong(asn);
  }

  /// The kind of access of the first address that says so, or null.
  @Nullable ConnectionType connection() {
    return details.connection;
  }

  /// Equal for peers that are near each other: of the same autonomous system, where they say which,
  /// otherwise of the same network (/24 or /56). A hash.
  int near() {
    return asn != 0
        ? asn * 0x9e37_79b9 >>> 16
        : (int) (ip().network() * 0x9e37_79b9_7f4a_7c15L >>> 48);
  }

  /// The network that requests come from (/24 or /56), whatever the peer claims; 0 for a private
  /// one, which is not a network of the Internet.
  long network() {
    IpAddress ip = ip();
    return ip.isPrivate() ? 0 : ip.network();
  }

  Statistics statistics() {
    return statistics;
  }

  /// Whether a request of this caller may act for the peer (specification, section 9): it shows the
  /// token; or, without one, a credential, which is of this peer; or, where the peer has neither a
  /// credential nor ever shown its token, comes from the address that the CONNECT came from.
  ///
  /// @param tokenless whether the address counts at all
  boolean isOwnedBy(Caller caller, boolean tokenless) {
    SessionToken shown = caller.session();
    if (shown != null) {
      return shown.matches(tokenHigh, tokenLow);
    }
    return caller.credential() != null
        || tokenless
            && details.credential == null
            && !hasProved()
            && caller.ip().isKnown()
            && caller.ip().equals(ip());
  }

  /// Whether the peer has ever shown its token; from then on the address counts no longer.
  boolean hasProved() {
    return (told & PROVED) != 0;
  }

  /// The peer has shown its token.
  void proved() {
    var _ = flag(PROVED, true);
  }

  /// What the peer has proved of itself last; null if it has not.
  @Nullable Credential credential() {
    return details.credential;
  }

  /// Takes what the peer has proved now. Under the session's lock.
  void credential(Credential shown) {
    details = details.with(details.past, shown);
  }

  /// Whether the peer was heard of lately and did not disconnect.
  boolean isLive(int now) {
    return deadline > now;
  }

  /// Until when the session lasts without another request, in ticks.
  int deadline() {
    return deadline;
  }

  void heardOf(int newDeadline) {
    int known = deadline;
    while (known < newDeadline
        && known != CLOSED
        && !DEADLINE.compareAndSet(this, known, newDeadline)) {
      known = deadline;
    }
  }

  /// No request is honoured and no list names the peer any more.
  ///
  /// See [#expire] for one whose time is over.
  void close() {
    deadline = CLOSED;
  }

  /// Closes a session whose time is over.
  ///
  /// @return false if the peer has just been heard of
  boolean expire(int now) {
    int known = deadline;
    while (known <= now) {
      if (known == CLOSED || DEADLINE.compareAndSet(this, known, CLOSED)) {
        return true;
      }
      known = deadline;
    }
    return false;
  }

  boolean isClosed() {
    return deadline == CLOSED;
  }

  /// Whether the session may give way to a new one at a full address: the peer was not heard of for
  /// an interval; or it is in no swarm for over a minute, and only its address speaks for it. One
  /// that has shown its token was heard of only with it since.
  ///
  /// @param timeout how long the session lasts without a request, three intervals, in ticks
  boolean mayGiveWay(int now, int timeout) {
    return mayGiveWay(deadline, now, timeout);
  }

  private boolean mayGiveWay(int ending, int now, int timeout) {
    return ending < now + timeout - timeout / 3
        || !hasProved()
            && details.credential == null
            && firstMembership() == null
            && now - idleSince() > IDLE;
  }

  /// Closes a session that may give way. Under the session's lock.
  ///
  /// @return false if it may not, or the peer has just been heard of
  boolean giveWay(int now, int timeout) {
    int known = deadline;
    return known != CLOSED
        && mayGiveWay(known, now, timeout)
        && DEADLINE.compareAndSet(this, known, CLOSED);
  }

  private int idleSince() {
    Past past = details.past;
    return past == null ? connectedAt : Math.max(connectedAt, past.idleSince);
  }

  /// Remembers when the peer left its last swarm. Under the session's lock.
  void idle(int now) {
    if (firstMembership() == null) {
      past().idleSince = now;
    }
  }

  /// How many more addresses the peer may be told in a minute.
  ///
  /// @param most in each minute, less than 2^20
  /// @param minute on the tracker's clock; one that is 2^10 later is taken for the same
  int mayBeTold(int most, int minute) {
    return Math.max(0, most - toldIn(minute, told));
  }

  /// Counts addresses that the peer is about to be told, together with those of its other requests.
  ///
  /// @return how many it may be told, up to as many as are offered
  int tell(int offered, int most, int minute) {
    while (true) {
      int known = told;
      int before = toldIn(minute, known);
      int granted = Math.clamp(most - before, 0, offered);
      int after = known & FLAGS | (minute & MINUTE_MASK) << TOLD_BITS | before + granted;
      if (granted == 0 || TOLD.compareAndSet(this, known, after)) {
        return granted;
      }
    }
  }

  /// Whether no list names the peer, although it is connected.
  boolean isHidden() {
    return (told & HIDDEN) != 0;
  }

  /// Hides the peer from lists, or shows it again; its memberships have to be refreshed then.
  ///
  /// @return whether that is a change
  boolean hide(boolean hidden) {
    return flag(HIDDEN, hidden);
  }

  private boolean flag(int flag, boolean on) {
    while (true) {
      int known = told;
      int after = on ? known | flag : known & ~flag;
      if (known == after) {
        return false;
      }
      if (TOLD.compareAndSet(this, known, after)) {
        return true;
      }
    }
  }

  private static int toldIn(int minute, int told) {
    return (told >>> TOLD_BITS & MINUTE_MASK) == (minute & MINUTE_MASK) ? told & TOLD_MASK : 0;
  }

  /// The address families that the peer has, as far as the tracker knows (see [PackedPeer#family]):
  /// those of its addresses and that of its requests.
  int families() {
    Details said = details;
    IpAddress ip = ip();
    int other = said.travels == null ? 0 : said.travels.otherFamily();
    return said.families | other | (ip.isKnown() ? PackedPeer.family(ip) : 0);
  }

  /// Whether requests come from this address now and then, so that nothing changes when one does.
  ///
  /// @param now when this one has come
  /// @param patience after how long without a request from anywhere else it is the only one
  boolean isUsuallyAt(IpAddress from, int now, int patience) {
    Details said = details;
    IpAddress v6 = said.ip;
    Travels travels = said.travels;
    if (v6 == null ? from.isV4() && from.v4Bits() == ipV4 : v6.equals(from)) {
      if (travels != null && travels.alone != CLOSED) {
        travels.alone = CLOSED;
      }
      return true;
    }
    if (travels == null || !from.equals(travels.other)) {
      return false;
    }
    int alone = travels.alone;
    if (alone == CLOSED) {
      travels.alone = now;
      return true;
    }
    return now - alone < patience;
  }

  /// Whether the peer was seen at another address within the last second, so that it is not moved
  /// again.
  boolean hasJustMoved(int now) {
    Travels travels = details.travels;
    return travels != null && now < travels.settledUntil;
  }

  /// Whether requests come from another address than CONNECT.
  boolean hasMoved() {
    Travels travels = details.travels;
    return travels != null && travels.hasMoved;
  }

  /// The address of the other family that the peer has shown to be its own, or null.
  @Nullable IpAddress other() {
    Travels travels = details.travels;
    return travels == null ? null : travels.other;
  }

  /// The addresses that the peer has named; none if it is listed under the one that its requests
  /// come from. Under the session's lock.
  List<PeerAddress> given() {
    Travels travels = details.travels;
    if (travels != null) {
      return PackedPeer.unpack(travels.given);
    }
    List<PeerAddress> all = PackedPeer.unpack(listing());
    return all.size() == 1 && isObserved(all.getFirst()) ? List.of() : all;
  }

  private boolean isObserved(PeerAddress address) {
    return address.type() == AddressType.REFLEXIVE && address.ip().equals(ip());
  }

  /// The address that requests come from, if the peer is shown under it. Under the session's lock.
  List<PeerAddress> observed() {
    return shown().stream().filter(this::isObserved).limit(1).toList();
  }

  /// All addresses under which the peer is shown to some. Under the session's lock.
  List<PeerAddress> shown() {
    List<PeerAddress> all = PackedPeer.unpack(listing());
    byte[] open = details.open;
    if (open == null) {
      return all;
    }
    List<PeerAddress> shown = new ArrayList<>(all);
    PackedPeer.unpack(open).stream().filter(a -> !all.contains(a)).forEach(shown::add);
    return shown;
  }

  /// Whether there is no address under which anybody could be shown the peer.
  boolean isNowhere() {
    Travels travels = details.travels;
    return travels != null && travels.isNowhere;
  }

  /// The peer with all its addresses.
  byte[] listing() {
    while (true) {
      byte[] own = listing;
      if (own != null) {
        return own;
      }
      Membership first = firstMembership();
      byte[] copy = first == null ? null : first.swarm().listing(first);
      if (copy != null) {
        return copy;
      } // or it has left there meanwhile
    }
  }

  /// From now on the listing need not be kept here, for the swarms have it. Under the session's
  /// lock.
  void listed() {
    if (details.all == null && firstMembership() != null) {
      listing = null;
    }
  }

  /// Keeps the listing again before the peer leaves its last swarm. Under the session's lock.
  void unlisted() {
    if (memberships instanceof Membership) {
      listing = listing();
    }
  }

  /// The peer as another one is given it: with its private addresses only where the requests of
  /// both come from the same public address (specification, section 5).
  @SuppressWarnings("ReferenceEquality") // it itself tells
  byte[] listingFor(Session asker, TrackerSettings.PrivateAddresses rule) {
    Details said = details;
    while (said.all == null || said.open == null || said.shared == null) {
      byte[] listed = listing();
      Details then = said;
      said = details;
      if (said == then) { // both are of one CONNECT
        return listed;
      }
    }
    return switch (rule) {
      case ALWAYS -> said.all;
      case NEVER -> said.open;
      case SAME_PUBLIC_ADDRESS ->
          asker.comesFrom(said.shared)
                  || said.travels != null
                      && said.travels.other != null
                      && asker.comesFrom(said.travels.other)
              ? said.all
              : said.open;
    };
  }

  private boolean comesFrom(IpAddress known) {
    return known.isKnown() && (known.equals(ip()) || known.equals(other()));
  }

  /// Where the peer is a member, at the least; nothing may be changed in it.
  Membership[] memberships() {
    Object known = memberships;
    return known instanceof Membership one ? new Membership[] {one} : (Membership[]) known;
  }

  /// Whether the time of a membership is over that has not been ended.
  boolean hasExpiredMembership(int now) {
    for (Membership membership : memberships()) {
      if (membership.isExpired(now)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the peer has told that it has sent something, in one of its swarms or as a whole.
  boolean hasUploaded() {
    boolean uploaded = statistics.number(UPLOADED) > 0;
    for (Membership membership : memberships()) {
      uploaded |= membership.statistics().number(UPLOADED) > 0;
    }
    return uploaded;
  }

  private @Nullable Membership firstMembership() {
    Object known = memberships;
    if (known instanceof Membership one) {
      return one;
    }
    Membership[] all = (Membership[]) known;
    return all.length == 0 ? null : all[0];
  }

  /// The membership in a swarm, or null.
  @Nullable Membership membership(SwarmId swarm) {
    for (Membership membership : memberships()) {
      if (membership.swarm().id().equals(swarm)) {
        return membership;
      }
    }
    return null;
  }

  /// Whether this was a LEAVE of a whole swarm in the last transaction that had one. Under the
  /// session's lock.
  boolean hasJust(Left leave) {
    Past past = details.past;
    return past != null && past.left.contains(leave);
  }

  /// Remembers a LEAVE of a whole swarm, with others of its transaction; null forgets them. Under
  /// the session's lock.
  void left(@Nullable Left leave) {
    if (leave == null) {
      Past past = details.past;
      if (past != null) {
        past.left = List.of();
      }
      return;
    }
    List<Left> left = new ArrayList<>(1);
    for (Left other : past().left) {
      if (other.transaction.equals(leave.transaction) && !other.equals(leave)) {
        left.add(other);
      }
    }
    left.add(leave);
    past().left = List.copyOf(left);
  }

  private Past past() {
    Past known = details.past;
    if (known == null) {
      known = new Past();
      details = details.with(known, details.credential);
    }
    return known;
  }

  /// Goes on with the counters that the peer reported for the swarm before it left it. Under the
  /// session's lock.
  void resume(Membership membership) {
    Statistics reported = reportedIn(membership.swarm().id());
    if (!reported.isEmpty()) {
      membership.statistics(reported);
    }
  }

  /// The counters that the peer reported for a swarm before it left it. Under the session's lock.
  Statistics reportedIn(SwarmId swarm) {
    Past past = details.past;
    return past == null ? Statistics.NONE : past.reports.getOrDefault(swarm, Statistics.NONE);
  }

  /// Under the session's lock.
  void add(Membership added) {
    Membership[] before = memberships();
    Membership[] all = Arrays.copyOf(before, before.length + 1);
    all[before.length] = added;
    memberships(all);
  }

  private void memberships(Membership[] all) {
    memberships = all.length == 1 ? all[0] : all.length == 0 ? NOWHERE : all;
  }

  /// Under the session's lock.
  void remove(Membership removed) {
    if (!removed.statistics().isEmpty()) {
      Map<SwarmId, Statistics> reports = past().reports;
      reports.remove(removed.swarm().id());
      reports.put(removed.swarm().id(), removed.statistics().counters());
      if (reports.size() > Past.SWARMS) {
        reports.remove(reports.keySet().iterator().next());
      }
    }
    memberships(Arrays.stream(memberships()).filter(m -> m != removed).toArray(Membership[]::new));
  }
}
