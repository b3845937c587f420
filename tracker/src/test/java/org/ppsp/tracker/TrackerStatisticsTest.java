package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.tracker.TestTracker.SWARM;
import static org.ppsp.tracker.TestTracker.TRANSACTION;
import static org.ppsp.tracker.TestTracker.connectRequest;
import static org.ppsp.tracker.TestTracker.status;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.TransactionId;

/// STAT_REPORT and STAT_QUERY (specification, sections 4, 6 and 7).
class TrackerStatisticsTest {
  private static final PeerId PEER = new PeerId("peer-a");

  private final TestTracker tracker = new TestTracker();

  private static Stat uploaded(long bytes) {
    return Stat.of("UploadedBytes", bytes);
  }

  private static Stat downloaded(long bytes) {
    return Stat.of("DownloadedBytes", bytes);
  }

  private static Stat origin(long bytes) {
    return Stat.of("OriginBytes", bytes);
  }

  @Test
  void report_keepsTheLatestValues() {
    tracker.connect("peer-a", Stat.of("NAT", "STUN"));
    tracker.report("peer-a", Stat.of("UploadBandwidth", 1), Stat.of("Country", "DE"));
    tracker.report("peer-a", Stat.of("UploadBandwidth", 2));
    assertThat(tracker.statistics("peer-a"))
        .containsExactlyInAnyOrder(
            Stat.of("UploadBandwidth", 2), Stat.of("Country", "DE"), Stat.of("NAT", "STUN"));
  }

  @Test
  void report_ofNothing_isAKeepAlive() {
    tracker.connect("peer-a");
    assertThat(tracker.report("peer-a")).isEqualTo(new Response.StatReport(TRANSACTION));
  }

