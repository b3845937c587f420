package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.tracker.TestTracker.SWARM;
import static org.ppsp.tracker.TestTracker.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// What wishes, nearness and quality do for a list of 30, of which 8 places are at random. Those
/// that fit are rare, so that a list made by chance would show.
class SelectionTest {
  private static final int WANTED = 30;
  private static final int RANDOM = 8;
  private static final String ASKER = "asker";

  private TestTracker tracker = new TestTracker();

  /// What a member that fits says, what the others say, and what is asked for.
  @SuppressWarnings("ImmutableEnumChecker") // records without state
  enum Wish {
    /// All summaries tell it.
    NAT(Stat.of("NAT", "NO_NAT"), Stat.of("NAT", "TURN"), "STUN"),
    /// Some summaries tell it.
    BANDWIDTH(Stat.of("UploadBandwidth", 1000), Stat.of("UploadBandwidth", 900), "950"),
    /// No summary tells it.
    LINKS(Stat.of("ConcurrentLinks", 3), Stat.of("ConcurrentLinks", 9), "4"),
    COUNTRY(Stat.of("Country", "IS"), Stat.of("Country", "DE"), "is"),
    ONLINE(Stat.of("OnlineTime", 500), Stat.of("OnlineTime", 400), "450");

    private final Stat fits;
    private final Stat other;
    private final Requirement requirement;

    Wish(Stat fits, Stat other, String asked) {
      this.fits = fits;
      this.other = other;
      requirement = new Requirement(fits.property(), Match.PREFER, asked);
    }
  }

  /// Connects and joins, each from a network of its own, so that no share of a network binds.
  private void enter(int number, String peer) {
    tracker.connectFrom((60 + number % 100) + "." + number / 100 + ".1.1", peer);
    tracker.join(peer);
  }

