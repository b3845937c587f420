package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.tracker.TestTracker.SWARM;
import static org.ppsp.tracker.TestTracker.chunks;
import static org.ppsp.tracker.TestTracker.named;
import static org.ppsp.tracker.TestTracker.require;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;

/// What a FIND costs, in plain ones, however it is asked.
class SearchCostTest {
  private static final int MEMBERS = 2000;

  /// What the whole search may cost, in plain FINDs.
  private static final int MOST = 10;

  private static final Requirement ICELAND = require(Property.COUNTRY, "IS");

  private final TestTracker tracker = new TestTracker();
  private final Work work = new Work();

  @BeforeEach
  void fill() {
    tracker.enter(named("p", MEMBERS));
    for (int i = 0; i < MEMBERS; i++) {
      tracker.report("p" + i, Stat.of("Country", "DE"), Stat.of("UploadBandwidth", 500 + i));
    }
    tracker.connect("asker");
  }

  private List<String> find(String asker, ChunkSet wanted, Requirement... required) {
    Request request =
        new Request.Find(
            TestTracker.TRANSACTION,
            new PeerId(asker),
            new SwarmId(SWARM),
            wanted,
            OptionalInt.of(30),
            List.of(required));
    return TestTracker.names(
        ((org.ppsp.protocol.Response.Find)
                tracker.tracker.handle(request, tracker.callerOf(asker), work))
            .peers());
  }

  private int costOf(Requirement... required) {
    List<String> found = find("asker", ChunkSet.EMPTY, required);
    assertThat(found).isEmpty();
    return TestTracker.take(work);
  }

  @Test
  void plainFind_costsNothingMore() {
    assertThat(find("asker", ChunkSet.EMPTY)).hasSize(30);
    assertThat(TestTracker.take(work)).isZero();
  }

  @Test
  void requirementThatNobodyMeets_costsNoMoreThanTheLimit() {
    assertThat(costOf(ICELAND)).isEqualTo(MOST);
    assertThat(costOf(require(Property.UPLOAD_BANDWIDTH, 999_999))).isEqualTo(5);
    assertThat(costOf(require(Property.PEER_MODE, "SEEDER"))).isEqualTo(5);
  }