  @Test
  void report_inASwarm_needsMembership() {
    tracker.connect("peer-a");
    assertThat(status(tracker.reportIn(SWARM, "peer-a", uploaded(1)))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(tracker.statistics("peer-a")).isEmpty();
  }

  @Test
  void totals_addUpRepeatedReports_andCountersThatBeginAnew() {
    tracker.enter("peer-a", "peer-b");
    tracker.reportIn(SWARM, "peer-a", uploaded(100), downloaded(50), origin(10));
    tracker.reportIn(SWARM, "peer-a", uploaded(150), downloaded(90));
    tracker.reportIn(SWARM, "peer-a", uploaded(150));
    tracker.reportIn(SWARM, "peer-b", origin(20));
    assertThat(tracker.totals(SWARM)).isEqualTo(new SwarmTotals(2, 0, 150, 90, 30));
    assertThat(tracker.totals(SWARM).offloadRatio()).isCloseTo(0.75, within(1e-9));
    tracker.reportIn(SWARM, "peer-a", uploaded(30));
    assertThat(tracker.totals(SWARM).uploaded()).isEqualTo(180);
  }

  @Test
  void totals_ofNothing_andWithoutOverflow() {
    tracker.enter("peer-a", "peer-b");
    assertThat(tracker.totals(SWARM).offloadRatio()).isZero();
    tracker.reportIn(SWARM, "peer-a", downloaded(Long.MAX_VALUE));
    tracker.reportIn(SWARM, "peer-b", downloaded(Long.MAX_VALUE), origin(Long.MAX_VALUE));
    assertThat(tracker.totals(SWARM).downloaded()).isEqualTo(Long.MAX_VALUE);
    assertThat(tracker.totals(SWARM).offloadRatio()).isBetween(0.49, 0.51);
  }

  @Test
  void totals_arePerSwarm() {
    tracker.enter("peer-a");
    tracker.join("peer-a", "other");
    tracker.reportIn(SWARM, "peer-a", uploaded(5));
    tracker.reportIn("other", "peer-a", uploaded(7));
    assertThat(tracker.totals(SWARM).uploaded()).isEqualTo(5);
    assertThat(tracker.totals("other").uploaded()).isEqualTo(7);
  }

  /// A client that knows only the seed cannot name the swarm.
  @Test
  void unscopedBytes_countForTheOnlySwarm() {
    tracker.enter("peer-a");
    tracker.report("peer-a", uploaded(5));
    assertThat(tracker.totals(SWARM).uploaded()).isEqualTo(5);
    tracker.join("peer-a", "other");
    tracker.report("peer-a", uploaded(9));
    assertThat(tracker.totals(SWARM).uploaded()).isEqualTo(5);
    assertThat(tracker.totals("other").uploaded()).isZero();
  }

  @Test
  void unscopedBytes_countForTheOnlySwarm_asSoonAsTheOthersAreOver() {
    tracker.enter("peer-a");
    tracker.joinFor(10, "peer-a", "short");
    tracker.passSeconds(10);
    tracker.report("peer-a", uploaded(5));
    assertThat(tracker.totals(SWARM).uploaded()).isEqualTo(5);
  }

  @Test
  void maxStats_limitsWhatIsKept() {
    TestTracker limited = new TestTracker(TestTracker.Settings.DEFAULT.limits(10, 10, 2).build());
    assertThat(
            status(
                limited.send(
                    connectRequest(
                        "peer-a", List.of(), Stat.of("a", 1), Stat.of("b", 1), Stat.of("c", 1)))))
        .isEqualTo(FORBIDDEN_ACTION);
    limited.enter("peer-a");
    assertThat(status(limited.report("peer-a", Stat.of("a", 1), Stat.of("b", 1))))
        .isEqualTo(SUCCESSFUL);
    assertThat(status(limited.report("peer-a", Stat.of("c", 1)))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(status(limited.reportIn(SWARM, "peer-a", Stat.of("c", 1))))
        .isEqualTo(FORBIDDEN_ACTION);
    assertThat(status(limited.report("peer-a", Stat.of("a", 2), Stat.of("StallTime", 1))))
        .isEqualTo(SUCCESSFUL);
    assertThat(limited.statistics("peer-a"))
        .containsExactlyInAnyOrder(Stat.of("a", 2), Stat.of("b", 1), Stat.of("StallTime", 1));
  }

  @Test
  void query_ofAPeerWithAControlPort_isDirect_toTheAddressItsRequestsComeFrom() {
    tracker.send(connectRequest("peer-a", 2000));
    assertThat(tracker.tracker.query(PEER, List.of()))
        .isEqualTo(new QueryRoute.Direct(tracker.addressOf("peer-a"), 2000));
    assertThat(tracker.keepAlive("peer-a")).isEqualTo(new Response.KeepAlive(TRANSACTION, null));
  }

  @Test
  void query_ofNoOne() {
    assertThat(tracker.tracker.query(PEER, List.of())).isEqualTo(new QueryRoute.NotConnected());
    tracker.connect("peer-a");
    tracker.passSeconds(90);
    assertThat(tracker.tracker.query(PEER, List.of())).isEqualTo(new QueryRoute.NotConnected());
  }

  @Test
  void query_waitsForTheNextKeepAlive_once() {
    tracker.connect("peer-a", Stat.of("NAT", "STUN"), Stat.of("Country", "DE"));
    assertThat(tracker.tracker.query(PEER, List.of(Property.NAT)))
        .isEqualTo(new QueryRoute.Waiting(List.of(Stat.of("NAT", "STUN"))));
    tracker.tracker.query(PEER, List.of(Property.STALL_TIME)); // replaces it
    tracker.report("peer-a");
    assertThat(tracker.keepAlive("peer-a"))
        .isEqualTo(new Response.KeepAlive(TRANSACTION, List.of(Property.STALL_TIME)));
    TransactionId another = new TransactionId("18");
    assertThat(tracker.send(new Request.KeepAlive(another, PEER)))
        .isEqualTo(new Response.KeepAlive(another, null));
  }

  @Test
  void query_endsWithItsSession_andNotWithAFormerOne() {
    tracker.connect("peer-a");
    tracker.tracker.query(PEER, List.of());
    tracker.disconnect("peer-a");
    tracker.connect("peer-a");
    assertThat(tracker.keepAlive("peer-a")).isEqualTo(new Response.KeepAlive(TRANSACTION, null));
    // the sweep stands before the former session when the new one is asked
    tracker.connect("peer-b");
    for (String peer : List.of("peer-a", "peer-b")) {
      tracker.tracker.sweep(1);
      tracker.disconnect(peer);
      tracker.connect(peer);
      tracker.tracker.query(new PeerId(peer), List.of(Property.NAT));
      tracker.sweepAll();
      assertThat(tracker.keepAlive(peer))
          .isEqualTo(new Response.KeepAlive(TRANSACTION, List.of(Property.NAT)));
    }
  }

  @Test
  void anAnswer_isStoredLikeAReport() {
    tracker.enter("peer-a");
    tracker.tracker.answered(
        new Response.StatQuery(TRANSACTION, PEER, List.of(Stat.of("NAT", "TURN"), uploaded(3))));
    assertThat(tracker.statistics("peer-a")).contains(Stat.of("NAT", "TURN"));
    assertThat(tracker.totals(SWARM).uploaded()).isEqualTo(3);
    tracker.tracker.answered(
        new Response.StatQuery(TRANSACTION, new PeerId("nobody"), List.of(uploaded(3))));
  }
}
