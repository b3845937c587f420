package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.ppsp.tracker.TestTracker.ABSENT;
import static org.ppsp.tracker.TestTracker.SWARM;
import static org.ppsp.tracker.TestTracker.chunks;
import static org.ppsp.tracker.TestTracker.named;
import static org.ppsp.tracker.TestTracker.reflexive;
import static org.ppsp.tracker.TestTracker.require;
import static org.ppsp.tracker.TestTracker.status;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;

class InspectorTest {
  private static final SwarmId ID = new SwarmId(SWARM);

  private final TestTracker at = new TestTracker();
  private final Inspector inspector = at.tracker.inspector();

  private static Stat stat(Property property, Object value) {
    return new Stat(property, value.toString());
  }

  @Test
  void swarms_areThoseWithMembers() {
    assertThat(inspector.swarms()).isEmpty();
    at.enter("a", "b");
    at.seed("b");
    at.join("a", "other");
    assertThat(inspector.swarms())
        .containsExactlyInAnyOrder(
            new Inspector.SwarmInfo(ID, new SwarmTotals(2, 1, 0, 0, 0)),
            new Inspector.SwarmInfo(new SwarmId("other"), new SwarmTotals(1, 0, 0, 0, 0)));
    at.disconnect("a");
    assertThat(inspector.swarms()).extracting(Inspector.SwarmInfo::id).containsExactly(ID);
  }

  @Test
  void members_comeInPages_andEachOnce() {
    String[] names = named("p", 40_000); // more than one segment
    at.enter(names);
    List<Inspector.Member> all = inspector.members(ID, 0, 50_000);
    assertThat(all).extracting(member -> member.peer().value()).containsExactlyInAnyOrder(names);
    assertThat(inspector.members(ID, 20_000, 7)).isEqualTo(all.subList(20_000, 20_007));
    assertThat(inspector.members(ID, 39_999, 7)).hasSize(1);
    assertThat(inspector.members(ID, 40_000, 7)).isEmpty();
    assertThat(inspector.members(ID, Integer.MAX_VALUE, Integer.MAX_VALUE)).isEmpty();
    assertThat(inspector.members(new SwarmId("none"), 0, 7)).isEmpty();
  }

  @Test
  void member_tellsWhatItSaidHere_andWhatItSaidOfItself() {
    at.connectFrom("192.0.2.1", "a", reflexive("192.0.2.1"));
    at.joinChunk("a", "0-9 intro");
    at.report("a", stat(Property.UPLOAD_BANDWIDTH, 8000), stat(Property.ASN, 64500));
    at.reportIn(SWARM, "a", stat(Property.UPLOADED_BYTES, 5));
    at.passSeconds(30);
    Inspector.Member member = inspector.members(ID, 0, 1).getFirst();
    assertThat(member.peer()).isEqualTo(new PeerId("a"));
    assertThat(member.mode()).isEqualTo(PeerMode.LEECH);
    assertThat(member.addresses()).containsExactly(reflexive("192.0.2.1"));
    assertThat(member.asn()).isEqualTo(64500);
    assertThat(member.online()).isEqualTo(30);
    assertThat(member.expires()).isEqualTo(60); // of the 90 s that its session lasts
    assertThat(member.chunks()).isEqualTo(chunks("0-9 intro"));
    assertThat(member.quarantined()).isFalse();
    assertThat(member.statistics())
        .containsExactlyInAnyOrder(
            stat(Property.UPLOAD_BANDWIDTH, 8000),
            stat(Property.ASN, 64500),
            stat(Property.UPLOADED_BYTES, 5));
  }

  @Test
  void networks_areCounted_theLargestFirst() {
    at.enter(named("p", 5));
    for (String peer : named("p", 3)) {
      at.report(peer, stat(Property.ASN, 64500));
    }
    at.seed(named("p", 1)[0]);
    assertThat(inspector.networks(ID))
        .containsExactly(new Inspector.Network(64500, 3, 1), new Inspector.Network(0, 2, 0));
    assertThat(inspector.networks(new SwarmId("none"))).isEmpty();
  }