  /// All that the wire lets one ask for, of members that have told as much as they may.
  @Test
  void longestRequest_ofTheLargestMembers_costsNoMoreThanTheLimit() {
    List<Stat> texts = new ArrayList<>();
    List<Requirement> wanted = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      texts.add(Stat.of("Text" + i, "x"));
      wanted.add(new Requirement(Property.of("Text" + i), Match.PREFER, "x"));
    }
    for (int i = 0; i < MEMBERS; i++) {
      tracker.report("p" + i, texts.toArray(Stat[]::new));
    }
    var _ = find("asker", ChunkSet.EMPTY, wanted.toArray(Requirement[]::new));
    assertThat(TestTracker.take(work)).isBetween(5, MOST + 15); // the last member is a large one
    int pieces = TrackerSettings.DEFAULT.maxChunkEntries();
    ChunkSet.Builder scattered = new ChunkSet.Builder(pieces);
    for (int i = 0; i < pieces; i++) {
      scattered.range(i * 3L, i * 3L);
    }
    ChunkSet many = scattered.build();
    for (int i = 0; i < 200; i++) {
      tracker.send(
          new Request.JoinChunk(
              TestTracker.TRANSACTION,
              new PeerId("p" + i),
              new SwarmId(SWARM),
              null,
              null,
              OptionalInt.empty(),
              many,
              List.of()));
    }
    var _ = find("asker", many, ICELAND);
    assertThat(TestTracker.take(work)).isBetween(5, MOST + 15); // the last member is a large one
  }

  @Test
  void whenTheLimitIsReached_theListIsShort() {
    for (int i = 0; i < MEMBERS; i += 100) {
      tracker.report("p" + i, Stat.of("Country", "IS"));
    }
    List<String> found = find("asker", ChunkSet.EMPTY, ICELAND);
    assertThat(found.size()).isBetween(1, MEMBERS / 100 - 1);
    TestTracker.Settings patient = TestTracker.Settings.DEFAULT.scanLimit(1_000_000);
    tracker.tracker.settings(patient.build());
    assertThat(find("asker", ChunkSet.EMPTY, ICELAND)).hasSize(MEMBERS / 100);
  }

  @Test
  void requirementThatNobodyHasTold_endsAtOnce() {
    assertThat(costOf(require(Property.DOWNLOAD_BANDWIDTH, 1))).isZero();
    assertThat(costOf(require(Property.NAT, "STUN"))).isZero();
    assertThat(costOf(require(Property.ASN, "64500"))).isZero();
    assertThat(costOf(require(Property.CONNECTION, "wired"))).isZero();
    tracker.report("p7", Stat.of("NAT", "NO_NAT"), Stat.of("ASN", 64500));
    tracker.reportIn(SWARM, "p8", Stat.of("DownloadBandwidth", 1));
    assertThat(find("asker", ChunkSet.EMPTY, require(Property.NAT, "STUN"))).containsExactly("p7");
    tracker.tracker.settings(TestTracker.Settings.DEFAULT.scanLimit(1_000_000).build());
    assertThat(find("asker", ChunkSet.EMPTY, require(Property.ASN, "64500"))).containsExactly("p7");
    assertThat(find("asker", ChunkSet.EMPTY, require(Property.DOWNLOAD_BANDWIDTH, 1)))
        .containsExactly("p8");
  }

  // ---- what met nobody

  private static TestTracker small() {
    TestTracker small = new TestTracker();
    small.enter(named("p", 100));
    for (int i = 0; i < 100; i++) {
      small.report("p" + i, Stat.of("Country", "DE"));
      small.joinChunk("p" + i, "1-9");
    }
    small.connect("asker");
    small.connect("other");
    return small;
  }

  private static int costOf(TestTracker small, String asker, String chunks, String country) {
    Work work = new Work();
    var found =
        (org.ppsp.protocol.Response.Find)
            small.tracker.handle(
                new Request.Find(
                    TestTracker.TRANSACTION,
                    new PeerId(asker),
                    new SwarmId(SWARM),
                    chunks(chunks),
                    OptionalInt.of(30),
                    List.of(require(Property.COUNTRY, country))),
                small.callerOf(asker),
                work);
    assertThat(found.peers()).isEmpty();
    return TestTracker.take(work);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5"})
  void whatMetNobody_isRememberedForASecond(String chunks) {
    TestTracker small = small();
    assertThat(costOf(small, "asker", chunks, "IS")).isPositive();
    assertThat(costOf(small, "other", chunks, "IS")).isZero();
    assertThat(costOf(small, "other", chunks, "FR")).as("something else").isPositive();
    small.pass(Duration.ofMillis(900));
    assertThat(costOf(small, "asker", chunks, "IS")).isZero();
    small.pass(Duration.ofMillis(100));
    assertThat(costOf(small, "asker", chunks, "IS")).isPositive();
  }

  /// How a member may come to be one that does.
  enum Change {
    JOINS,
    REPORTS,
    REPORTS_IN_THE_SWARM,
    CONNECTS_AGAIN,
    OFFERS_CHUNKS,
    IS_RELEASED
  }

  @ParameterizedTest
  @EnumSource
  void whatMetNobody_isForgotten_onceAMemberMayDo(Change change) {
    TestTracker small = small();
    Stat iceland = Stat.of("Country", "IS");
    small.connect("new", iceland);
    PeerId hidden = new PeerId("p3");
    if (change == Change.IS_RELEASED) {
      small.report("p3", iceland);
      small.tracker.quarantine(hidden);
    } else if (change == Change.CONNECTS_AGAIN) {
      small.seed("p3"); // for chunks end with a CONNECT without the token
    } else if (change == Change.OFFERS_CHUNKS) {
      small.join("new");
    }
    assertThat(costOf(small, "asker", "5", "IS")).isPositive();
    assertThat(costOf(small, "asker", "5", "IS")).isZero();
    String there =
        switch (change) {
          case JOINS -> {
            small.joinAs(PeerMode.SEEDER, "new");
            yield "new";
          }
          case OFFERS_CHUNKS -> {
            small.joinChunk("new", "5");
            yield "new";
          }
          case REPORTS -> {
            small.report("p3", iceland);
            yield "p3";
          }
          case REPORTS_IN_THE_SWARM -> {
            small.reportIn(SWARM, "p3", iceland);
            yield "p3";
          }
          case CONNECTS_AGAIN -> {
            small.connect("p3", iceland);
            yield "p3";
          }
          case IS_RELEASED -> {
            small.tracker.release(hidden);
            yield "p3";
          }
        };
    assertThat(small.findChunk("asker", 30, "5", ICELAND)).containsExactly(there);
  }

  /// Who is the only one that would do is listed to others although its own search met nobody.
  @ParameterizedTest
  @ValueSource(strings = {"", "5"})
  void whatOnlyTheAskerMeets_isNotRemembered(String chunks) {
    TestTracker small = small();
    small.report("p3", Stat.of("Country", "IS"));
    assertThat(costOf(small, "p3", chunks, "IS")).isPositive();
    assertThat(small.find("asker", SWARM, 30, chunks, ICELAND)).containsExactly("p3");
  }

  /// Time alone lets a member meet it.
  @Test
  void onlineTime_isNotRemembered() {
    TestTracker small = small();
    Requirement online = require(Property.ONLINE_TIME, 1);
    assertThat(small.find("asker", 200, online)).isEmpty();
    small.pass(Duration.ofMillis(990));
    assertThat(small.find("asker", 200, online)).isEmpty();
    small.pass(Duration.ofMillis(10));
    assertThat(small.find("asker", 200, online)).hasSize(50);
  }

  // ---- messages that ask for several things

  @Test
  void eachFurtherSwarm_isOneRequestMore() {
    SwarmAction[] actions = new SwarmAction[20];
    Arrays.setAll(
        actions,
        i -> new SwarmAction(new SwarmId("swarm-" + i), SwarmAction.Action.JOIN, PeerMode.LEECH));
    Request connect =
        new Request.SwarmActions(
            TestTracker.TRANSACTION,
            new PeerId("asker"),
            List.of(),
            List.of(actions),
            true,
            OptionalInt.of(30),
            List.of());
    tracker.tracker.handle(connect, tracker.callerOf("asker"), work);
    assertThat(TestTracker.take(work)).isEqualTo(19);
  }

  /// FIND, FIND_CHUNK and JOIN are limited alike.
  @Test
  void findOfChunksThatNobodyHas_isBounded() {
    for (int i = 0; i < MEMBERS; i++) {
      tracker.joinChunk("p" + i, i % 50 + "");
    }
    assertThat(find("asker", chunks("99"))).isEmpty();
    assertThat(TestTracker.take(work)).isZero();
    assertThat(find("asker", chunks("5 7 9-11"), ICELAND)).isEmpty();
    assertThat(TestTracker.take(work)).isBetween(1, MOST);
  }
}
