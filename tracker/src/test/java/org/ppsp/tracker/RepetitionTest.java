package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;

/// A request whose answer was lost is sent again and answered again (specification, section 3);
/// what goes on after an interruption is not counted twice.
class RepetitionTest {
  private static final PeerId PEER = new PeerId("peer");
  private static final SwarmId SWARM = new SwarmId(TestTracker.SWARM);

  private final TestTracker tracker = new TestTracker();

  private static TransactionId transaction(int number) {
    return new TransactionId("t-" + number);
  }

  private Response leave(int number) {
    return tracker.send(new Request.Leave(transaction(number), PEER, SWARM, ChunkSet.EMPTY));
  }

  private Response disconnect(int number, Caller caller) {
    return tracker.send(new Request.Disconnect(transaction(number), PEER, null), caller);
  }

  private List<Property> keepAlive(int number) {
    Response response = tracker.send(new Request.KeepAlive(transaction(number), PEER));
    return ((Response.KeepAlive) response).statRequest();
  }

  @Test
  void leave_repeated_isAnsweredAgain_butAnotherOneIsNot() {
    tracker.connect("peer");
    tracker.join("peer");

    assertThat(leave(1).status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(leave(1).status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(leave(2).status()).isEqualTo(Status.FORBIDDEN_ACTION);
  }

  @Test
  void disconnect_repeated_isAnsweredAgain_butNotToAnyoneElse() {
    tracker.connect("peer");
    Caller peer = tracker.callerOf("peer");

    assertThat(disconnect(1, peer).status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(disconnect(1, peer).status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(disconnect(2, peer).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(disconnect(1, tracker.callerOf("other")).status())
        .isEqualTo(Status.FORBIDDEN_ACTION);
  }

  @Test
  void oldDisconnect_repeated_endsNoNewSession() {
    tracker.connect("peer");
    Caller peer = tracker.callerOf("peer");
    disconnect(1, peer);
    tracker.connect("peer");
    disconnect(2, peer);

    assertThat(disconnect(1, peer).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(disconnect(2, peer).status()).isEqualTo(Status.SUCCESSFUL);
  }

  @Test
  void keepAlive_repeated_carriesTheQueryAgain_theNextOneDoesNot() {
    tracker.connect("peer");
    tracker.tracker.query(PEER, List.of(Property.STALL_TIME));

    assertThat(keepAlive(1)).containsExactly(Property.STALL_TIME);
    assertThat(keepAlive(1)).containsExactly(Property.STALL_TIME);
    assertThat(keepAlive(2)).isNull();
    assertThat(keepAlive(1)).isNull();
  }

  @Test
  void counterThatGoesOnAfterLeaveAndJoin_isCountedOnce() {
    tracker.connect("stays");
    tracker.join("stays");
    tracker.connect("peer");
    tracker.join("peer");
    report(100);
    leave(1);
    tracker.join("peer");
    report(150);

    assertThat(tracker.tracker.totals(SWARM).orElseThrow().uploaded()).isEqualTo(150);
  }

  private void report(int bytes) {
    List<Stat> stats = List.of(Stat.of("UploadedBytes", bytes));
    tracker.send(new Request.StatReport(transaction(9), PEER, SWARM, stats));
  }

  @Test
  void joinChunk_withPeernum_listsMembersWithoutTheChunk() {
    tracker.connect("other");
    tracker.join("other");
    tracker.connect("peer");

    Response.JoinChunk joined = (Response.JoinChunk) tracker.send(joinChunk(List.of()));

    assertThat(joined.peers()).hasSize(1);
  }

  @Test
  void statisticsInJoin_holdForThePeer() {
    tracker.connect("peer");
    tracker.send(joinChunk(List.of(Stat.of("UploadBandwidth", 900))));

    assertThat(tracker.tracker.statistics(PEER).orElseThrow())
        .containsExactly(Stat.of("UploadBandwidth", 900));
    tracker.connect("asker");
    Request.Find find =
        new Request.Find(
            transaction(1),
            new PeerId("asker"),
            SWARM,
            ChunkSet.EMPTY,
            OptionalInt.empty(),
            List.of(Requirement.of(Property.UPLOAD_BANDWIDTH, "900")));
    assertThat(((Response.Find) tracker.send(find)).peers()).hasSize(1);
  }

  private static Request.JoinChunk joinChunk(List<Stat> stats) {
    return new Request.JoinChunk(
        transaction(1),
        PEER,
        SWARM,
        null,
        PeerMode.LEECH,
        OptionalInt.of(5),
        ChunkSet.range(1, 3),
        stats);
  }
}
