package org.ppsp.cli.check;

/// A tracker chose one of the ways that the protocol leaves open, so there is nothing to judge.
final class Skip extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String why;

  Skip(String why) {
    super(why, null, false, false);
    this.why = why;
  }

  String why() {
    return why;
  }
}
