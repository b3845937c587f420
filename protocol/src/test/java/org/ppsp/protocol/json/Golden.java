package org.ppsp.protocol.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ConnectionType;
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
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmAction.Action;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.SwarmStats;
import org.ppsp.protocol.TransactionId;

/// What the messages in `src/test/resources/golden-json` mean, by folder and file.
final class Golden {
  /// An answer, and the request that it answers.
  record Answer(Request request, Response response) {}

  private static final TransactionId ID = new TransactionId("12345");
  private static final PeerId PEER = new PeerId("peer-a");
  private static final SwarmId SWARM = new SwarmId("swarm-1");
  private static final SwarmId OTHER = new SwarmId("swarm-2");
  private static final OptionalInt NONE = OptionalInt.empty();

  private static final PeerAddress WIRED =
      new PeerAddress(
          IpAddress.parse("198.51.100.22"),
          6778,
          AddressType.HOST,
          2,
          ConnectionType.WIRED,
          64496,
          null);
  private static final PeerAddress V6 =
      new PeerAddress(
          IpAddress.parse("2001:db8::2"), 6778, AddressType.HOST, 1, null, 0, "PPSP-PP");
  private static final PeerAddress SEEN =
      PeerAddress.of(IpAddress.parse("203.0.113.9"), 49152, AddressType.REFLEXIVE);

  private static final PeerList PEERS =
      PeerList.of(
          List.of(
              new Peer(new PeerId("peer-b"), PeerMode.LEECH, List.of(WIRED)),
              new Peer(new PeerId("peer-c"), PeerMode.LEECH, List.of(V6)),
              new Peer(new PeerId("\"ü\""), PeerMode.LEECH, List.of(SEEN)),
              new Peer(new PeerId("nowhere"), PeerMode.LEECH, List.of())));

  /// The requests among the RFC's examples.
  static final Map<String, Request> RFC_REQUESTS =
      Map.of(
          "connect-seeder-join-two-swarms",
          new Request.SwarmActions(
              ID,
              new PeerId("656164657220"),
              List.of(
                  new PeerAddress(
                      IpAddress.parse("192.0.2.2"),
                      80,
                      AddressType.HOST,
                      1,
                      ConnectionType.WIRED,
                      45645,
                      null)),
              List.of(
                  new SwarmAction(new SwarmId("1111"), Action.JOIN, PeerMode.SEEDER),
                  new SwarmAction(new SwarmId("2222"), Action.JOIN, PeerMode.SEEDER)),
              false,
              NONE,
              List.of()),
          "connect-leech-join",
          new Request.SwarmActions(
              new TransactionId("12345.0"),
              new PeerId("656164657221"),
              List.of(
                  new PeerAddress(
                      IpAddress.parse("192.0.2.2"),
                      80,
                      AddressType.HOST,
                      1,
                      ConnectionType.WIRED,
                      3256546,
                      null),
                  new PeerAddress(
                      IpAddress.parse("2001:db8::2"),
                      80,
                      AddressType.HOST,
                      2,
                      ConnectionType.WIRELESS,
                      34563456,
                      "PPSP-PP")),
              List.of(new SwarmAction(new SwarmId("1111"), Action.JOIN, PeerMode.LEECH)),
              true,
              OptionalInt.of(5),
              rfcPreferences()),
          "connect-leech-leave-and-join",
          new Request.SwarmActions(
              ID,
              new PeerId("656164657221"),
              List.of(),
              List.of(
                  new SwarmAction(new SwarmId("1111"), Action.LEAVE, PeerMode.LEECH),
                  new SwarmAction(new SwarmId("2222"), Action.JOIN, PeerMode.LEECH)),
              true,
              OptionalInt.of(5),
              rfcPreferences()),
          "find-request",
          new Request.FindMembers(
              ID,
              new PeerId("656164657221"),
              new SwarmId("1111"),
              OptionalInt.of(5),
              rfcPreferences()),
          "stat-report-request",
          new Request.SwarmReports(
              ID,
              new PeerId("656164657221"),
              List.of(
                  new SwarmStats(
                      new SwarmId("1111"),
                      List.of(
                          new Stat(Property.UPLOADED_BYTES, "512"),
                          new Stat(Property.DOWNLOADED_BYTES, "768"),
                          new Stat(Property.AVAILABLE_BANDWIDTH, "1024000"),
                          new Stat(Property.CONCURRENT_LINKS, "5"))))));

