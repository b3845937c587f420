package org.ppsp.protocol.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Messages;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.SwarmStats;
import org.ppsp.protocol.TransactionId;

/// What holds for every message.
class JsonCodecProperties {
  private static final JsonCodec CODEC = new JsonCodec();
  private static final DecodeLimits LIMITS = DecodeLimits.RESPONSES;
  private static final PeerId PEER = new PeerId("p");
  private static final OptionalInt NONE = OptionalInt.empty();

  private static final Map<Class<?>, Integer> REQUESTS = new HashMap<>();
  private static final Map<Class<?>, Integer> RESPONSES = new HashMap<>();
  private static final Map<Boolean, Integer> MUTATIONS = new HashMap<>();
  private static final Map<Boolean, Integer> SAYABLE = new HashMap<>();

  /// The generators really make every case.
  @AfterContainer
  static void everyCase_wasTried() {
    assertThat(REQUESTS).hasSize(9);
    assertThat(RESPONSES).hasSize(Response.class.getPermittedSubclasses().length);
    assertThat(MUTATIONS).hasSize(2);
    assertThat(SAYABLE).hasSize(2);
    assertThat(List.of(REQUESTS, RESPONSES, MUTATIONS, SAYABLE))
        .allSatisfy(counts -> assertThat(counts.values()).allMatch(n -> n > 20));
  }

  @Provide
  Arbitrary<Request> requestsOfTheRfc() {
    return Messages.requestsOfTheRfc();
  }

  @Provide
  Arbitrary<Request> allRequests() {
    return Arbitraries.oneOf(Messages.requests(), Messages.requestsOfTheRfc());
  }

  @Provide
  Arbitrary<Response> responses() {
    return Arbitraries.frequencyOf(
        Tuple.of(5, Messages.responses()), Tuple.of(1, Messages.combinedResponses()));
  }

  @Provide
  Arbitrary<byte[]> goldens() {
    return Arbitraries.of("regular", "translated", "rfc")
        .flatMap(
            folder ->
                Arbitraries.of(Golden.names("request/" + folder))
                    .map(name -> Golden.bytes("request/" + folder, name)));
  }

  // --- requests ---