  @Test
  void peer_isShownWithItsMemberships() {
    at.send(TestTracker.connectRequest("a", 7000), TestTracker.callerAt("2001:db8::1"));
    assertThat(inspector.peer(new PeerId("b"))).isEmpty();
    Inspector.SessionInfo alone = inspector.peer(new PeerId("a")).orElseThrow();
    assertThat(alone.memberships()).isEmpty();
    assertThat(alone.address()).hasToString("2001:db8::1");
    assertThat(alone.controlPort()).isEqualTo(7000);
    assertThat(alone.connection()).isNull();
    assertThat(alone.authenticated()).isFalse();
    assertThat(alone.expires()).isEqualTo(90);
    at.passSeconds(90);
    assertThat(inspector.peer(new PeerId("a"))).isEmpty();
    at.enter("c");
    at.joinFor(20, "c", "short");
    assertThat(inspector.peer(new PeerId("c")).orElseThrow().memberships())
        .extracting(Inspector.MembershipInfo::swarm, Inspector.MembershipInfo::expires)
        .containsExactlyInAnyOrder(tuple(ID, 3600), tuple(new SwarmId("short"), 20));
    at.passSeconds(20);
    assertThat(inspector.peer(new PeerId("c")).orElseThrow().memberships()).hasSize(1);
  }

  @Test
  void peers_areFoundByTheBeginningOfTheirNames() {
    at.enter("alice", "alf", "bob");
    assertThat(inspector.peers("al", 10))
        .containsExactlyInAnyOrder(new PeerId("alice"), new PeerId("alf"));
    assertThat(inspector.peers("", 2)).hasSize(2);
    assertThat(inspector.peers("x", 2)).isEmpty();
  }

  // ---- steering

  @Test
  void kickedPeer_isGone_andMayComeBack() {
    at.enter("a", "b");
    assertThat(at.tracker.kick(new PeerId("a"))).isTrue();
    assertThat(at.tracker.kick(new PeerId("a"))).isFalse();
    assertThat(at.find("b", 10)).isEmpty();
    assertThat(status(at.keepAlive("a"))).isEqualTo(Status.FORBIDDEN_ACTION);
    at.enter("a");
    assertThat(at.find("b", 10)).containsExactly("a");
  }

  @Test
  void drainingTracker_servesThoseItHas_andTakesNoOthers() {
    at.enter("a", "b");
    at.tracker.drain(true);
    assertThat(at.tracker.isDraining()).isTrue();
    assertThat(at.find("a", 10)).containsExactly("b");
    assertThat(status(at.connect("a"))).isEqualTo(Status.SUCCESSFUL);
    assertThat(status(at.send(TestTracker.connectRequest("c", List.of()))))
        .isEqualTo(Status.SERVICE_UNAVAILABLE);
    assertThat(at.tracker.refusals()).containsEntry(Refusal.DRAINING, 1L);
    at.tracker.drain(false);
    assertThat(status(at.connect("c"))).isEqualTo(Status.SUCCESSFUL);
  }

  // ---- why

  private Explanation explain(
      String asker, String chunks, @Nullable String about, Requirement... wanted) {
    return at.tracker
        .explain(
            new PeerId(asker),
            ID,
            chunks(chunks),
            List.of(wanted),
            ABSENT,
            about == null ? null : new PeerId(about))
        .orElseThrow();
  }

  @Test
  void explanation_tellsWhyEachIsLeftOut() {
    at.enter("asker", "good", "poor", "silent", "bad");
    at.joinChunk("good", "5");
    at.joinChunk("poor", "5");
    at.joinChunk("silent", "0-9");
    at.report("good", stat(Property.UPLOAD_BANDWIDTH, 8000));
    at.report("poor", stat(Property.UPLOAD_BANDWIDTH, 100));
    at.tracker.quarantine(new PeerId("bad"));
    Requirement fast = require(Property.UPLOAD_BANDWIDTH, 1000);

    Explanation all = explain("asker", "5", null, fast);
    assertThat(all.listed()).containsExactly(new PeerId("good"));
    assertThat(all.members()).isEqualTo(5);
    assertThat(all.looked()).isEqualTo(5);
    assertThat(all.candidates()).isEqualTo(1);
    assertThat(all.about()).isNull();
    assertThat(all.reasons())
        .containsExactlyInAnyOrder(
            new Explanation.Reason("it does not meet UploadBandwidth min 1000", 2),
            new Explanation.Reason("it is the one that asks", 1),
            new Explanation.Reason("it is in quarantine", 1));

    assertThat(why("poor", "5", fast))
        .isEqualTo("it does not meet UploadBandwidth min 1000: it tells 100");
    assertThat(why("silent", "5", fast))
        .isEqualTo("it does not meet UploadBandwidth min 1000: it has not told it");
    assertThat(why("good", "5", fast)).isEqualTo("it would do, and was chosen");
    assertThat(why("good", "6")).isEqualTo("it offers none of the chunks");
    assertThat(why("bad", "")).isEqualTo("it is in quarantine");
    assertThat(why("asker", "")).isEqualTo("it is the one that asks");
    assertThat(why("nobody", "")).contains("not connected");
    at.connect("elsewhere");
    assertThat(why("elsewhere", "")).contains("no member of the swarm");
  }

