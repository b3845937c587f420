package org.ppsp.cli.load;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Status;

/// What became of a request.
///
/// @param status what the tracker answered; null if there was no answer, or none of the protocol
/// @param failure what is counted as the error; null if all is well
/// @param detail the tracker's reason, or more of the failure; may be empty
/// @param session the header `PPSP-Session`, or null
record Outcome(
    @Nullable Status status, @Nullable String failure, String detail, @Nullable String session) {
  static Outcome failed(String failure, String detail) {
    return new Outcome(null, failure, detail, null);
  }

  boolean isSuccess() {
    return failure == null;
  }
}