  private void enter(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      enter(i, prefix + i);
    }
  }

  /// A swarm of which one member in some fits: their names begin with "fit".
  private void fill(int members, int oneIn, Wish wish) {
    for (int i = 0; i < members; i++) {
      boolean fits = i % oneIn == oneIn - 1;
      String peer = (fits ? "fit" : "other") + i;
      enter(i, peer);
      tracker.report(peer, fits ? wish.fits : wish.other);
    }
    tracker.connect(ASKER);
  }

  private static long fitting(List<String> list) {
    return list.stream().filter(name -> name.startsWith("fit")).count();
  }

  // ---- preferences

  /// All are looked at. Chance would list 3 of the 20 that fit.
  @ParameterizedTest
  @EnumSource
  void rareOnesThatFit_areAllListed(Wish wish) {
    fill(200, 10, wish);
    for (int i = 0; i < 20; i++) {
      List<String> list = tracker.find(ASKER, WANTED, wish.requirement);
      assertThat(list).hasSize(WANTED).doesNotHaveDuplicates();
      assertThat(fitting(list)).isEqualTo(20);
      assertThat(fitting(list.subList(0, 20))).as("they come first").isEqualTo(20);
    }
  }

  /// More fit than there are places, which old members have to leave to them. Chance would list 6.
  @ParameterizedTest
  @EnumSource
  void thoseThatFit_fillTheList_butForTheRandomQuarter(Wish wish) {
    fill(250, 5, wish);
    Set<String> listed = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      List<String> list = tracker.find(ASKER, WANTED, wish.requirement);
      assertThat(list).hasSize(WANTED);
      assertThat(fitting(list)).isGreaterThanOrEqualTo(WANTED - RANDOM);
      listed.addAll(list);
    }
    assertThat(listed.size() - fitting(List.copyOf(listed)))
        .as("others have their chance, too")
        .isGreaterThan(120);
  }

  /// Of the 272 that are looked at 27 fit on average. Chance would list 3.
  @ParameterizedTest
  @EnumSource
  void thoseThatFit_fillTheListsOfALargeSwarm(Wish wish) {
    fill(4000, 10, wish);
    long fitting = 0;
    for (int i = 0; i < 40; i++) {
      fitting += fitting(tracker.find(ASKER, WANTED, wish.requirement));
    }
    assertThat(fitting / 40.0).isGreaterThan(20);
  }

  /// Ways to a list besides FIND. The requests of RFC 7846 know no other wishes than preferences.
  enum Way {
    FIND_CHUNK,
    CONNECT,
    FIND_MEMBERS,
    PREVIEW
  }

  private List<String> list(Way way, Requirement wish) {
    PeerId asker = new PeerId(ASKER);
    SwarmId swarm = new SwarmId(SWARM);
    OptionalInt peernum = OptionalInt.of(WANTED);
    return switch (way) {
      case FIND_CHUNK -> tracker.findChunk(ASKER, WANTED, "5", wish);
      case FIND_MEMBERS ->
          TestTracker.names(
              ((Response.Find)
                      tracker.send(
                          new Request.FindMembers(
                              TestTracker.TRANSACTION, asker, swarm, peernum, List.of(wish))))
                  .peers());
      case CONNECT -> {
        var peers = tracker.connectFor(asker, swarm, peernum, List.of(wish));
        yield peers == null ? List.of() : TestTracker.names(peers);
      }
      case PREVIEW ->
          tracker
              .tracker
              .explain(asker, swarm, ChunkSet.EMPTY, List.of(wish), peernum, null)
              .orElseThrow()
              .listed()
              .stream()
              .map(PeerId::value)
              .toList();
    };
  }

  @ParameterizedTest
  @EnumSource
  void rareOnesThatFit_areAllListed_whicheverWayOneAsks(Way way) {
    for (Wish wish : List.of(Wish.NAT, Wish.LINKS)) {
      tracker = new TestTracker();
      fill(200, 10, wish);
      for (int i = 0; i < 200 && way == Way.FIND_CHUNK; i++) {
        tracker.joinChunk((i % 10 == 9 ? "fit" : "other") + i, "5");
      }
      List<String> list = list(way, wish.requirement);
      assertThat(list).hasSize(WANTED);
      assertThat(fitting(list)).as(wish + " " + list).isEqualTo(20);
    }
  }

  /// One in 50 meets both wishes, one in 5 either.
  @Test
  void thoseThatMeetMoreWishes_comeFirst() {
    for (int i = 0; i < 250; i++) {
      String peer = (i % 50 == 0 ? "both" : i % 5 == 0 ? "one" : "none") + i;
      enter(i, peer);
      tracker.report(
          peer,
          Stat.of("Country", i % 5 == 0 ? "IS" : "DE"),
          Stat.of("NAT", i % 50 == 0 ? "NO_NAT" : "TURN"));
    }
    tracker.connect(ASKER);
    List<String> list =
        tracker.find(
            ASKER,
            WANTED,
            new Requirement(Property.COUNTRY, Match.PREFER, "IS"),
            new Requirement(Property.NAT, Match.PREFER, "STUN"));
    assertThat(list.subList(0, 5)).allMatch(name -> name.startsWith("both"));
    assertThat(list.subList(5, WANTED - RANDOM)).allMatch(name -> name.startsWith("one"));
  }

  /// A wish counts more than quality, nearness and whatever exceeds requirements.
  @Test
  void wishOutweighsEverythingElse() {
    tracker.connectFrom("51.1.1.1", ASKER);
    for (int i = 0; i < 200; i++) {
      boolean fits = i % 20 == 0;
      String peer = (fits ? "fit" : "other") + i;
      if (fits) {
        enter(i, peer);
        tracker.report(peer, Stat.of("Country", "IS"), Stat.of("UploadBandwidth", 100));
      } else {
        tracker.connectFrom("51.1.1." + (i + 2), peer);
        tracker.join(peer);
        tracker.report(
            peer,
            Stat.of("UploadBandwidth", 16_000),
            Stat.of("ConcurrentLinks", 0),
            Stat.of("UploadedBytes", 1_000_000_000_000L));
      }
    }
    List<String> list =
        tracker.find(
            ASKER,
            WANTED,
            require(Property.UPLOAD_BANDWIDTH, 100),
            new Requirement(Property.COUNTRY, Match.PREFER, "IS"));
    assertThat(list).hasSize(WANTED);
    assertThat(fitting(list)).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 4000})
  void wishes_leaveNobodyOut_whateverTheyCost(int limit) {
    tracker.tracker.settings(TestTracker.Settings.DEFAULT.scanLimit(limit).build());
    List<Stat> texts = new ArrayList<>();
    List<Requirement> wishes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      texts.add(Stat.of("Text" + i, "x"));
      wishes.add(new Requirement(Property.of("Text" + i), Match.PREFER, "y"));
    }
    enter("p", 400);
    for (int i = 0; i < 400; i++) {
      tracker.report("p" + i, texts.toArray(Stat[]::new));
    }
    tracker.connect(ASKER);
    assertThat(tracker.find(ASKER, WANTED, wishes.toArray(Requirement[]::new))).hasSize(WANTED);
  }

  /// An old member that does not fit makes room only for one that does. By the random quarter alone
  /// 20 of these places would go to old ones.
  @Test
  void withoutAnyThatFit_oldMembersKeepTheirPart() {
    enter("old", 100);
    tracker.passSeconds(60);
    for (int i = 100; i < 2000; i++) {
      enter(i, "new" + i);
      tracker.report("new" + i, Stat.of("UploadBandwidth", 10_000), Stat.of("Country", "DE"));
    }
    tracker.connect(ASKER);
    Requirement wish = new Requirement(Property.COUNTRY, Match.PREFER, "IS");
    long old = 0;
    for (int i = 0; i < 50; i++) {
      List<String> list = tracker.find(ASKER, WANTED, wish);
      assertThat(list).hasSize(WANTED);
      old += list.stream().filter(name -> name.startsWith("old")).count();
    }
    assertThat(old).isGreaterThan(80);
  }

  // ---- quality and nearness

  /// What each of a swarm's members is worth, and its score for one who asks from elsewhere.
  private Map<String, Float> fillAtRandom(int members, boolean haveChunk) {
    SplittableRandom random = new SplittableRandom(7);
    Map<String, Float> scores = new HashMap<>();
    enter("p", members);
    for (int i = 0; i < members; i++) {
      tracker.report(
          "p" + i,
          Stat.of("UploadBandwidth", (long) Math.exp(5 + 5 * random.nextDouble())),
          Stat.of("ConcurrentLinks", random.nextInt(40)),
          Stat.of("UploadedBytes", (long) Math.exp(25 * random.nextDouble())));
      if (haveChunk) {
        tracker.joinChunk("p" + i, "5");
      }
    }
    for (int i = 0; i < members; i++) {
      Session session = tracker.tracker.live(new PeerId("p" + i));
      assertThat(session).isNotNull();
      scores.put("p" + i, MemberArray.quality(session.memberships()[0].summary(0)));
    }
    tracker.connect(ASKER);
    return scores;
  }

  private static Set<String> best(Map<String, Float> scores, int count) {
    Comparator<Map.Entry<String, Float>> byScore = Map.Entry.comparingByValue();
    return new HashSet<>(
        scores.entrySet().stream()
            .sorted(byScore.reversed())
            .limit(count)
            .map(Map.Entry::getKey)
            .toList());
  }

  /// Chance would be a tenth of the places.
  @Test
  void bestTenth_fillsFourFifthsOfTheNonRandomPlaces() {
    Set<String> best = best(fillAtRandom(10_000, false), 1000);
    int places = 0;
    int good = 0;
    for (int i = 0; i < 100; i++) {
      List<String> list = tracker.find(ASKER, WANTED).subList(0, WANTED - RANDOM);
      places += list.size();
      good += (int) list.stream().filter(best::contains).count();
    }
    assertThat(100 * good / places).as("percent").isGreaterThanOrEqualTo(80);
  }

  /// Of those who hold a chunk fewer are looked at: four times as many as wanted. Chance would be a
  /// quarter of the places.
  @Test
  void bestQuarterOfHolders_fillsFourFifthsOfTheNonRandomPlaces() {
    Set<String> best = best(fillAtRandom(2000, true), 500);
    int places = 0;
    int good = 0;
    for (int i = 0; i < 100; i++) {
      List<String> list = tracker.findChunk(ASKER, WANTED, "5").subList(0, WANTED - RANDOM);
      places += list.size();
      good += (int) list.stream().filter(best::contains).count();
    }
    assertThat(100 * good / places).as("percent").isGreaterThanOrEqualTo(80);
  }

  /// One in a hundred is near. Chance would list 0.3 of them.
  @ParameterizedTest
  @CsvSource({"51.1.1.1, 51.1.1.", "2001:db8:1:100::1, 2001:db8:1:1"})
  void nearOnes_areListedOftenerThanByChance(String asker, String near) {
    boolean isV4 = near.endsWith(".");
    for (int i = 0; i < 5000; i++) {
      if (i % 100 == 0) {
        String host =
            isV4 ? near + (i / 100 + 2) : near + String.format(Locale.ROOT, "%02x::9", i / 100);
        tracker.connectFrom(host, "fit" + i);
      } else {
        tracker.connectFrom((60 + i % 100) + "." + i / 100 + ".1.1", "other" + i);
        tracker.report("other" + i, Stat.of("UploadBandwidth", i));
      }
      tracker.join((i % 100 == 0 ? "fit" : "other") + i);
    }
    tracker.connectFrom(asker, ASKER);
    long found = 0;
    for (int i = 0; i < 100; i++) {
      found += fitting(tracker.find(ASKER, WANTED));
    }
    assertThat(found / 100.0).isGreaterThan(2);
  }

  /// The random quarter of a list, and only that, is for whoever is not good.
  @Test
  void everyMember_hasTheChanceOfTheRandomQuarter() {
    int members = 1000;
    enter("p", members);
    for (int i = 0; i < members; i++) {
      tracker.report("p" + i, Stat.of("UploadBandwidth", i < members / 10 ? 10_000 : 100));
    }
    tracker.connect(ASKER);
    int[] listed = new int[members];
    int lists = 4000;
    for (int i = 0; i < lists; i++) {
      for (String peer : tracker.find(ASKER, WANTED)) {
        listed[Integer.parseInt(peer.substring(1))]++;
      }
    }
    int fair = lists * RANDOM / members;
    assertThat(Arrays.stream(listed).min().orElseThrow()).isGreaterThan(fair / 3);
  }
}
