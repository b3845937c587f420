package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Received;
import org.ppsp.testkit.Reply;

/// What is sent, printed and kept, with a scripted tracker.
class MessageCommandTest {
  private static final SwarmId SWARM = new SwarmId("movie");

  @TempDir private Path folder;
  private final FakeTracker tracker = FakeTracker.start();

  @AfterEach
  void close() {
    tracker.close();
  }

  private CommandRun run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--tracker", tracker.uri().toString()));
    all.addAll(List.of("--state", folder.resolve("sessions").toString()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private CommandRun done(String... args) {
    CommandRun run = run(args);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return run;
  }

  private static Peer peer(String id, PeerMode mode, String ip) {
    return new Peer(
        new PeerId(id), mode, List.of(PeerAddress.of(IpAddress.parse(ip), 6778, AddressType.HOST)));
  }

  @Test
  void token_isKeptFromConnectToDisconnect() {
    done("connect", "--peer-id", "alice");
    done("keepalive", "--peer-id", "alice");
    done("connect", "--peer-id", "alice");
    done("disconnect", "--peer-id", "alice");
    run("keepalive", "--peer-id", "alice");
    assertThat(tracker.received())
        .extracting(received -> received.token() != null)
        .containsExactly(false, true, true, true, false);
  }

  @Test
  void peer_isTheOneConnectedLastAtThisTracker() {
    done("connect", "--peer-id", "alice");
    done("connect", "--peer-id", "bob");
    try (FakeTracker other = FakeTracker.start()) {
      URI elsewhere = other.uri();
      CommandRun.of(
          "connect",
          "--peer-id=carol",
          "--tracker=" + elsewhere,
          "--state=" + folder.resolve("sessions"));
      CommandRun run = run("keepalive");
      assertThat(run.code()).isZero();
      assertThat(run.err())
          .isEqualTo("ppsp: as peer bob, connected last at " + tracker.uri() + "\n");
    }
    assertThat(tracker.received(Method.KEEPALIVE))
        .extracting(received -> received.request().peerId())
        .containsExactly(new PeerId("bob"));
  }

  @Test
  void peer_isMissing() {
    CommandRun run = run("keepalive");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("no peer has connected to", "name one with --peer-id");
    assertThat(tracker.received()).isEmpty();
  }

  @Test
  void transactionId_isChosen() {
    done("connect", "--peer-id", "alice", "--transaction-id", "7");
    assertThat(tracker.received())
        .extracting(Received::request)
        .extracting(Request::transactionId)
        .containsExactly(new TransactionId("7"));
  }

  @Test
  void connect_printsAddressAndInterval() {
    assertThat(done("connect", "--peer-id", "alice").out())
        .matches(
            """
            Status             SUCCESSFUL
            PeerAddress        127\\.0\\.0\\.1:\\d+,type=REFLEXIVE
            KeepaliveInterval  30 s
            """);
  }

  @Test
  void peers_areATable() {
    tracker.add(SWARM, peer("bob", PeerMode.LEECH, "198.51.100.7"), ChunkSet.EMPTY);
    tracker.add(SWARM, peer("a-long-name", PeerMode.SEEDER, "2001:db8::2"), ChunkSet.EMPTY);
    done("connect", "--peer-id", "alice");
    assertThat(done("find", "--swarm-id", "movie", "--peer-id", "alice").out())
        .startsWith("Status   SUCCESSFUL\nSwarmID  movie\nPeers    2\n\n")
        .contains("PeerID       PeerMode  PeerAddress\n")
        .contains("bob          LEECH     198.51.100.7:6778\n")
        .contains("a-long-name  SEEDER    [2001:db8::2]:6778\n");
    assertThat(done("join", "--swarm-id=movie", "--peer-id=alice", "--peernum=1").out())
        .startsWith(
            "Status      SUCCESSFUL\nSwarmID     movie\nExpireTime  3600 s\nPeers       1\n\n");
    assertThat(done("find-chunk", "--swarm-id=movie", "--peer-id=alice", "--chunk-id=5 1-3").out())
        .contains("ChunkID  1-3 5\n");
  }

  @Test
  void everyOtherAnswer_isPrinted() {
    done("connect", "--peer-id", "alice");
    assertThat(done("join-chunk", "--peer-id=alice", "--swarm-id=movie", "--chunk-id=1").out())
        .isEqualTo("Status      SUCCESSFUL\nSwarmID     movie\nExpireTime  3600 s\n");
    assertThat(done("leave", "--peer-id=alice", "--swarm-id=movie").out())
        .isEqualTo("Status   SUCCESSFUL\nSwarmID  movie\n");
    assertThat(done("report", "--peer-id=alice", "--stat=StallTime=1").out())
        .isEqualTo("Status  SUCCESSFUL\n");
    assertThat(done("keepalive", "--peer-id=alice").out()).isEqualTo("Status  SUCCESSFUL\n");
    tracker.query(new PeerId("alice"), Property.BUFFER_LEVEL, Property.STALL_TIME);
    assertThat(done("keepalive", "--peer-id=alice").out())
        .isEqualTo("Status       SUCCESSFUL\nStatRequest  BufferLevel StallTime\n");
    assertThat(done("disconnect", "--peer-id=alice").out()).isEqualTo("Status  SUCCESSFUL\n");
  }

  @Test
  void textsThatTurnTheLineAround_areEscaped_inEveryForm() {
    for (String form : List.of("text", "xml", "json")) {
      tracker.enqueue(
          Reply.message(
              request ->
                  new Response.Find(
                      request.transactionId(),
                      new SwarmId("movie"),
                      ChunkSet.EMPTY,
                      PeerList.of(
                          List.of(
                              new Peer(
                                  new PeerId("a\u202egnp.exe\u2067"),
                                  PeerMode.LEECH,
                                  List.of()))))));
      String out = run("find", "--peer-id=alice", "--swarm-id=movie", "--output=" + form).out();
      assertThat(out)
          .contains(form.equals("xml") ? "a&#x202e;gnp.exe&#x2067;" : "a\\u202egnp.exe\\u2067");
      assertThat(out.chars()).noneMatch(c -> Character.getType(c) == Character.FORMAT);
    }
  }

  @Test
  void query_printsStatistics_withoutWhatATerminalObeys() {
    tracker.enqueue(
        Reply.message(
            request ->
                new Response.StatQuery(
                    request.transactionId(),
                    request.peerId(),
                    List.of(Stat.of("BufferLevel", 400), Stat.of("Player", "a\tb\u009b2J")))));
    assertThat(done("query", "--peer-id=alice").out())
        .isEqualTo(
            """
            Status  SUCCESSFUL
            PeerID  alice
            Stats   2

            Property     Value
            BufferLevel  400
            Player       a\\tb\\u009b2J
            """);
  }

  @Test
  void xml_isTheMessage() {
    assertThat(
            done("connect", "--peer-id=alice", "--transaction-id=1", "--output=xml")
                .out()
                .replaceAll("port=\"\\d+\"", "port=\"1\""))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <PPSPTrackerProtocol version="1.0">
              <Response>CONNECT</Response>
              <TransactionID>1</TransactionID>
              <Status code="0">SUCCESSFUL</Status>
              <PeerAddress ip="127.0.0.1" port="1" type="REFLEXIVE"/>
              <KeepaliveInterval>30</KeepaliveInterval>
            </PPSPTrackerProtocol>
            """);
  }

  @Test
  void refusal_is1_withStatusAndReason() {
    CommandRun run = run("keepalive", "--peer-id=alice");
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("ppsp: 3 FORBIDDEN_ACTION: ").hasLineCount(1);
    CommandRun xml = run("keepalive", "--peer-id=alice", "--output=xml");
    assertThat(xml.code()).isEqualTo(ExitCode.FAILED);
    assertThat(xml.out()).contains("<Status code=\"3\">FORBIDDEN_ACTION</Status>", "<Reason>");
  }

  @Test
  void refusal_tellsConditions() {
    Condition.Challenge challenge =
        new Condition.Challenge("n1", "SHA256withECDSA", Instant.parse("2026-05-01T12:30:00Z"));
    tracker.enqueue(
        Reply.authenticationRequired(
            List.of(
                new Condition(Condition.Type.CERTIFICATE, challenge),
                new Condition(Condition.Type.BEARER, null))));
    assertThat(run("connect", "--peer-id=alice").err())
        .isEqualTo(
            """
            ppsp: 6 AUTHENTICATION_REQUIRED: credentials are missing
              Condition: certificate, nonce n1, algorithm SHA256withECDSA, until 2026-05-01T12:30:00Z
              Condition: bearer
            """);
  }

  @Test
  void overload_isNotTriedAgain_andTellsWhenTo() {
    tracker.enqueue(
        Reply.refusal(Status.SERVICE_UNAVAILABLE, "too much").retryAfter("5"),
        Reply.refusal(Status.SERVICE_UNAVAILABLE, "too much"));
    CommandRun run = run("connect", "--peer-id=alice");
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).isEqualTo("ppsp: 5 SERVICE_UNAVAILABLE: too much\n  Retry-After: 5 s\n");
    assertThat(tracker.received()).hasSize(1);
  }

  @Test
  void noTracker_is3_withTheCure() {
    tracker.close();
    CommandRun run = run("connect", "--peer-id=alice");
    assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("no tracker answers at http://127.0.0.1:", "nothing listens there", "--tracker")
        .doesNotContain("\tat ");
  }

  @Test
  void somethingElseAnswering_is3() {
    tracker.enqueue(Reply.http(404, "<html>"));
    CommandRun run = run("connect", "--peer-id=alice");
    assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.err()).contains("HTTP 404", "this is no tracker; is the URL right?");
  }

  @Test
  void state_thatCannotBeWritten_isToldBeforeAnythingIsSent() {
    CommandRun run =
        CommandRun.of(
            "connect",
            "--peer-id=alice",
            "--state=/dev/null/sessions",
            "--tracker",
            tracker.uri().toString());
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("/dev/null/sessions", "--state");
    assertThat(tracker.received()).isEmpty();
  }

  @Test
  void wrongOption_isToldAlone() {
    run("connect", "--peer-id=alice");
    CommandRun run = run("find", "--swarm-id=movie", "--peernum=-3");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--peernum must be at least 0").doesNotContain("as peer");
    assertThat(run("find", "--swarm-id=movie", "--output=yaml").err())
        .contains("'yaml' is none of [text, xml, json]");
  }
}
