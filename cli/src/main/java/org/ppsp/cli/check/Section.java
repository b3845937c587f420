package org.ppsp.cli.check;

import java.io.IOException;

/// A part of the walk: it makes its own peers and swarms and leans on no other part.
@FunctionalInterface
interface Section {
  /// Does the checks. A [Mismatch] that leaves it, from preparing what the checks need, ends the
  /// part.
  void run(Checks checks) throws IOException, InterruptedException;
}
