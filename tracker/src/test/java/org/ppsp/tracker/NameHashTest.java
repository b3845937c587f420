package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameHashTest {
  /// The reference's own vectors: key 00 01 .. 0f, input 00 01 .. of that many bytes.
  @ParameterizedTest
  @CsvSource({
    "0, 726fdb47dd0e0e31",
    "2, 0d6c8009d9a94f5a",
    "4, cf2794e0277187b7",
    "6, cbc9466e58fee3ce",
    "8, 93f5f5799a932462"
  })
  void hash_isSipHash(int length, String expected) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < length; i += 2) {
      name.append((char) (i | i + 1 << 8));
    }
    NameHash hash = new NameHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    assertThat(Long.toHexString(hash.hash(name.toString())))
        .isEqualTo(expected.replaceFirst("^0", ""));
    assertThat(hash.of(name.toString()))
        .isEqualTo((int) (Long.parseUnsignedLong(expected, 16) >>> 32));
  }
}
