package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// However the peers of a swarm are spread over networks and whatever they claim: a list has no
/// more than the share of one network, prefix or autonomous system, unless nobody else would do;
/// and it is as long as it can be.
class NetworkShareProperties {
  private static final int ASKERS = 11;
  private static final String ASKER = "asker";

  /// A way to a list of peers, and whom it lists at all.
  enum Way {
    FIND,
    FIND_REQUIRED,
    FIND_OF_CHUNK,
    FIND_OF_CHUNKS,
    FIND_CHUNK,
    JOIN,
    CONNECT
  }

  private TestTracker tracker = new TestTracker();

  /// The address of a peer in one of the networks: public ones of both families, of which some
  /// share as much as can be without being the same, private ones, and the asker's.
  private static IpAddress address(int network, int host) {
    String text =
        switch (network) {
          case 0, 1, 2, 3 -> "198.51." + network + "." + host;
          case 4 -> "51.0.3." + host;
          case 5 -> "2001:db8:0:100::" + Integer.toHexString(host);
          case 6 -> "2001:db8:0:200:" + Integer.toHexString(host) + "::1";
          case 7 -> "2001:db8:0:2" + Integer.toHexString(16 + host % 200) + "::1";
          case 8 -> "10.1.1." + host;
          case 9 -> "fd00::" + Integer.toHexString(host);
          case 10 -> "127.0.0." + host;
          default -> "203.0.113." + host;
        };
    return IpAddress.parse(text);
  }

  private static boolean isCounted(IpAddress ip) {
    return !ip.isPrivate() && ip.network() != address(ASKERS, 1).network();
  }

  private static int asn(int number) {
    return number % 2 == 0 ? 64_500 : 64_000 + number;
  }

  /// The groups in which a peer counts, by how many of a list may be of each.
  private static Map<String, Integer> groups(IpAddress ip, int number, int wanted, Shares shares) {
    if (!isCounted(ip)) {
      return Map.of();
    }
    String narrow =
        ip.isV4() ? "/24 " + (ip.v4Bits() >>> 8) : "/48 " + Long.toHexString(ip.high() >>> 16);
    String wide =
        ip.isV4() ? "/16 " + (ip.v4Bits() >>> 16) : "/40 " + Long.toHexString(ip.high() >>> 24);
    Map<String, Integer> groups = new HashMap<>();
    groups.put(narrow, most(wanted, shares.network()));
    groups.put(wide, most(wanted, shares.prefix()));
    if (asn(number) != asn(1)) { // the asker's
      groups.put("AS" + asn(number), most(wanted, shares.asn()));
    }
    return groups;
  }

  private static int most(int wanted, int percent) {
    return Math.max(1, (int) Math.floor(wanted * percent / 100.0));
  }

  private void connect(String peer, IpAddress ip, int number) {
    tracker.connectFrom(ip.toString(), peer, TestTracker.reflexive("192.0.2." + number % 250));
    // All claim to be elsewhere, half of them to be of the asker's autonomous system.
    tracker.report(
        peer,
        Stat.of("UploadBandwidth", number % 3 == 0 ? 100 : 5000),
        Stat.of("ASN", asn(number)));
  }

  private boolean isListed(Way way, int number) {
    return switch (way) {
      case FIND, JOIN, CONNECT -> true;
      case FIND_REQUIRED -> number % 3 != 0;
      case FIND_OF_CHUNK, FIND_OF_CHUNKS, FIND_CHUNK -> number % 4 != 0;
    };
  }

  private List<Peer> list(Way way, int wanted) {
    OptionalInt peernum = OptionalInt.of(wanted);
    SwarmId swarm = new SwarmId(TestTracker.SWARM);
    PeerId asker = new PeerId(ASKER);
    return switch (way) {
      case FIND -> find("", wanted);
      case FIND_REQUIRED ->
          find("", wanted, TestTracker.require(org.ppsp.protocol.Property.UPLOAD_BANDWIDTH, 5000));
      case FIND_OF_CHUNK -> find("5", wanted);
      case FIND_OF_CHUNKS -> find("3-9", wanted);
      case FIND_CHUNK ->
          ((Response.FindChunk)
                  tracker.send(
                      new Request.FindChunk(
                          TestTracker.TRANSACTION,
                          asker,
                          swarm,
                          ChunkSet.range(0, 6),
                          peernum,
                          List.of())))
              .peers();
      case JOIN -> {
        var joined = (Response.Join) tracker.join(ASKER, TestTracker.SWARM, null, peernum);
        yield joined.peers() == null ? List.of() : joined.peers();
      }
      case CONNECT -> {
        var peers = tracker.connectFor(asker, swarm, peernum, List.of());
        yield peers == null ? List.of() : peers;
      }
    };
  }

  private List<Peer> find(String chunks, int wanted, Requirement... required) {
    var found =
        (Response.Find)
            tracker.findResponse(
                ASKER, TestTracker.SWARM, OptionalInt.of(wanted), chunks, required);
    return found.peers();
  }

  @Provide
  Arbitrary<Shares> shares() {
    Arbitrary<Integer> percent =
        Arbitraries.oneOf(Arbitraries.integers().between(1, 100), Arbitraries.just(100));
    return Combinators.combine(percent, percent, percent).as(Shares::new);
  }

