package org.ppsp.tracker;

import org.ppsp.protocol.IpAddress;

/// What sketches of addresses share: whose an address is, and where that one is counted.
final class Sketch {
  private Sketch() {}

  /// What one subscriber has: an IPv4 address, or the upper half of an IPv6 one.
  static long owner(IpAddress ip) {
    return ip.isV4() ? ip.low() : ip.high();
  }

  /// A hash with a secret key.
  static long hash(long owner, long key0, long key1) {
    return mixed(mixed(owner ^ key0) + key1);
  }

  /// The finalizer of MurmurHash3.
  static long mixed(long bits) {
    long mixed = (bits ^ bits >>> 33) * 0xff51_afd7_ed55_8ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
    return mixed ^ mixed >>> 33;
  }
}
