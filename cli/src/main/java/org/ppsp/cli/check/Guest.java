package org.ppsp.cli.check;

import java.io.IOException;

/// A peer that the walk plays. Its name is random, so that it is nobody else's.
interface Guest {
  String id();

  /// Takes its leave of the tracker, if it has not yet.
  ///
  /// @throws Mismatch if the tracker does not let it go
  void goodbye() throws IOException, InterruptedException;
}
