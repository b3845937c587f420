package org.ppsp.cli.load;

/// The load could not begin.
public final class LoadException extends Exception {
  private static final long serialVersionUID = 1;

  /// Whether it is because no tracker answers.
  private final boolean unreachable;

  LoadException(String message, boolean unreachable) {
    super(message);
    this.unreachable = unreachable;
  }

  /// Whether no tracker answers there; otherwise the tracker refused.
  public boolean isUnreachable() {
    return unreachable;
  }
}
