package org.ppsp.cli.check;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Names that nobody else at the tracker has.
final class Names {
  private static final HexFormat HEX = HexFormat.of();

  private final RandomGenerator random;

  Names(RandomGenerator random) {
    this.random = random;
  }

  private String unique() {
    return HEX.toHexDigits(random.nextLong());
  }

  String peer() {
    return "ppsp-check-" + unique();
  }

  String swarm() {
    return "ppsp-check-swarm-" + unique();
  }

  String transaction() {
    return "t-" + unique();
  }
}
