package org.ppsp.protocol.xml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;

/// What the messages in `src/test/resources/golden` mean, by folder and file.
final class Golden {
  private static final TransactionId ID = new TransactionId("12345");
  private static final PeerId PEER = new PeerId("peer-a");
  private static final SwarmId SWARM = new SwarmId("swarm-1");
  private static final OptionalInt NONE = OptionalInt.empty();
  private static final Certificate CER = new Certificate("MIIB");
  private static final ChunkSet CHUNK_17 = ChunkSet.range(17, 17);
  private static final Stat UPLOAD = Stat.of("UploadBandwidth", 800);

  private static final List<PeerAddress> ADDRESSES =
      List.of(
          new PeerAddress(
              IpAddress.parse("198.51.100.22"),
              6778,
              AddressType.HOST,
              2,
              ConnectionType.WIRED,
              64496,
              "PPSP-PP"),
          new PeerAddress(
              IpAddress.parse("2001:db8::2"), 6778, AddressType.HOST, 1, null, 0, null));

  private static final PeerList PEERS =
      PeerList.of(
          List.of(
              new Peer(new PeerId("peer-b"), PeerMode.SEEDER, ADDRESSES),
              new Peer(
                  new PeerId("peer-c"),
                  PeerMode.LEECH,
                  List.of(
                      PeerAddress.of(IpAddress.parse("203.0.113.9"), 80, AddressType.REFLEXIVE)))));

  /// Requests in the regular form.
  static final Map<String, Request> REQUESTS =
      Map.ofEntries(
          Map.entry("connect", connect(null, null, List.of(), NONE, List.of())),
          Map.entry(
              "connect-full",
              connect(
                  new Certificate("MIIB>+/="),
                  new Signature("SHA256withECDSA", "MEUCIQ==", "tracker.example"),
                  ADDRESSES,
                  OptionalInt.of(8080),
                  List.of(Stat.of("NAT", "STUN"), UPLOAD))),
          Map.entry("disconnect", new Request.Disconnect(ID, PEER, CER)),
          Map.entry("join", join(new ExpireTime.After(3600), null, NONE, List.of())),
          Map.entry(
              "join-full",
              join(
                  new ExpireTime.At(Instant.parse("2026-05-01T12:30:00.5Z")),
                  PeerMode.SEEDER,
                  OptionalInt.of(30),
                  List.of(UPLOAD))),
          Map.entry(
              "join-chunk",
              new Request.JoinChunk(
                  ID,
                  PEER,
                  SWARM,
                  new ExpireTime.After(600),
                  PeerMode.LEECH,
                  OptionalInt.of(10),
                  ChunkSet.parse("intro 4294967295 0-99", 3),
                  List.of())),
          Map.entry("leave", new Request.Leave(ID, PEER, SWARM, ChunkSet.EMPTY)),
          Map.entry("leave-chunk", new Request.Leave(ID, PEER, SWARM, ChunkSet.range(7, 7))),
          Map.entry(
              "find",
              find(
                  CHUNK_17,
                  OptionalInt.of(30),
                  Requirement.of(Property.UPLOAD_BANDWIDTH, "600"),
                  new Requirement(Property.CONCURRENT_LINKS, Match.MIN, "3"),
                  new Requirement(Property.ASN, Match.PREFER, "64496"),
                  Requirement.of(Property.NAT, "TURN"))),
          Map.entry("find-least", find(ChunkSet.EMPTY, NONE)),
          Map.entry(
              "find-chunk",
              new Request.FindChunk(
                  ID, PEER, SWARM, ChunkSet.parse("9 1-5", 2), OptionalInt.of(5), List.of())),
          Map.entry("keepalive", new Request.KeepAlive(ID, PEER)),
          Map.entry(
              "stat-report",
              new Request.StatReport(
                  ID,
                  PEER,
                  SWARM,
                  List.of(
                      Stat.of("UploadedBytes", 123456789),
                      Stat.of("PollutedPeer", "peer-x"),
                      Stat.of("x:own", "text & more")))),
          Map.entry("stat-report-none", new Request.StatReport(ID, PEER, null, List.of())),
          Map.entry("stat-query", statQuery(Property.UPLOAD_BANDWIDTH, Property.BUFFER_LEVEL)));

  /// What the slides' requests mean, but for STAT_QUERY.
  static final Map<String, Request> SLIDES =
      Map.of(
          "connect", connect(CER, null, List.of(), NONE, List.of()),
          "disconnect", new Request.Disconnect(ID, PEER, CER),
          "join", join(new ExpireTime.After(3600), null, NONE, List.of()),
          "leave", new Request.Leave(ID, PEER, SWARM, ChunkSet.EMPTY),
          "find",
              find(CHUNK_17, OptionalInt.of(30), Requirement.of(Property.UPLOAD_BANDWIDTH, "800")),
          "keepalive", new Request.KeepAlive(ID, PEER),
          "stat-report", new Request.StatReport(ID, PEER, null, List.of(UPLOAD)));

  /// All files in `request/stat-query` mean this, and so does the slide once its slip is mended.
  static final Request STAT_QUERY = statQuery(Property.UPLOAD_BANDWIDTH);

