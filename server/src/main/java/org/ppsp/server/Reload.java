package org.ppsp.server;

import java.util.List;

/// What became of a configuration that was read anew while the tracker runs.
///
/// @param applied what holds from now on
/// @param kept what stays as it was until the tracker is started again
public record Reload(List<Change> applied, List<Change> kept) {
  /// Copies the lists.
  public Reload {
    applied = List.copyOf(applied);
    kept = List.copyOf(kept);
  }

  /// A key whose value is another one now.
  ///
  /// @param key its name, `tracker.maxPeernum`
  /// @param from the text of the value that held until now
  /// @param to the text of the value that was read
  public record Change(String key, String from, String to) {}
}
