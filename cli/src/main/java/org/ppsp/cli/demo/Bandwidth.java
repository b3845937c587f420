package org.ppsp.cli.demo;

/// What a line can carry: it fills up with time, and chunks use it up.
final class Bandwidth {
  private final int rate;
  private double left;

  /// @param rate in kbit/s
  Bandwidth(int rate) {
    this.rate = rate;
  }

  /// In kbit/s.
  int rate() {
    return rate;
  }

  /// Lets time pass.
  ///
  /// @param chunk the most that is saved up, in kbit, or a second's worth if that is more
  void refill(long millis, int chunk) {
    left = Math.min(Math.max(rate, chunk), left + rate * millis / 1000.0);
  }

  boolean has(int kbits) {
    return left >= kbits;
  }

  void use(int kbits) {
    left -= kbits;
  }

  /// In kbit.
  int left() {
    return (int) left;
  }
}
