package org.ppsp.cli.admin;

/// A call was of no use. The message says why, for a person; it may hold what a stranger wrote.
public final class CallException extends Exception {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /// What the cure depends on.
  public enum Kind {
    /// The management port said no.
    REFUSED,
    /// It wants a token, or another one.
    TOKEN,
    /// Its certificate is from no authority that is trusted here.
    UNTRUSTED,
    /// No management port answers there.
    UNREACHABLE
  }

  CallException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  CallException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// What the cure depends on.
  public Kind kind() {
    return kind;
  }
}
