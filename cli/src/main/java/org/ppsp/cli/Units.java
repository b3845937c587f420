package org.ppsp.cli;

import java.util.Locale;

/// Figures with their units, for people.
final class Units {
  private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Units() {}

  /// Bytes, in powers of 1,000.
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.95 && unit < SIZES.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, SIZES[unit]);
  }

  /// A span of seconds, in its two largest units.
  static String span(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return two(seconds / 60, "m", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return two(seconds / 3600, "h", seconds % 3600 / 60, "m");
    }
    return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String two(long large, String unit, long small, String smallUnit) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  /// A short span, in seconds.
  static String delay(double seconds) {
    if (seconds < 0.001) {
      return String.format(Locale.ROOT, "%.0f us", seconds * 1e6);
    }
    return seconds < 1
        ? String.format(Locale.ROOT, "%.1f ms", seconds * 1e3)
        : String.format(Locale.ROOT, "%.2f s", seconds);
  }

  /// A part of the whole.
  static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f %%", part * 100);
  }
}