  private String why(String peer, String chunks, Requirement... wanted) {
    Explanation.About about = explain("asker", chunks, peer, wanted).about();
    if (about == null) {
      throw new AssertionError("nothing is said of " + peer);
    }
    assertThat(about.peer()).isEqualTo(new PeerId(peer));
    assertThat(about.listed()).isEqualTo(about.reason().endsWith("was chosen"));
    return about.reason();
  }

  @Test
  void explanation_isOfWhatAFindWouldBe_wherePeersAreNotAllowed() {
    TestTracker closed =
        new TestTracker(
            TestTracker.Settings.DEFAULT.findNeedsMembership(true).build(),
            new AccessPolicy() {
              @Override
              public boolean allows(PeerId peer, SwarmId swarm) {
                return !peer.value().equals("mallory");
              }
            });
    closed.enter("good");
    closed.connect("mallory");
    closed.connect("outside");
    for (String[] one :
        new String[][] {{"mallory", "not allowed in the swarm"}, {"outside", "no member"}}) {
      Explanation explanation =
          closed
              .tracker
              .explain(new PeerId(one[0]), ID, chunks(""), List.of(), ABSENT, new PeerId("good"))
              .orElseThrow();
      assertThat(explanation.listed()).isEmpty();
      assertThat(explanation.reasons().getFirst().reason()).contains(one[1]);
      assertThat(explanation.about()).isNotNull();
    }
  }

  @Test
  void explanation_knowsPeers_beyondTheMembersThatAreLookedAt() {
    TestTracker large = new TestTracker();
    large.enter(named("p", 35_000));
    PeerId last = large.tracker.inspector().members(ID, 34_000, 1).getFirst().peer();
    PeerId asker = large.tracker.inspector().members(ID, 0, 1).getFirst().peer();
    Explanation.About about =
        large
            .tracker
            .explain(asker, ID, chunks(""), List.of(), OptionalInt.of(1), last)
            .orElseThrow()
            .about();
    assertThat(about).isNotNull();
    assertThat(about.reason()).contains("it would do");
  }

  @Test
  void explanation_tellsWhoseTimeIsOver() {
    at.enter("asker", "gone");
    at.joinFor(30, "brief", SWARM);
    at.connect("brief");
    at.joinFor(30, "brief", SWARM);
    at.passSeconds(60);
    at.keepAlive("asker");
    at.keepAlive("brief");
    assertThat(why("brief", "")).contains("its membership has ended");
    at.passSeconds(40);
    at.keepAlive("asker");
    assertThat(explain("asker", "", null).reasons())
        .extracting(Explanation.Reason::reason)
        .contains("its session has ended: it was not heard of in time");
  }

  @Test
  void explanation_tellsOfThoseThatWereNotChosen_andCountsNothing() {
    at.enter(named("p", 20));
    at.enter("asker");
    Explanation explanation =
        at.tracker
            .explain(new PeerId("asker"), ID, chunks(""), List.of(), OptionalInt.of(3), null)
            .orElseThrow();
    assertThat(explanation.listed()).hasSize(3);
    assertThat(explanation.candidates()).isEqualTo(20);
    PeerId other =
        inspector.peers("p", 20).stream()
            .filter(id -> !explanation.listed().contains(id))
            .findFirst()
            .orElseThrow();
    Explanation about =
        at.tracker
            .explain(new PeerId("asker"), ID, chunks(""), List.of(), OptionalInt.of(0), other)
            .orElseThrow();
    assertThat(about.about())
        .isNotNull()
        .extracting(Explanation.About::reason)
        .asString()
        .contains("0 were chosen of 20");
    assertThat(at.tracker.explain(new PeerId("nobody"), ID, chunks(""), List.of(), ABSENT, null))
        .isEmpty();
  }
}
