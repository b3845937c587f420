package org.ppsp.tracker;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PackedPeer;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.SwarmId;

/// Makes the lists of peers that answers hand out: searches, chooses, and holds to the bounds of
/// what one asker is told. Every thread may call; it takes no lock.
final class PeerLists {
  private volatile TrackerSettings settings;
  private final Clock clock;
  private final SwarmRegistry registry;
  private final ThreadLocal<RandomGenerator> random;
  private final PeerSelector selector;
  private final Allowances allowances;
  private final Refusals refusals;

  /// What a FIND finds, used again for the thread's next one.
  private final ThreadLocal<Candidates> candidates = ThreadLocal.withInitial(Candidates::new);

  PeerLists(
      TrackerSettings settings,
      Clock clock,
      SwarmRegistry registry,
      ThreadLocal<RandomGenerator> random,
      Allowances allowances,
      Refusals refusals) {
    this.allowances = allowances;
    this.settings = settings;
    this.clock = clock;
    this.registry = registry;
    this.random = random;
    this.refusals = refusals;
    selector =
        switch (settings.strategy()) {
          case RANDOM -> new RandomSelector();
          case QOS -> new QosSelector();
        };
  }

  /// Takes other settings, but for the strategy.
  void settings(TrackerSettings next) {
    settings = next;
  }

  /// Chooses peers of a swarm for one that asks.
  ///
  /// @param work what it costs is added to
  PeerList list(
      Session asker,
      SwarmId swarm,
      ChunkSet chunks,
      List<Requirement> requirements,
      OptionalInt peernum,
      Work work) {
    Defences defences = settings.defences(); // the same for all of the list
    int wanted = wanted(peernum);
    if (wanted == 0) {
      return PeerList.EMPTY;
    }
    int minute = Clock.minute(clock.now());
    int most = defences.maxAddressesPerMinute();
    boolean isBounded = defences.bounds(most, asker.ip());
    if (isBounded && asker.mayBeTold(most, minute) == 0) {
      refusals.count(Refusal.ADDRESSES_CUT);
      return PeerList.EMPTY;
    }
    Candidates found = candidates.get();
    int[] chosen = choose(asker, swarm, chunks, requirements, wanted, found, work);
    Share share = isBounded ? allowances.share(asker, most, minute) : null;
    if (share != null) {
      int[] told = told(share, found, chosen);
      if (told.length == chosen.length) {
        return list(asker, found, chosen);
      }
      refusals.count(Refusal.ADDRESSES_CUT);
      Candidates rest = new Candidates(chosen.length);
      Search again = search(asker, chunks, requirements, chosen.length, rest);
      for (int i : told) {
        rest.add(found.member(i), again.now(), found.score(i), found.kind(i));
      }
      remind(share, again, swarm, chosen.length);
      return list(asker, rest, Ranking.asTheyCome(rest.count()));
    }
    PeerList.Builder peers = new PeerList.Builder(chosen.length);
    int offered = fill(peers, asker, found, chosen, Integer.MAX_VALUE);
    if (isBounded) {
      int granted = asker.tell(offered, most, minute);
      if (granted < offered) {
        refusals.count(Refusal.ADDRESSES_CUT);
        peers = new PeerList.Builder(chosen.length);
        fill(peers, asker, found, chosen, granted);
      }
    }
    return peers.build();
  }

  /// Those of the chosen ones that the asker may be told together with others of its address,
  /// network or credential.
  private int[] told(Share share, Candidates found, int[] chosen) {
    int[] told = new int[chosen.length];
    int count = 0;
    for (int i : chosen) {
      int addresses = PackedPeer.addresses(found.listings(i), found.start(i));
      if (share.tell(found.member(i), addresses)) {
        told[count++] = i;
      }
    }
    return Arrays.copyOf(told, count);
  }

