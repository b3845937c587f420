package org.ppsp.cli.load;

/// What came of a load.
public final class LoadResult {
  private final Tally tally;
  private final double seconds;
  private final double offered;
  private final double served;
  private final long unsent;

  /// @param seconds that were measured
  /// @param offered requests of the mix a second
  /// @param served of them a second
  /// @param unsent how many were due and never sent
  LoadResult(Tally tally, double seconds, double offered, double served, long unsent) {
    this.tally = tally;
    this.seconds = seconds;
    this.offered = offered;
    this.served = served;
    this.unsent = unsent;
  }

  Tally tally() {
    return tally;
  }

  double seconds() {
    return seconds;
  }

  double offered() {
    return offered;
  }

  double served() {
    return served;
  }

  long unsent() {
    return unsent;
  }

  /// Requests that were not done.
  public long errors() {
    return tally.all().errorCount();
  }

  /// Whether the tracker served what was offered, all but a hundredth.
  public boolean keptUp() {
    return seconds <= 0 || served >= offered * 0.99;
  }
}
