package org.ppsp.protocol;

/// How much a codec reads before it refuses a message (specification, section 3). Every limit is at
/// least 1.
///
/// @param bodyBytes bytes of a message
/// @param depth elements or objects inside each other
/// @param textChars characters of a text or attribute
/// @param certificateChars characters of a certificate
/// @param chunkIds entries of chunk lists, all taken together
/// @param stats statistics
/// @param addresses addresses of one peer
/// @param peers peers of a list
public record DecodeLimits(
    int bodyBytes,
    int depth,
    int textChars,
    int certificateChars,
    int chunkIds,
    int stats,
    int addresses,
    int peers) {
  /// What a tracker reads when nothing else is configured.
  public static final DecodeLimits DEFAULT =
      new DecodeLimits(65_536, 16, 4096, Certificate.MAX_LENGTH, 1024, 64, 16, 1000);

  /// What a peer reads of a tracker's answers: lists of 1,000 peers with all their addresses.
  public static final DecodeLimits RESPONSES =
      new DecodeLimits(4 << 20, 16, 16_384, Certificate.MAX_LENGTH, 1024, 64, 16, 1000);

  /// Checks that nothing is unlimited.
  ///
  /// @throws IllegalArgumentException if a limit is below 1
  public DecodeLimits {
    int least = Math.min(Math.min(bodyBytes, depth), Math.min(textChars, certificateChars));
    if (Math.min(least, Math.min(Math.min(chunkIds, stats), Math.min(addresses, peers))) < 1) {
      throw new IllegalArgumentException("limits must be at least 1");
    }
  }
}
