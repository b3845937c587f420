package org.ppsp.client;

import java.io.IOException;

/// A request that ended without success.
public final class TrackerException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Result<?> result;

  /// Of a result that is not a success.
  TrackerException(Result<?> result) {
    this(result, result.summary());
  }

  private TrackerException(Result<?> result, String message) {
    super(message);
    this.result = result;
  }

  /// The peer came back each time, and was not known again.
  static TrackerException forgottenAgain(Result.Refused<?> refused) {
    return new TrackerException(
        refused,
        "the tracker forgets the peer as soon as it has connected; either another peer has the same"
            + " PeerID, or several trackers that know nothing of each other stand behind "
            + refused.tracker()
            + " ("
            + refused.summary()
            + ")");
  }

  /// How it ended: [Result.Refused] or [Result.Unreachable].
  public Result<?> result() {
    return result;
  }
}
