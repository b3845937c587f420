package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;

/// However the peers of a swarm are spread over networks and whatever they claim, of each list at
/// most the share is of one network, and it is as long as that allows.
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

  private static boolean isCapped(IpAddress ip) {
    return !ip.isPrivate() && ip.network() != address(ASKERS, 1).network();
  }

  private void connect(String peer, IpAddress ip, int number) {
    tracker.connectFrom(ip.toString(), peer, TestTracker.reflexive("192.0.2." + number % 250));
    // All claim to be elsewhere, half of them to be of the asker's autonomous system.
    tracker.report(
        peer,
        Stat.of("UploadBandwidth", number % 3 == 0 ? 100 : 5000),
        Stat.of("ASN", number % 2 == 0 ? 64_500 : 64_000 + number));
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
        var action = new SwarmAction(swarm, SwarmAction.Action.JOIN, PeerMode.LEECH);
        var done =
            (Response.SwarmActions)
                tracker.send(
                    new Request.SwarmActions(
                        TestTracker.TRANSACTION,
                        asker,
                        List.of(),
                        List.of(action),
                        true,
                        peernum,
                        List.of()));
        var peers = done.results().getFirst().peers();
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

  @Property(tries = 400)
  void listHoldsToTheShare_andIsAsLongAsThatAllows(
      @ForAll @Size(max = 150) List<@IntRange(max = 11) Integer> networks,
      @ForAll @IntRange(min = 1, max = 50) int wanted,
      @ForAll @IntRange(min = 1, max = 100) int share,
      @ForAll TrackerSettings.Strategy strategy,
      @ForAll Way way) {
    tracker =
        new TestTracker(
            TestTracker.Settings.DEFAULT.strategy(strategy).networkShare(share).build());
    Map<String, IpAddress> ips = new HashMap<>();
    Map<Long, Integer> possible = new HashMap<>();
    int free = 0;
    for (int i = 0; i < networks.size(); i++) {
      String peer = "p" + i;
      IpAddress ip = address(networks.get(i), i % 200 + 1);
      ips.put(peer, ip);
      connect(peer, ip, i);
      if (i % 4 != 0) {
        tracker.joinChunk(peer, "5");
      } else {
        tracker.join(peer);
      }
      if (isListed(way, i)) {
        if (isCapped(ip)) {
          possible.merge(ip.network(), 1, Integer::sum);
        } else {
          free++;
        }
      }
    }
    connect(ASKER, address(ASKERS, 250), 1);
    int most = Math.ceilDiv(wanted * share, 100);

    List<Peer> list = list(way, wanted);

    Map<Long, Integer> listed = new HashMap<>();
    for (Peer peer : list) {
      IpAddress ip = ips.get(peer.id().value());
      assertThat(ip).as("%s", peer).isNotNull();
      if (isCapped(ip)) {
        listed.merge(ip.network(), 1, Integer::sum);
      }
    }
    assertThat(listed.values()).allMatch(count -> count <= most);
    int longest = free + possible.values().stream().mapToInt(n -> Math.min(n, most)).sum();
    assertThat(list).hasSize(share == 100 ? list.size() : Math.min(wanted, longest));
    assertThat(share < 100 || list.size() == Math.min(wanted, count(possible) + free)).isTrue();
  }

  private static int count(Map<Long, Integer> possible) {
    return possible.values().stream().mapToInt(n -> n).sum();
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
        tracker.connectFrom(honest ? "50.1." + i / 20 + ".1" : "198.51.100." + i % 250, peer);
        tracker.join(peer);
        tracker.report(peer, Stat.of("UploadBandwidth", honest ? 500 : 1_000_000));
      }
      tracker.connectFrom("203.0.113.9", ASKER);
      List<Integer> attackers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        List<String> names = tracker.find(ASKER, 30);
        assertThat(names).hasSize(30).doesNotHaveDuplicates();
        attackers.add((int) names.stream().filter(n -> n.startsWith("a")).count());
      }
      assertThat(attackers).allMatch(n -> n <= 8);
    }
  }

  @Example
  void peerThatMoves_countsWhereItIsNow() {
    tracker = new TestTracker(TestTracker.Settings.DEFAULT.build());
    List<Response.Connect> tokens = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tokens.add(tracker.connectFrom("198.51.100." + i, "p" + i));
      tracker.join("p" + i);
    }
    tracker.connectFrom("203.0.113.9", ASKER);
    assertThat(tracker.find(ASKER, 8)).hasSize(2);
    for (int i = 0; i < 8; i++) {
      Caller moved = new Caller(IpAddress.parse("50.1." + i + ".1"), 6000, tokens.get(i).session());
      tracker.send(TestTracker.connectRequest("p" + i, List.of()), moved);
    }
    assertThat(tracker.find(ASKER, 8)).hasSize(8);
  }
}
