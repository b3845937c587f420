package org.ppsp.protocol;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Random messages of every kind, with every element there and not there, and with texts that need
/// every kind of escaping.
public final class Messages {
  private Messages() {}

  // --- texts ---

  private static Arbitrary<String> characters(boolean inner) {
    Arbitrary<String> plain = Arbitraries.chars().range('!', '~').map(String::valueOf);
    Arbitrary<String> markup = Arbitraries.of("<", ">", "&", "\"", "'", "]]>", "\\", "&amp;");
    Arbitrary<String> other =
        Arbitraries.of("ä", "ß", "€", "語", "\u00ad", "\ufffd", "\ud83d\ude00", "\udbff\udfff");
    Arbitrary<String> blank = Arbitraries.of(" ", "\t", "\n", "\r", "\r\n", "\u0085", "\u2028");
    return inner
        ? Arbitraries.oneOf(plain, plain, plain, plain, markup, other, blank)
        : Arbitraries.oneOf(plain, plain, plain, plain, markup, other);
  }

  /// Mostly the one, now and then the other.
  private static <T> Arbitrary<T> mostly(Arbitrary<T> often, Arbitrary<T> rarely) {
    List<Arbitrary<T>> all = new ArrayList<>(Collections.nCopies(25, often));
    all.add(rarely);
    return Arbitraries.oneOf(all);
  }

  private static String cut(String text, int max) {
    return text.codePointCount(0, text.length()) <= max
        ? text
        : text.substring(0, text.offsetByCodePoints(0, max));
  }

  /// Words of 1 to `max` characters; sometimes of just so many.
  static Arbitrary<String> words(int max) {
    Arbitrary<String> some =
        characters(false).list().ofMinSize(1).ofMaxSize(12).map(parts -> String.join("", parts));
    Arbitrary<String> longest = Arbitraries.of("x", "\ud83d\ude00").map(c -> c.repeat(max));
    return mostly(some.map(text -> cut(text, max)), longest);
  }

  /// Texts with inner white space.
  static Arbitrary<String> texts(int max) {
    return Combinators.combine(
            words(1),
            characters(true).list().ofMaxSize(12).map(parts -> String.join("", parts)),
            words(1))
        .as((first, inner, last) -> inner.isEmpty() ? first : first + cut(inner, max - 2) + last);
  }

  // --- values ---

  private static Arbitrary<TransactionId> transactionIds() {
    return texts(TransactionId.MAX_LENGTH).map(TransactionId::new);
  }

  /// PeerIDs, half of them plain.
  static Arbitrary<PeerId> peerIds() {
    return Arbitraries.oneOf(
            words(PeerId.MAX_LENGTH), Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(20))
        .map(PeerId::new);
  }

  private static Arbitrary<SwarmId> swarmIds() {
    return words(SwarmId.MAX_LENGTH).map(SwarmId::new);
  }

  /// Addresses a peer can be reached at.
  static Arbitrary<IpAddress> ips() {
    Arbitrary<IpAddress> v4 = Arbitraries.integers().map(IpAddress::v4);
    Arbitrary<Long> halves =
        Arbitraries.oneOf(
            Arbitraries.longs(),
            Arbitraries.of(0L, 1L, 0x2001_0db8_0000_0000L, 0x0001_0000_0000_0001L));
    Arbitrary<IpAddress> v6 = Combinators.combine(halves, halves).as(IpAddress::new);
    return Arbitraries.oneOf(v4, v6).filter(IpAddress::isUsable);
  }

  /// Addresses of peers.
  public static Arbitrary<PeerAddress> addresses() {
    return Combinators.combine(
            ips(),
            Arbitraries.integers().between(1, 65535),
            Arbitraries.of(AddressType.class),
            Arbitraries.integers().greaterOrEqual(0).injectDuplicates(0.1),
            Arbitraries.of(ConnectionType.class).injectNull(0.5),
            Arbitraries.oneOf(Arbitraries.just(0L), Arbitraries.longs().between(1, 0xffff_ffffL)),
            words(PeerAddress.MAX_PROTOCOL_LENGTH).injectNull(0.5))
        .as(PeerAddress::new);
  }