  /// The responses among the RFC's examples.
  static final Map<String, Answer> RFC_RESPONSES =
      Map.of(
          "connect-response",
          new Answer(
              RFC_REQUESTS.get("connect-leech-leave-and-join"),
              new Response.SwarmActions(
                  ID,
                  new PeerAddress(
                      IpAddress.parse("198.51.100.1"),
                      80,
                      AddressType.REFLEXIVE,
                      1,
                      null,
                      64496,
                      null),
                  0,
                  List.of(
                      new SwarmResult(
                          new SwarmId("2222"),
                          true,
                          PeerList.of(
                              List.of(
                                  rfcPeer(
                                      "956264622298",
                                      "198.51.100.22",
                                      2,
                                      ConnectionType.WIRED,
                                      "PPSP-PP"),
                                  rfcPeer(
                                      "3332001256741",
                                      "198.51.100.201",
                                      2,
                                      ConnectionType.WIRED,
                                      "PPSP-PP"))))),
                  null)),
          "find-response",
          new Answer(
              RFC_REQUESTS.get("find-request"),
              new Response.Find(
                  ID,
                  new SwarmId("1111"),
                  ChunkSet.EMPTY,
                  PeerList.of(
                      List.of(
                          rfcPeer("656164657221", "198.51.100.1", 1, ConnectionType.WIRELESS, null),
                          rfcPeer(
                              "956264622298", "198.51.100.22", 1, ConnectionType.WIRELESS, null),
                          rfcPeer(
                              "3332001256741",
                              "198.51.100.201",
                              1,
                              ConnectionType.WIRELESS,
                              null))))),
          "stat-report-response",
          new Answer(
              RFC_REQUESTS.get("stat-report-request"),
              new Response.SwarmReports(
                  ID, List.of(new SwarmResult(new SwarmId("1111"), true, null)))));

  /// What all files in a folder of `request/loose` mean.
  static final Map<String, Request> LOOSE =
      Map.of(
          "connect",
          new Request.SwarmActions(
              ID,
              PEER,
              List.of(
                  new PeerAddress(
                      IpAddress.parse("192.0.2.2"),
                      80,
                      AddressType.HOST,
                      0,
                      ConnectionType.WIRED,
                      45645,
                      null)),
              List.of(join(SWARM, PeerMode.LEECH)),
              true,
              OptionalInt.of(5),
              List.of(prefer(Property.NAT, "STUN"), prefer(Property.CONCURRENT_LINKS, "5"))),
          "find",
          new Request.FindMembers(
              ID, PEER, SWARM, OptionalInt.of(5), List.of(prefer(Property.ONLINE_TIME, "200"))),
          "stat-report",
          new Request.SwarmReports(
              ID,
              PEER,
              List.of(
                  new SwarmStats(
                      SWARM,
                      List.of(
                          new Stat(Property.UPLOADED_BYTES, "512"),
                          new Stat(Property.AVAILABLE_BANDWIDTH, "1000"),
                          new Stat(Property.STALL_TIME, "40"))))),
          "keepalive",
          new Request.KeepAlive(ID, PEER));

  /// What all files in `response/loose/find` mean.
  static final Answer LOOSE_FIND =
      new Answer(
          LOOSE.get("find"),
          new Response.Find(
              ID,
              SWARM,
              ChunkSet.EMPTY,
              PeerList.of(
                  List.of(new Peer(new PeerId("peer-b"), PeerMode.LEECH, List.of(WIRED))))));

