package org.ppsp.tracker;

import java.time.Duration;

/// How a tracker behaves. Every value has a default and a range.
///
/// @param keepaliveInterval after which a peer shall be heard of again, 1 s to 1 h; after three of
///   them without a request its session ends
/// @param defaultExpire how long a membership lasts when the peer does not say, 1 s to 365 d
/// @param maxExpire the longest a membership lasts, 1 s to 365 d
/// @param defaultPeernum how many peers a list has when the asker does not say, 0 to 1,000
/// @param maxPeernum the most peers of a list, 1 to 1,000
/// @param privateAddresses who is given a peer's private addresses
/// @param addresses under which of its addresses a peer is listed
/// @param findNeedsMembership whether only members of a swarm may ask for its peers
/// @param strategy how peers are chosen
/// @param scanLimit what a FIND may cost, 1,000 to 10,000,000: a member that is passed over by its
///   summary counts 1, one that is looked at itself and turned down 16, and what it is held against
///   counts, too. Then the list is given as far as it is
/// @param maxMemberships the most swarms a peer is in at once, 1 to 10,000
/// @param maxChunkEntries the most pieces and tokens a peer offers in a swarm, 1 to 1,000,000; a
///   range is kept in pieces of 2^k neighbours, of a million chunks at most 38
/// @param maxStats the most statistics kept of a peer, and of a peer in a swarm, 1 to 10,000
/// @param strictRfc7846 whether CONNECT of RFC 7846 keeps to its table 6 by the letter, by which a
///   connected peer cannot become a SEEDER
/// @param memory how much memory peers may use
/// @param defences what bounds those who want to do harm
public record TrackerSettings(
    Duration keepaliveInterval,
    Duration defaultExpire,
    Duration maxExpire,
    int defaultPeernum,
    int maxPeernum,
    PrivateAddresses privateAddresses,
    AddressSettings addresses,
    boolean findNeedsMembership,
    Strategy strategy,
    int scanLimit,
    int maxMemberships,
    int maxChunkEntries,
    int maxStats,
    boolean strictRfc7846,
    MemoryBounds memory,
    Defences defences) {
  /// What a tracker does when nothing is configured.
  public static final TrackerSettings DEFAULT =
      new TrackerSettings(
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Duration.ofHours(24),
          30,
          50,
          PrivateAddresses.SAME_PUBLIC_ADDRESS,
          AddressSettings.DEFAULT,
          false,
          Strategy.QOS,
          4000,
          64,
          512,
          128,
          false,
          MemoryBounds.DEFAULT,
          Defences.DEFAULT);

  /// Who is given a peer's private addresses (specification, section 5).
  public enum PrivateAddresses {
    /// Peers behind the same public address.
    SAME_PUBLIC_ADDRESS,
    /// Everyone: for a tracker inside a private network.
    ALWAYS,
    /// No one.
    NEVER
  }

  /// How peers are chosen among those that meet the requirements.
  public enum Strategy {
    /// At random.
    RANDOM,
    /// By quality and nearness, a part at random (specification, section 6).
    QOS
  }

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if one is left; the message names value and range
  public TrackerSettings {
    Range.check("keepaliveInterval", keepaliveInterval, Duration.ofSeconds(1), Duration.ofHours(1));
    Range.check("defaultExpire", defaultExpire, Duration.ofSeconds(1), Duration.ofDays(365));
    Range.check("maxExpire", maxExpire, Duration.ofSeconds(1), Duration.ofDays(365));
    Range.check("defaultPeernum", defaultPeernum, 0, 1000);
    Range.check("maxPeernum", maxPeernum, 1, 1000);
    Range.check("scanLimit", scanLimit, 1000, 10_000_000);
    Range.check("maxMemberships", maxMemberships, 1, 10_000);
    Range.check("maxChunkEntries", maxChunkEntries, 1, 1_000_000);
    Range.check("maxStats", maxStats, 1, 10_000);
  }

  /// How long a session lasts without a request.
  public Duration sessionTimeout() {
    return keepaliveInterval.multipliedBy(3);
  }
}