  /// Adds members that were told before: nothing new, but neighbours for viewers behind one
  /// address.
  private void remind(Share share, Search search, SwarmId swarm, int wanted) {
    Candidates found = search.found();
    Share least = share.least();
    int from = random.get().nextInt(ToldAddresses.KEPT);
    for (int i = 0; i < ToldAddresses.KEPT && found.count() < wanted; i++) {
      Membership member = least.last(from + i);
      if (member != null
          && member.index >= 0
          && member.swarm().id().equals(swarm)
          && search.fits(member)
          && !found.contains(member, found.count())
          && share.tell(member, PackedPeer.addresses(member.session().listing(), 0), least)) {
        found.add(member, search.now(), 0, Candidates.Kind.RANKED);
      }
    }
  }

  private PeerList list(Session asker, Candidates found, int[] chosen) {
    PeerList.Builder peers = new PeerList.Builder(chosen.length);
    fill(peers, asker, found, chosen, Integer.MAX_VALUE);
    return peers.build();
  }

  /// What such a list would be, without counting it as told.
  PeerList preview(
      Session asker,
      SwarmId swarm,
      ChunkSet chunks,
      List<Requirement> requirements,
      OptionalInt peernum) {
    int wanted = wanted(peernum);
    if (wanted == 0) {
      return PeerList.EMPTY;
    }
    Candidates found = new Candidates();
    int[] chosen = choose(asker, swarm, chunks, requirements, wanted, found, new Work());
    return list(asker, found, chosen);
  }

  /// How many peers a list has at the most.
  int wanted(OptionalInt peernum) {
    TrackerSettings known = settings;
    return Math.min(peernum.orElse(known.defaultPeernum()), known.maxPeernum());
  }

  /// Searches and chooses.
  ///
  /// @return the places of the chosen ones among those found
  private int[] choose(
      Session asker,
      SwarmId swarm,
      ChunkSet chunks,
      List<Requirement> requirements,
      int wanted,
      Candidates found,
      Work work) {
    Search search = search(asker, chunks, requirements, wanted, found);
    registry.find(swarm, search);
    Wishes wishes = search.wishes();
    int[] chosen = selector.select(found, wanted, wishes);
    Shares shares = settings.defences().shares();
    if (found.mayExceed(shares, wanted, asker.near(), chosen)
        && exceeds(new NetworkShares(asker, shares, wanted, chosen.length), found, chosen)) {
      search.again(new NetworkShares(asker, shares, wanted, search.most()));
      registry.find(swarm, search);
      chosen = selector.select(found, wanted, wishes);
    }
    work.add(search.spent());
    return chosen;
  }

  private Search search(
      Session asker,
      ChunkSet chunks,
      List<Requirement> requirements,
      int wanted,
      Candidates found) {
    int now = clock.now();
    Wishes wishes = new Wishes(asker.near(), Filter.of(requirements), chunks, now);
    Search.Bounds bounds =
        new Search.Bounds(
            wanted,
            selector.candidates(wanted, wishes),
            selector.looked(wanted, wishes),
            settings.scanLimit());
    return new Search(asker, chunks, wishes, bounds, now, random.get(), found);
  }

  /// Puts the chosen ones into a list, those left out that have more addresses than may be added.
  ///
  /// @param most how many addresses may be added
  /// @return how many were
  private int fill(
      PeerList.Builder peers, Session asker, Candidates found, int[] chosen, int most) {
    peers.families(asker.families());
    int addresses = 0;
    for (int i : chosen) {
      byte[] listing = found.listings(i);
      int start = found.start(i);
      if (PackedPeer.hasPrivateAddress(listing, start)) {
        listing = found.member(i).session().listingFor(asker, settings.privateAddresses());
        start = 0;
      }
      int more = PackedPeer.addresses(listing, start);
      if (more > 0 && more <= most - addresses) { // of some, strangers are shown none
        addresses += more;
        peers.add(listing, start, found.mode(i));
      }
    }
    return addresses;
  }

  /// Whether the chosen ones have more than a share. Few lists need to be asked; for the others no
  /// member is looked at itself.
  private static boolean exceeds(NetworkShares shares, Candidates found, int[] chosen) {
    for (int i : chosen) {
      if (!shares.takes(found.member(i).session())) {
        return true;
      }
    }
    return false;
  }
}