  /// Sets of ranges, numbers and tokens.
  static Arbitrary<ChunkSet> chunks() {
    Arbitrary<Long> number =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 300),
            Arbitraries.longs().between(ChunkSet.MAX_NUMBER - 9, ChunkSet.MAX_NUMBER),
            Arbitraries.longs().between(0, ChunkSet.MAX_NUMBER));
    Arbitrary<String> range =
        Combinators.combine(number, Arbitraries.integers().between(0, 200_000))
            .as((first, more) -> first + "-" + Math.min(first + more, ChunkSet.MAX_NUMBER));
    Arbitrary<String> token =
        words(ChunkSet.MAX_TOKEN_LENGTH).filter(text -> !text.matches("[0-9,-]+"));
    return Arbitraries.oneOf(number.map(String::valueOf), range, token)
        .list()
        .ofMaxSize(40)
        .map(entries -> ChunkSet.parse(String.join(" ", entries), 40));
  }

  private static Arbitrary<ChunkSet> someChunks() {
    return chunks().filter(chunks -> !chunks.isEmpty());
  }

  private static Arbitrary<ExpireTime> expireTimes() {
    return Arbitraries.oneOf(
        Arbitraries.longs().greaterOrEqual(0).map(ExpireTime.After::new),
        instants().map(ExpireTime.At::new));
  }

  private static Arbitrary<Instant> instants() {
    Arbitrary<Long> seconds =
        Arbitraries.longs()
            .between(
                Instant.parse("0000-01-01T00:00:00Z").getEpochSecond(),
                Instant.parse("9999-12-31T23:59:59Z").getEpochSecond());
    Arbitrary<Integer> nanos =
        Arbitraries.oneOf(
            Arbitraries.of(0, 1, 500_000_000, 120_000, 999_999_999),
            Arbitraries.integers().between(0, 999_999_999));
    return Combinators.combine(seconds, nanos).as(Instant::ofEpochSecond);
  }

  private static Arbitrary<Property> properties() {
    Arbitrary<Property> known =
        Arbitraries.of(
            Property.UPLOAD_BANDWIDTH,
            Property.CONCURRENT_LINKS,
            Property.NAT,
            Property.ASN,
            Property.POLLUTED_PEER);
    return Arbitraries.oneOf(known, words(Property.MAX_LENGTH).map(Property::of));
  }

  /// Statistics: a value of each kind is made, and the one that fits is taken. (Choosing the
  /// generator by the property, with `flatMap`, takes jqwik fifty times as long.)
  private static Arbitrary<Stat> stat() {
    return Combinators.combine(
            properties(),
            numbers(),
            Arbitraries.of(NatAbility.class),
            texts(Stat.MAX_LENGTH),
            words(PeerId.MAX_LENGTH))
        .as(
            (property, number, nat, text, word) ->
                new Stat(
                    property,
                    switch (property.kind()) {
                      case NUMBER -> number;
                      case NAT -> nat.name();
                      case TEXT -> text;
                      case REPORT -> word;
                    }));
  }

  private static Arbitrary<String> numbers() {
    return Arbitraries.longs().greaterOrEqual(0).map(String::valueOf);
  }

  private static Arbitrary<List<Stat>> stats() {
    return stat().list().ofMaxSize(6);
  }

  private static Arbitrary<List<Requirement>> requirements() {
    Arbitrary<Requirement> byDefault =
        stat()
            .filter(stat -> stat.property().kind() != Property.Kind.REPORT)
            .map(stat -> Requirement.of(stat.property(), stat.value()));
    Arbitrary<Requirement> ordered =
        Combinators.combine(
                Arbitraries.of(Property.ONLINE_TIME, Property.ASN, Property.STALL_TIME),
                Arbitraries.of(Match.MIN, Match.MAX, Match.EQUAL, Match.PREFER),
                numbers())
            .as(Requirement::new);
    return Arbitraries.oneOf(byDefault, ordered).list().ofMaxSize(6);
  }

  private static Arbitrary<OptionalInt> peernums() {
    return Arbitraries.oneOf(
        Arbitraries.just(OptionalInt.empty()),
        Arbitraries.integers().greaterOrEqual(0).map(OptionalInt::of));
  }

  private static Arbitrary<Certificate> certificates() {
    return mostly(
            texts(Certificate.MAX_LENGTH), Arbitraries.just("A".repeat(Certificate.MAX_LENGTH)))
        .map(Certificate::new)
        .injectNull(0.3);
  }

  private static Arbitrary<Signature> signatures() {
    return Combinators.combine(words(64), texts(4096)).as(Signature::new).injectNull(0.3);
  }

  /// Peer lists, some empty.
  public static Arbitrary<PeerList> peerLists() {
    return Combinators.combine(
            peerIds(), Arbitraries.of(PeerMode.class), addresses().list().ofMaxSize(3))
        .as(Peer::new)
        .list()
        .ofMaxSize(6)
        .map(PeerList::of);
  }

  // --- messages ---

  /// Requests of every method.
  public static Arbitrary<Request> requests() {
    List<Arbitrary<? extends Request>> all = new ArrayList<>();
    Arbitrary<TransactionId> ids = transactionIds();
    Arbitrary<PeerId> peers = peerIds();
    Arbitrary<SwarmId> swarms = swarmIds();
    Arbitrary<OptionalInt> ports =
        Arbitraries.oneOf(
            Arbitraries.just(OptionalInt.empty()),
            Arbitraries.integers().between(1024, 65535).map(OptionalInt::of));
    all.add(
        Combinators.combine(
                ids,
                peers,
                certificates(),
                addresses().list().ofMaxSize(4),
                ports,
                stats(),
                signatures())
            .as(Request.Connect::new));
    all.add(Combinators.combine(ids, peers, certificates()).as(Request.Disconnect::new));
    Arbitrary<ExpireTime> expiry = expireTimes().injectNull(0.3);
    Arbitrary<PeerMode> modes = Arbitraries.of(PeerMode.class).injectNull(0.3);
    all.add(
        Combinators.combine(ids, peers, swarms, expiry, modes, peernums(), chunks(), stats())
            .as(Request.Join::new));
    all.add(
        Combinators.combine(ids, peers, swarms, expiry, modes, peernums(), someChunks(), stats())
            .as(Request.JoinChunk::new));
    all.add(Combinators.combine(ids, peers, swarms, chunks()).as(Request.Leave::new));
    all.add(
        Combinators.combine(ids, peers, swarms, chunks(), peernums(), requirements())
            .as(Request.Find::new));
    all.add(
        Combinators.combine(ids, peers, swarms, someChunks(), peernums(), requirements())
            .as(Request.FindChunk::new));
    all.add(Combinators.combine(ids, peers).as(Request.KeepAlive::new));
    all.add(
        Combinators.combine(ids, peers, swarms.injectNull(0.3), stats())
            .as(Request.StatReport::new));
    all.add(
        Combinators.combine(ids, peers, properties().list().ofMaxSize(5))
            .as(Request.StatQuery::new));
    return oneOf(all);
  }

  /// Responses to every method, and refusals; none with a session token, which no encoding carries.
  public static Arbitrary<Response> responses() {
    List<Arbitrary<? extends Response>> all = new ArrayList<>();
    Arbitrary<TransactionId> ids = transactionIds();
    Arbitrary<SwarmId> swarms = swarmIds();
    Arbitrary<Long> seconds = Arbitraries.longs().greaterOrEqual(0);
    Arbitrary<Long> granted = Arbitraries.longs().greaterOrEqual(-1);
    all.add(
        Combinators.combine(ids, addresses().injectNull(0.3), seconds, texts(1024).injectNull(0.5))
            .as(
                (id, address, interval, warning) ->
                    new Response.Connect(id, address, interval, null, warning)));
    all.add(ids.map(Response.Disconnect::new));
    all.add(
        Combinators.combine(ids, swarms, granted, peerLists().injectNull(0.3))
            .as(Response.Join::new));
    all.add(
        Combinators.combine(ids, swarms, granted, peerLists().injectNull(0.3))
            .as(Response.JoinChunk::new));
    all.add(Combinators.combine(ids, swarms).as(Response.Leave::new));
    all.add(Combinators.combine(ids, swarms, chunks(), peerLists()).as(Response.Find::new));
    all.add(
        Combinators.combine(ids, swarms, someChunks(), peerLists()).as(Response.FindChunk::new));
    all.add(
        Combinators.combine(
                ids, properties().list().ofMaxSize(4).injectNull(0.3), addresses().injectNull(0.7))
            .as(Response.KeepAlive::new));
    all.add(ids.map(Response.StatReport::new));
    all.add(Combinators.combine(ids, peerIds(), stats()).as(Response.StatQuery::new));
    all.add(
        Combinators.combine(
                ids.injectNull(0.2),
                Arbitraries.of(Method.class).injectNull(0.2),
                Arbitraries.of(Status.class).filter(status -> status != Status.SUCCESSFUL),
                texts(1024),
                conditions().list().ofMaxSize(3))
            .as(Response.Refusal::new));
    return oneOf(all);
  }

  private static Arbitrary<List<Requirement>> preferences() {
    return Combinators.combine(
            numbers().injectNull(0.5),
            Arbitraries.of(NatAbility.class).injectNull(0.5),
            numbers().injectNull(0.5))
        .as(
            (links, nat, bandwidth) -> {
              List<Requirement> all = new ArrayList<>();
              if (links != null) {
                all.add(new Requirement(Property.CONCURRENT_LINKS, Match.PREFER, links));
              }
              if (nat != null) {
                all.add(new Requirement(Property.NAT, Match.PREFER, nat.name()));
              }
              if (bandwidth != null) {
                all.add(new Requirement(Property.UPLOAD_BANDWIDTH, Match.PREFER, bandwidth));
              }
              return all;
            });
  }

  /// Requests that RFC 7846 has words for.
  public static Arbitrary<Request> requestsOfTheRfc() {
    List<Arbitrary<? extends Request>> all = new ArrayList<>();
    Arbitrary<TransactionId> ids = transactionIds();
    Arbitrary<PeerId> peers = peerIds();
    Arbitrary<SwarmId> swarms = swarmIds();
    Arbitrary<PeerMode> modes = Arbitraries.of(PeerMode.class);
    Arbitrary<List<PeerAddress>> addresses = addresses().list().ofMaxSize(4);
    all.add(
        Combinators.combine(ids, peers, addresses)
            .as(
                (id, peer, where) ->
                    new Request.Connect(
                        id, peer, null, where, OptionalInt.empty(), List.of(), null)));
    all.add(
        Combinators.combine(ids, peers, swarms, modes.injectNull(0.3), peernums())
            .as(
                (id, peer, swarm, mode, peernum) ->
                    new Request.Join(
                        id, peer, swarm, null, mode, peernum, ChunkSet.EMPTY, List.of())));
    all.add(
        Combinators.combine(ids, peers, swarms)
            .as((id, peer, swarm) -> new Request.Leave(id, peer, swarm, ChunkSet.EMPTY)));
    all.add(
        Combinators.combine(ids, peers, swarms, peernums(), preferences())
            .as(
                (id, peer, swarm, peernum, preferences) ->
                    new Request.Find(id, peer, swarm, ChunkSet.EMPTY, peernum, preferences)));
    all.add(Combinators.combine(ids, peers).as(Request.KeepAlive::new));
    all.add(Combinators.combine(ids, peers, swarms, stats()).as(Request.StatReport::new));
    Arbitrary<SwarmAction> actions =
        Combinators.combine(swarms, Arbitraries.of(SwarmAction.Action.class), modes)
            .as(SwarmAction::new);
    all.add(
        Combinators.combine(
                ids, peers, addresses, actions.list().ofMaxSize(4), peernums(), preferences())
            .as(
                (id, peer, where, what, peernum, preferences) ->
                    new Request.SwarmActions(
                        id,
                        peer,
                        where,
                        what,
                        peernum.isPresent() || !preferences.isEmpty(),
                        peernum,
                        preferences)));
    all.add(
        Combinators.combine(ids, peers, swarms, peernums(), preferences())
            .as(Request.FindMembers::new));
    all.add(
        Combinators.combine(
                ids,
                peers,
                Combinators.combine(swarms, stats())
                    .as(SwarmStats::new)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(4))
            .as(Request.SwarmReports::new));
    return oneOf(all);
  }

  /// Responses to the requests that only RFC 7846 has.
  public static Arbitrary<Response> combinedResponses() {
    Arbitrary<TransactionId> ids = transactionIds();
    Arbitrary<List<SwarmResult>> results =
        Combinators.combine(swarmIds(), Arbitraries.of(true, false), peerLists().injectNull(0.3))
            .as(SwarmResult::new)
            .list()
            .ofMaxSize(4);
    return oneOf(
        List.of(
            Combinators.combine(
                    ids,
                    addresses().injectNull(0.3),
                    Arbitraries.longs().greaterOrEqual(0),
                    results,
                    texts(1024).injectNull(0.5))
                .as(
                    (id, address, interval, each, warning) ->
                        new Response.SwarmActions(id, address, interval, each, null, warning)),
            Combinators.combine(ids, results).as(Response.SwarmReports::new)));
  }

  private static Arbitrary<Condition> conditions() {
    Arbitrary<Condition.Challenge> challenges =
        Combinators.combine(words(128), texts(64), instants()).as(Condition.Challenge::new);
    return Combinators.combine(Arbitraries.of(Condition.Type.class), challenges.injectNull(0.5))
        .as(Condition::new);
  }

  private static <T> Arbitrary<T> oneOf(List<Arbitrary<? extends T>> all) {
    List<Arbitrary<T>> same = new ArrayList<>();
    all.forEach(arbitrary -> same.add(arbitrary.map(value -> value)));
    return Arbitraries.oneOf(same);
  }
}
