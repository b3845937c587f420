package org.ppsp.tracker;

/// SipHash-2-4 of the characters of a name, each as two bytes, the lower one first. With a secret
/// key nobody can find names that fall together (Aumasson and Bernstein, 2012). Immutable.
final class NameHash {
  private static final int CHARS_OF_A_WORD = 4;

  private final long key0;
  private final long key1;

  NameHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /// The upper half of the hash.
  int of(String name) {
    return (int) (hash(name) >>> 32);
  }

  long hash(String name) {
    long v0 = key0 ^ 0x736f_6d65_7073_6575L;
    long v1 = key1 ^ 0x646f_7261_6e64_6f6dL;
    long v2 = key0 ^ 0x6c79_6765_6e65_7261L;
    long v3 = key1 ^ 0x7465_6462_7974_6573L;
    int words = name.length() / CHARS_OF_A_WORD + 1; // the last one with the length
    for (int i = 0; i <= words; i++) {
      long word = 0;
      int rounds = 2;
      if (i < words) {
        word = word(name, i * CHARS_OF_A_WORD);
      } else {
        v2 ^= 0xff;
        rounds = 4;
      }
      v3 ^= word;
      for (int round = 0; round < rounds; round++) {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= word;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private static long word(String name, int from) {
    int left = name.length() - from;
    long word = left < CHARS_OF_A_WORD ? (long) name.length() << 57 : 0; // in bytes
    for (int i = Math.min(left, CHARS_OF_A_WORD) - 1; i >= 0; i--) {
      word |= (long) name.charAt(from + i) << 16 * i;
    }
    return word;
  }
}
