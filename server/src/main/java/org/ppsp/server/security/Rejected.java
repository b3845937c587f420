package org.ppsp.server.security;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Status;

/// What a caller shows to prove who it is cannot be accepted; without a stack trace, since
/// strangers cause it. The reason may be told to the caller.
final class Rejected extends Exception {
  private static final long serialVersionUID = 1;

  /// Why, for a program.
  final Status status;

  /// Whether the same proof would do with another nonce.
  final boolean stale;

  /// Whether an attack may be behind it, which an operator wants to know.
  final boolean suspicious;

  /// In which way it was tried; null as long as that was not said.
  @Nullable Scheme scheme;

  private Rejected(Status status, String reason, boolean stale, boolean suspicious) {
    super(reason, null, false, false);
    this.status = status;
    this.stale = stale;
    this.suspicious = suspicious;
  }

  /// The proof is no good.
  static Rejected wrong(String reason) {
    return new Rejected(Status.AUTHENTICATION_REQUIRED, reason, false, true);
  }

  /// What stands there cannot be read.
  static Rejected malformed(String reason) {
    return new Rejected(Status.BAD_REQUEST, reason, false, false);
  }

  /// The proof is for another request.
  static Rejected misplaced(String reason) {
    return new Rejected(Status.BAD_REQUEST, reason, false, true);
  }

  /// The proof was good once.
  static Rejected stale(String reason) {
    return new Rejected(Status.AUTHENTICATION_REQUIRED, reason, true, false);
  }

  /// It is not the proof that is missing.
  static Rejected because(Status status, String reason) {
    return new Rejected(status, reason, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