  /// Requests that are read as they were.
  static final Map<String, Request> REQUESTS =
      Map.ofEntries(
          Map.entry(
              "connect",
              new Request.SwarmActions(
                  ID,
                  PEER,
                  List.of(WIRED, V6),
                  List.of(
                      new SwarmAction(OTHER, Action.LEAVE, PeerMode.LEECH),
                      join(SWARM, PeerMode.SEEDER)),
                  true,
                  OptionalInt.of(20),
                  List.of(
                      prefer(Property.NAT, "NO_NAT"),
                      prefer(Property.CONCURRENT_LINKS, "4"),
                      prefer(Property.ONLINE_TIME, "60"),
                      prefer(Property.UPLOAD_BANDWIDTH, "9223372036854775807")))),
          Map.entry(
              "connect-least",
              new Request.SwarmActions(ID, PEER, List.of(), List.of(), false, NONE, List.of())),
          Map.entry(
              "find",
              new Request.FindMembers(
                  ID,
                  PEER,
                  SWARM,
                  OptionalInt.of(Integer.MAX_VALUE),
                  List.of(prefer(Property.NAT, "TURN")))),
          Map.entry("find-least", new Request.FindMembers(ID, PEER, SWARM, NONE, List.of())),
          Map.entry("keepalive", new Request.KeepAlive(ID, PEER)),
          Map.entry(
              "keepalive-texts",
              new Request.KeepAlive(
                  new TransactionId("a \"quoted\"\n\\ text"), new PeerId("größe-😀-語"))),
          Map.entry(
              "stat-report",
              new Request.SwarmReports(
                  ID,
                  PEER,
                  List.of(
                      new SwarmStats(
                          SWARM,
                          List.of(
                              Stat.of("UploadedBytes", 123456789),
                              Stat.of("DownloadedBytes", 0),
                              Stat.of("AvailableBandwidth", 800),
                              Stat.of("ConcurrentLinks", 5),
                              Stat.of("BufferLevel", 4000),
                              Stat.of("Country", "DE"),
                              Stat.of("PollutedPeer", "peer-x"),
                              Stat.of("PollutedPeer", "peer-y"))),
                      new SwarmStats(OTHER, List.of())))));

  /// Requests that JSON says in words of its own.
  static final Map<String, Request> TRANSLATED =
      Map.ofEntries(
          Map.entry(
              "connect",
              new Request.Connect(ID, PEER, null, List.of(WIRED), NONE, List.of(), null)),
          Map.entry(
              "join",
              new Request.Join(
                  ID,
                  PEER,
                  SWARM,
                  null,
                  PeerMode.SEEDER,
                  OptionalInt.of(7),
                  ChunkSet.EMPTY,
                  List.of())),
          Map.entry(
              "join-least",
              new Request.Join(ID, PEER, SWARM, null, null, NONE, ChunkSet.EMPTY, List.of())),
          Map.entry("leave", new Request.Leave(ID, PEER, SWARM, ChunkSet.EMPTY)),
          Map.entry(
              "find",
              new Request.Find(
                  ID,
                  PEER,
                  SWARM,
                  ChunkSet.EMPTY,
                  NONE,
                  List.of(prefer(Property.UPLOAD_BANDWIDTH, "007")))),
          Map.entry(
              "stat-report",
              new Request.StatReport(
                  ID,
                  PEER,
                  SWARM,
                  List.of(Stat.of("UploadedBytes", 512), Stat.of("x:own", "text")))),
          Map.entry("stat-report-none", new Request.StatReport(ID, PEER, null, List.of())));

