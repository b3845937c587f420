package org.ppsp.server.metrics;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.ppsp.protocol.SwarmId;

/// The name of a swarm as the value of a label. Strangers choose names: only letters, digits and
/// some signs of ASCII pass, and no more than 128 of them. A name that is changed by that has a
/// part of its hash at the end, behind a `~` that no other name has, so that different ones stay
/// different.
final class SwarmLabel {
  static final int MAX_LENGTH = 128;

  private static final String SIGNS = "-._:/?#[]@!$&()*+,;=%";
  private static final int HASH_BYTES = 6;

  private SwarmLabel() {}

  static String of(SwarmId swarm) {
    String name = swarm.value();
    StringBuilder label = new StringBuilder(MAX_LENGTH);
    for (int i = 0; i < name.length() && i < MAX_LENGTH; i++) {
      char c = name.charAt(i);
      label.append(isAllowed(c) ? c : '_');
    }
    if (name.contentEquals(label)) {
      return name;
    }
    String hash = "~" + hash(name);
    label.setLength(Math.min(label.length(), MAX_LENGTH - hash.length()));
    return label.append(hash).toString();
  }

  private static boolean isAllowed(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || SIGNS.indexOf(c) >= 0;
  }

  private static String hash(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_16BE));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