  /// All files in `request/loose` mean this.
  static final Request LOOSE = find(ChunkSet.EMPTY, OptionalInt.of(5));

  /// Responses in the regular form.
  static final Map<String, Response> RESPONSES =
      Map.ofEntries(
          Map.entry(
              "connect",
              new Response.Connect(
                  ID,
                  PeerAddress.of(IpAddress.parse("203.0.113.7"), 49152, AddressType.REFLEXIVE),
                  30,
                  null)),
          Map.entry(
              "connect-warning",
              new Response.Connect(
                  ID,
                  PeerAddress.of(IpAddress.parse("203.0.113.7"), 49152, AddressType.REFLEXIVE),
                  30,
                  null,
                  "198.51.100.22 is not listed & not refused")),
          Map.entry("disconnect", new Response.Disconnect(ID)),
          Map.entry("join", new Response.Join(ID, SWARM, 3600, null)),
          Map.entry("join-peers", new Response.Join(ID, SWARM, 3600, PEERS)),
          Map.entry("join-chunk", new Response.JoinChunk(ID, SWARM, 600, PeerList.EMPTY)),
          Map.entry("leave", new Response.Leave(ID, SWARM)),
          Map.entry("find", new Response.Find(ID, SWARM, CHUNK_17, PEERS)),
          Map.entry("find-none", new Response.Find(ID, SWARM, ChunkSet.EMPTY, PeerList.EMPTY)),
          Map.entry(
              "find-chunk", new Response.FindChunk(ID, SWARM, ChunkSet.parse("1-5 9", 2), PEERS)),
          Map.entry("keepalive", new Response.KeepAlive(ID, null)),
          Map.entry(
              "keepalive-moved",
              new Response.KeepAlive(
                  ID,
                  null,
                  PeerAddress.of(IpAddress.parse("203.0.113.7"), 49152, AddressType.REFLEXIVE))),
          Map.entry(
              "keepalive-query", new Response.KeepAlive(ID, List.of(Property.UPLOAD_BANDWIDTH))),
          Map.entry("stat-report", new Response.StatReport(ID)),
          Map.entry("stat-query", new Response.StatQuery(ID, PEER, List.of(UPLOAD))),
          Map.entry(
              "forbidden",
              new Response.Refusal(
                  ID,
                  Method.FIND,
                  Status.FORBIDDEN_ACTION,
                  "not connected; send CONNECT first",
                  List.of())),
          Map.entry(
              "authentication",
              new Response.Refusal(
                  ID,
                  Method.CONNECT,
                  Status.AUTHENTICATION_REQUIRED,
                  "show who you are",
                  List.of(
                      new Condition(
                          Condition.Type.CERTIFICATE,
                          new Condition.Challenge(
                              "bm9uY2U",
                              "SHA256withECDSA SHA256withRSA",
                              Instant.parse("2026-11-22T12:00:00Z"))),
                      new Condition(Condition.Type.DIGEST, null),
                      new Condition(Condition.Type.BEARER, null),
                      new Condition(Condition.Type.TLS_CLIENT_CERTIFICATE, null)))),
          Map.entry(
              "unreadable",
              new Response.Refusal(
                  null,
                  null,
                  Status.BAD_REQUEST,
                  "not well formed: the document ends too early",
                  List.of())));

  /// What the slides' responses mean.
  static final Map<String, Response> SLIDES_OF_RESPONSES =
      Map.of(
          "stat-query-response", new Response.StatQuery(ID, PEER, List.of(UPLOAD)),
          "find-response", new Response.Find(ID, SWARM, CHUNK_17, PeerList.EMPTY));

  private Golden() {}

  private static Request.Connect connect(
      Certificate certificate,
      Signature signature,
      List<PeerAddress> addresses,
      OptionalInt controlPort,
      List<Stat> stats) {
    return new Request.Connect(ID, PEER, certificate, addresses, controlPort, stats, signature);
  }

  private static Request.Join join(
      ExpireTime expireTime, PeerMode mode, OptionalInt peernum, List<Stat> stats) {
    return new Request.Join(ID, PEER, SWARM, expireTime, mode, peernum, ChunkSet.EMPTY, stats);
  }

  private static Request.Find find(
      ChunkSet chunks, OptionalInt peernum, Requirement... requirements) {
    return new Request.Find(ID, PEER, SWARM, chunks, peernum, List.of(requirements));
  }

  private static Request.StatQuery statQuery(Property... properties) {
    return new Request.StatQuery(ID, PEER, List.of(properties));
  }

  private static Path folder(String folder) {
    URL url = Objects.requireNonNull(Golden.class.getResource("/golden/" + folder), folder);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /// The names of the messages in a folder.
  static List<String> names(String folder) {
    try (Stream<Path> files = Files.list(folder(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".xml") && !name.endsWith(".answer.xml"))
          .map(name -> name.substring(0, name.length() - 4))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes of a message.
  static byte[] bytes(String folder, String name) {
    try {
      return Files.readAllBytes(folder(folder).resolve(name + ".xml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
