package org.ppsp.tracker;

import java.time.Duration;

/// How long sessions last without a request. A peer keeps to the interval that its CONNECT was
/// answered with, so one that was told a longer one is waited for as long as that wants.
///
/// @param timeout of sessions that began after the last change
/// @param longest of those that began before
/// @param since the tick of the last change
record Patience(Duration timeout, Duration longest, int since) {
  /// Nothing has changed yet.
  static Patience of(TrackerSettings settings) {
    return new Patience(settings.sessionTimeout(), settings.sessionTimeout(), -1);
  }

  /// What holds from now on.
  Patience then(TrackerSettings settings, int now) {
    Duration next = settings.sessionTimeout();
    return next.equals(timeout)
        ? this
        : new Patience(next, next.compareTo(longest) > 0 ? next : longest, now);
  }

  Duration with(Session session) {
    return session.connectedAt() > since ? timeout : longest;
  }
}