  /// Responses that are read as they were.
  static final Map<String, Answer> RESPONSES =
      Map.ofEntries(
          Map.entry(
              "connect",
              new Answer(
                  REQUESTS.get("connect"),
                  new Response.SwarmActions(
                      ID,
                      SEEN,
                      30,
                      List.of(
                          new SwarmResult(OTHER, false, null), new SwarmResult(SWARM, true, PEERS)),
                      null))),
          Map.entry(
              "connect-least",
              new Answer(
                  REQUESTS.get("connect-least"),
                  new Response.SwarmActions(ID, null, 0, List.of(), null))),
          Map.entry(
              "connect-warning",
              new Answer(
                  REQUESTS.get("connect-least"),
                  new Response.SwarmActions(ID, SEEN, 30, List.of(), null, "\"quoted\" words"))),
          Map.entry(
              "connected",
              new Answer(TRANSLATED.get("connect"), new Response.Connect(ID, V6, 60, null))),
          Map.entry(
              "join", new Answer(TRANSLATED.get("join"), new Response.Join(ID, SWARM, -1, PEERS))),
          Map.entry(
              "join-without-list",
              new Answer(TRANSLATED.get("join-least"), new Response.Join(ID, SWARM, -1, null))),
          Map.entry("leave", new Answer(TRANSLATED.get("leave"), new Response.Leave(ID, SWARM))),
          Map.entry("find", new Answer(TRANSLATED.get("find"), found(PEERS))),
          Map.entry("find-none", new Answer(REQUESTS.get("find"), found(PeerList.EMPTY))),
          Map.entry(
              "stat-report",
              new Answer(
                  REQUESTS.get("stat-report"),
                  new Response.SwarmReports(
                      ID,
                      List.of(
                          new SwarmResult(SWARM, true, null),
                          new SwarmResult(OTHER, false, null))))),
          Map.entry(
              "stat-report-none",
              new Answer(TRANSLATED.get("stat-report-none"), new Response.StatReport(ID))),
          Map.entry(
              "keepalive", new Answer(REQUESTS.get("keepalive"), new Response.KeepAlive(ID, null))),
          Map.entry(
              "keepalive-moved",
              new Answer(REQUESTS.get("keepalive"), new Response.KeepAlive(ID, null, SEEN))),
          Map.entry(
              "keepalive-query",
              new Answer(
                  REQUESTS.get("keepalive"),
                  new Response.KeepAlive(
                      ID, List.of(Property.UPLOADED_BYTES, Property.BUFFER_LEVEL)))),
          Map.entry(
              "keepalive-query-of-all",
              new Answer(REQUESTS.get("keepalive"), new Response.KeepAlive(ID, List.of()))),
          Map.entry(
              "forbidden",
              new Answer(
                  REQUESTS.get("find"),
                  new Response.Refusal(
                      ID,
                      Method.FIND,
                      Status.FORBIDDEN_ACTION,
                      "not connected; send CONNECT first",
                      List.of()))),
          Map.entry(
              "unreadable",
              new Answer(
                  REQUESTS.get("keepalive"),
                  new Response.Refusal(
                      null,
                      Method.KEEPALIVE,
                      Status.BAD_REQUEST,
                      "the message is empty",
                      List.of()))));

  private Golden() {}

  private static Response.Find found(PeerList peers) {
    return new Response.Find(ID, SWARM, ChunkSet.EMPTY, peers);
  }

  private static SwarmAction join(SwarmId swarm, PeerMode mode) {
    return new SwarmAction(swarm, Action.JOIN, mode);
  }

  private static Requirement prefer(Property property, String value) {
    return new Requirement(property, Match.PREFER, value);
  }

  private static List<Requirement> rfcPreferences() {
    return List.of(
        prefer(Property.NAT, "STUN"),
        prefer(Property.CONCURRENT_LINKS, "5"),
        prefer(Property.ONLINE_TIME, "200"),
        prefer(Property.UPLOAD_BANDWIDTH, "600"));
  }

  private static Peer rfcPeer(
      String id, String ip, int priority, ConnectionType connection, String protocol) {
    PeerAddress address =
        new PeerAddress(
            IpAddress.parse(ip), 80, AddressType.REFLEXIVE, priority, connection, 64496, protocol);
    return new Peer(new PeerId(id), PeerMode.LEECH, List.of(address));
  }

  private static Path folder(String folder) {
    URL url = Objects.requireNonNull(Golden.class.getResource("/golden-json/" + folder), folder);
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
          .filter(name -> name.endsWith(".json") && !name.endsWith(".answer.json"))
          .map(name -> name.substring(0, name.length() - 5))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes of a message.
  static byte[] bytes(String folder, String name) {
    try {
      return Files.readAllBytes(folder(folder).resolve(name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
