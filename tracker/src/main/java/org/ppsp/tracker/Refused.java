package org.ppsp.tracker;

import org.ppsp.protocol.Status;

/// Ends a request early; without a stack trace, since strangers cause it.
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Why, for a program.
  final Status status;

  /// Cause and cure, for a person.
  final String reason;

  /// After how many seconds the request may succeed; 0 if waiting does not help.
  final long retryAfter;

  Refused(Status status, String reason) {
    this(status, reason, 0);
  }

  Refused(Status status, String reason, long retryAfter) {
    super(reason, null, false, false);
    this.status = status;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}
