package org.ppsp.client;

import java.io.IOException;

/// A request that ended without success.
public final class TrackerException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Result<?> result;

  /// Of a result that is not a success.
  TrackerException(Result<?> result) {
    super(result.summary());
    this.result = result;
  }

  /// How it ended: [Result.Refused] or [Result.Unreachable].
  public Result<?> result() {
    return result;
  }
}