  @Property(seed = "20261122", tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void request_isReadAsTheRfcSaysIt(@ForAll("requestsOfTheRfc") Request request)
      throws ProtocolException {
    byte[] bytes = encode(request);

    assertThat(CODEC.decodeRequest(bytes, 0, bytes.length, LIMITS)).isEqualTo(said(request));
    REQUESTS.merge(request.getClass(), 1, Integer::sum);
  }

  /// What a request is in the words of RFC 7846. It keeps everything but the difference between no
  /// mode and LEECH, no number of peers with preferences and 29, and statistics that nobody knows.
  private static Request said(Request request) {
    TransactionId id = request.transactionId();
    PeerId peer = request.peerId();
    return switch (request) {
      case Request.Connect connect ->
          new Request.SwarmActions(
              id, peer, connect.addresses(), List.of(), false, NONE, List.of());
      case Request.Join join ->
          new Request.SwarmActions(
              id,
              peer,
              List.of(),
              List.of(
                  new SwarmAction(
                      join.swarmId(),
                      SwarmAction.Action.JOIN,
                      join.mode() == null ? PeerMode.LEECH : join.mode())),
              join.peernum().isPresent(),
              join.peernum(),
              List.of());
      case Request.Leave leave ->
          new Request.SwarmActions(
              id,
              peer,
              List.of(),
              List.of(new SwarmAction(leave.swarmId(), SwarmAction.Action.LEAVE, PeerMode.LEECH)),
              false,
              NONE,
              List.of());
      case Request.Find find ->
          said(
              new Request.FindMembers(
                  id, peer, find.swarmId(), find.peernum(), find.requirements()));
      case Request.FindMembers find ->
          new Request.FindMembers(
              id,
              peer,
              find.swarmId(),
              find.preferences().isEmpty() ? find.peernum() : counted(find.peernum()),
              find.preferences());
      case Request.SwarmActions actions ->
          new Request.SwarmActions(
              id,
              peer,
              actions.addresses(),
              actions.actions(),
              actions.listed(),
              actions.listed() ? counted(actions.peernum()) : NONE,
              actions.preferences());
      case Request.StatReport report ->
          said(
              new Request.SwarmReports(
                  id, peer, List.of(new SwarmStats(report.swarmId(), report.stats()))));
      case Request.SwarmReports reports ->
          new Request.SwarmReports(
              id,
              peer,
              reports.reports().stream()
                  .map(each -> new SwarmStats(each.swarmId(), known(each.stats())))
                  .toList());
      default -> request;
    };
  }

  private static OptionalInt counted(OptionalInt peernum) {
    return OptionalInt.of(peernum.orElse(29));
  }

  /// The statistics that have a name in the specification, those of one name beside each other.
  private static List<Stat> known(List<Stat> stats) {
    Map<org.ppsp.protocol.Property, List<Stat>> all = new LinkedHashMap<>();
    for (Stat stat : stats) {
      if (org.ppsp.protocol.Property.known(stat.property().name()) != null) {
        all.computeIfAbsent(stat.property(), _ -> new ArrayList<>()).add(stat);
      }
    }
    return all.values().stream().flatMap(List::stream).toList();
  }

  @Property(seed = "20261122", tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void canEncode_saysWhetherEncodeDoes(@ForAll("allRequests") Request request) {
    boolean sayable = CODEC.canEncode(request);
    ByteWriter out = new ByteWriter();
    if (sayable) {
      CODEC.encode(request, out);
      assertThat(decodes(out.array(), 0, out.size())).isTrue();
    } else {
      assertThatThrownBy(() -> CODEC.encode(request, out))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("; use XML");
      assertThat(out.size()).isZero();
    }
    SAYABLE.merge(sayable, 1, Integer::sum);
  }

  // --- responses ---

  @Property(seed = "20261122", tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void response_isReadWithItsRequest(@ForAll("responses") Response response)
      throws ProtocolException {
    byte[] bytes = encode(response);
    Request request = request(response);
    RESPONSES.merge(response.getClass(), 1, Integer::sum);

    Response expected = heard(response, request);
    if (expected == null) {
      assertThatThrownBy(() -> CODEC.decodeResponse(request, bytes, 0, bytes.length, LIMITS))
          .isInstanceOf(ProtocolException.class)
          .hasMessage("JSON has no answer to " + request.method());
    } else {
      assertThat(CODEC.decodeResponse(request, bytes, 0, bytes.length, LIMITS)).isEqualTo(expected);
    }
  }

  /// A request that is answered like this.
  private static Request request(Response response) {
    TransactionId id = new TransactionId("t");
    return switch (response) {
      case Response.Connect _ ->
          new Request.Connect(id, PEER, null, List.of(), NONE, List.of(), null);
      case Response.SwarmActions _ ->
          new Request.SwarmActions(id, PEER, List.of(), List.of(), false, NONE, List.of());
      case Response.Join join ->
          new Request.Join(id, PEER, join.swarmId(), null, null, NONE, ChunkSet.EMPTY, List.of());
      case Response.JoinChunk join ->
          new Request.JoinChunk(
              id, PEER, join.swarmId(), null, null, NONE, ChunkSet.range(1, 1), List.of());
      case Response.Leave leave -> new Request.Leave(id, PEER, leave.swarmId(), ChunkSet.EMPTY);
      case Response.Find find -> new Request.FindMembers(id, PEER, find.swarmId(), NONE, List.of());
      case Response.FindChunk find ->
          new Request.FindChunk(id, PEER, find.swarmId(), find.chunks(), NONE, List.of());
      case Response.KeepAlive _ -> new Request.KeepAlive(id, PEER);
      case Response.StatReport _ -> new Request.StatReport(id, PEER, null, List.of());
      case Response.SwarmReports _ ->
          new Request.SwarmReports(id, PEER, List.of(new SwarmStats(new SwarmId("s"), List.of())));
      case Response.StatQuery _ -> new Request.StatQuery(id, PEER, List.of());
      case Response.Disconnect _ -> new Request.Disconnect(id, PEER, null);
      case Response.Refusal _ ->
          new Request.Find(id, PEER, new SwarmId("s"), ChunkSet.EMPTY, NONE, List.of());
    };
  }

  /// What of a response arrives: not for how long a membership is granted, the chunks, the
  /// credentials that are wanted, and of listed peers neither their mode nor their other addresses.
  private static @Nullable Response heard(Response response, Request request) {
    return switch (response) {
      case Response.SwarmActions actions ->
          new Response.SwarmActions(
              actions.transactionId(),
              actions.observed(),
              actions.keepaliveInterval(),
              heard(actions.results()),
              null,
              actions.warning());
      case Response.SwarmReports reports ->
          new Response.SwarmReports(reports.transactionId(), heard(reports.results()));
      case Response.Join join ->
          new Response.Join(join.transactionId(), join.swarmId(), -1, heard(join.peers()));
      case Response.JoinChunk join ->
          new Response.JoinChunk(join.transactionId(), join.swarmId(), -1, heard(join.peers()));
      case Response.Find find ->
          new Response.Find(
              find.transactionId(), find.swarmId(), ChunkSet.EMPTY, heard(find.peers()));
      case Response.FindChunk find ->
          new Response.Find(
              find.transactionId(), find.swarmId(), ChunkSet.EMPTY, heard(find.peers()));
      case Response.KeepAlive alive ->
          new Response.KeepAlive(
              alive.transactionId(),
              alive.statRequest() == null
                  ? null
                  : alive.statRequest().stream()
                      .filter(p -> org.ppsp.protocol.Property.known(p.name()) != null)
                      .toList(),
              alive.observed());
      case Response.Refusal refusal ->
          new Response.Refusal(
              refusal.transactionId(),
              request.method(),
              refusal.status(),
              refusal.reason(),
              List.of());
      case Response.StatQuery _, Response.Disconnect _ -> null;
      case Response.Connect _, Response.Leave _, Response.StatReport _ -> response;
    };
  }

  private static List<SwarmResult> heard(List<SwarmResult> results) {
    return results.stream()
        .map(each -> new SwarmResult(each.swarmId(), each.successful(), heard(each.peers())))
        .toList();
  }

  private static @Nullable PeerList heard(@Nullable PeerList peers) {
    if (peers == null) {
      return null;
    }
    List<Peer> all = new ArrayList<>();
    for (Peer peer : peers) {
      PeerAddress best = null;
      for (PeerAddress address : peer.addresses()) {
        best = best == null || address.priority() > best.priority() ? address : best;
      }
      all.add(new Peer(peer.id(), PeerMode.LEECH, best == null ? List.of() : List.of(best)));
    }
    return PeerList.of(all);
  }

  // --- bytes ---

  /// A message inside of a larger array is read as if it stood alone.
  @Property(seed = "20261122", tries = 200)
  void surroundings_areNotRead(@ForAll("requestsOfTheRfc") Request request)
      throws ProtocolException {
    byte[] bytes = encode(request);
    byte[] larger = new byte[bytes.length + 20];
    Arrays.fill(larger, (byte) '}');
    System.arraycopy(bytes, 0, larger, 10, bytes.length);

    assertThat(CODEC.decodeRequest(larger, 10, bytes.length, LIMITS)).isEqualTo(said(request));
    assertThat(decodes(larger, 10, bytes.length - 1)).isFalse();
    assertThat(decodes(larger, 10, bytes.length + 1)).isFalse();
  }

  @Property(seed = "20261122", tries = 20, shrinking = ShrinkingMode.OFF)
  void prefix_isRefused(@ForAll("goldens") byte[] bytes) {
    int end = new String(bytes, ISO_8859_1).lastIndexOf('}');
    for (int length = 0; length < end; length++) {
      assertThat(decodes(bytes, 0, length)).as("%d bytes", length).isFalse();
    }
    assertThat(decodes(bytes, 0, bytes.length)).isTrue();
  }

  /// It is a value or a ProtocolException: anything else fails the property.
  @Property(seed = "20261122", tries = 3000)
  void mutation_givesAValueOrARefusal(
      @ForAll("goldens") byte[] golden, @ForAll int place, @ForAll byte value) {
    byte[] bytes = golden.clone();
    bytes[Math.floorMod(place, bytes.length)] = value;

    try {
      CODEC.decodeRequest(bytes, 0, bytes.length, LIMITS);
      MUTATIONS.merge(true, 1, Integer::sum);
    } catch (ProtocolException e) {
      assertThat(e.status()).isIn(Status.BAD_REQUEST, Status.UNSUPPORTED_VERSION);
      MUTATIONS.merge(false, 1, Integer::sum);
    }
  }

  /// Read by the letter, it is the same value or refused.
  @Property(seed = "20261122", tries = 3000)
  void mutation_isTheSameByTheLetter_orRefused(
      @ForAll("goldens") byte[] golden, @ForAll int place, @ForAll byte value) {
    byte[] bytes = golden.clone();
    bytes[Math.floorMod(place, bytes.length)] = value;
    Request byTheLetter;
    try {
      byTheLetter = new JsonCodec(true).decodeRequest(bytes, 0, bytes.length, LIMITS);
    } catch (ProtocolException e) {
      assertThat(e.status()).isIn(Status.BAD_REQUEST, Status.UNSUPPORTED_VERSION);
      return;
    }
    try {
      assertThat(CODEC.decodeRequest(bytes, 0, bytes.length, LIMITS)).isEqualTo(byTheLetter);
    } catch (ProtocolException e) {
      throw new AssertionError("what is read by the letter is read with patience", e);
    }
  }

  /// Whether it is a request, or else refused as BAD_REQUEST, with an answer that can be read.
  private static boolean decodes(byte[] bytes, int offset, int length) {
    try {
      CODEC.decodeRequest(bytes, offset, length, LIMITS);
      return true;
    } catch (ProtocolException e) {
      assertThat(e.status()).isEqualTo(Status.BAD_REQUEST);
      byte[] answer = encode(e.toResponse());
      try {
        Response read =
            CODEC.decodeResponse(
                new Request.KeepAlive(new TransactionId("t"), PEER),
                answer,
                0,
                answer.length,
                LIMITS);
        assertThat(read.status()).isEqualTo(e.status());
      } catch (ProtocolException unreadable) {
        throw new AssertionError("the answer cannot be read", unreadable);
      }
      return false;
    }
  }

  private static byte[] encode(Request request) {
    ByteWriter out = new ByteWriter(1);
    CODEC.encode(request, out);
    return out.toByteArray();
  }

  private static byte[] encode(Response response) {
    ByteWriter out = new ByteWriter(1);
    CODEC.encode(response, out);
    return out.toByteArray();
  }
}