  @Property(tries = 400)
  void listHoldsToTheShares_unlessNobodyElseIsThere(
      @ForAll @Size(max = 120) List<@IntRange(max = 11) Integer> networks,
      @ForAll @IntRange(min = 1, max = 50) int wanted,
      @ForAll("shares") Shares shares,
      @ForAll TrackerSettings.Strategy strategy,
      @ForAll Way way) {
    tracker =
        new TestTracker(
            TestTracker.Settings.DEFAULT
                .strategy(strategy)
                .scanLimit(1_000_000)
                .shares(shares)
                .build());
    Map<String, Map<String, Integer>> eligible = new HashMap<>();
    for (int i = 0; i < networks.size(); i++) {
      String peer = "p" + i;
      IpAddress ip = address(networks.get(i), i % 200 + 1);
      connect(peer, ip, i);
      if (i % 4 != 0) {
        tracker.joinChunk(peer, "5");
      } else {
        tracker.join(peer);
      }
      if (isListed(way, i)) {
        eligible.put(peer, groups(ip, i, wanted, shares));
      }
    }
    connect(ASKER, address(ASKERS, 250), 1);

    List<String> list = TestTracker.names(list(way, wanted));

    assertThat(list).hasSize(Math.min(wanted, eligible.size())).doesNotHaveDuplicates();
    assertThat(eligible.keySet()).containsAll(list);
    Map<String, Integer> listed = new HashMap<>();
    Map<String, Integer> most = new HashMap<>();
    for (String peer : list) {
      most.putAll(eligible.get(peer));
      eligible.get(peer).keySet().forEach(group -> listed.merge(group, 1, Integer::sum));
    }
    if (listed.keySet().stream().anyMatch(group -> listed.get(group) > most.get(group))) {
      list.forEach(eligible::remove);
      assertThat(eligible.values())
          .as("others, who could have been listed")
          .allMatch(
              groups ->
                  groups.keySet().stream()
                      .anyMatch(group -> listed.getOrDefault(group, 0) >= groups.get(group)));
    }
  }

  /// Nine of ten registrations are the attacker's: in all lists taken together it has its share and
  /// not more, and the others fill the rest.
  @Example
  void attackerWithNineOfTen_hasItsShare() {
    for (TrackerSettings.Strategy strategy : TrackerSettings.Strategy.values()) {
      tracker = new TestTracker(TestTracker.Settings.DEFAULT.strategy(strategy).build());
      for (int i = 0; i < 5000; i++) {
        boolean honest = i % 10 == 0;
        String peer = (honest ? "h" : "a") + i;
        tracker.connectFrom(
            honest ? "50." + i / 10 % 250 + "." + i / 2500 + ".1" : "198.51.100." + i % 250, peer);
        tracker.join(peer);
        tracker.report(peer, Stat.of("UploadBandwidth", honest ? 500 : 1_000_000));
      }
      tracker.connectFrom("203.0.113.9", ASKER);
      for (int i = 0; i < 50; i++) {
        List<String> names = tracker.find(ASKER, 30);
        assertThat(names).hasSize(30).doesNotHaveDuplicates();
        assertThat(names.stream().filter(n -> n.startsWith("a")).count()).isLessThanOrEqualTo(7);
      }
    }
  }

  /// Nobody else is there, so that the share does not make the list shorter; nor does it take long.
  @Example
  void swarmOfOneNetwork_isListedWhole_atAModestCost() {
    tracker = new TestTracker();
    for (int i = 0; i < 4000; i++) {
      tracker.connectFrom("198.51." + i % 250 + "." + i / 250, "p" + i);
      tracker.join("p" + i);
    }
    tracker.connectFrom("203.0.113.9", ASKER);
    assertThat(tracker.find(ASKER, 50)).hasSize(50);
    Work work = new Work();
    tracker.tracker.handle(
        new Request.Find(
            TestTracker.TRANSACTION,
            new PeerId(ASKER),
            new SwarmId(TestTracker.SWARM),
            ChunkSet.EMPTY,
            OptionalInt.of(30),
            List.of()),
        tracker.callerOf(ASKER),
        work);
    assertThat(TestTracker.take(work)).isLessThanOrEqualTo(5);
  }

  @Example
  void peerThatMoves_countsWhereItIsNow() {
    tracker = new TestTracker();
    List<Response.Connect> tokens = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tokens.add(tracker.connectFrom("198.51.100." + i, "p" + i));
      tracker.join("p" + i);
      tracker.connectFrom("61." + i + ".0.1", "other" + i);
      tracker.join("other" + i);
    }
    tracker.connectFrom("203.0.113.9", ASKER);
    assertThat(listed("p")).isLessThanOrEqualTo(20 * 2);
    for (int i = 0; i < 8; i++) {
      Caller moved = new Caller(IpAddress.parse("50." + i + ".1.1"), 6000, tokens.get(i).session());
      tracker.send(TestTracker.connectRequest("p" + i, List.of()), moved);
    }
    assertThat(listed("p")).isGreaterThan(20 * 2);
  }

  /// How many of twenty lists of eight have that name.
  private long listed(String name) {
    long listed = 0;
    for (int i = 0; i < 20; i++) {
      listed += tracker.find(ASKER, 8).stream().filter(peer -> peer.startsWith(name)).count();
    }
    return listed;
  }
}
