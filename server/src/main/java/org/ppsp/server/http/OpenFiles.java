package org.ppsp.server.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The files that the process has open, and may have open.
///
/// @param open now
/// @param limit the most; `Long.MAX_VALUE` where the system tells none
public record OpenFiles(long open, long limit) {
  /// Files for all but peers: libraries, event loops, the management port's clients, STAT_QUERY,
  /// logs.
  public static final int RESERVE = 512;

  /// Those of this process.
  public static OpenFiles now() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? new OpenFiles(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount())
        : new OpenFiles(0, Long.MAX_VALUE);
  }

  /// How many connections of peers there can be at once. At this number idle ones give way to new
  /// ones; once all files are open, nobody can be accepted.
  ///
  /// Where there are few files, a quarter of them is for connections, another one for those that
  /// are refused.
  ///
  /// @param wanted the most
  public int connections(int wanted) {
    return (int) Math.min(wanted, Math.max(limit / 4, limit - RESERVE));
  }
}
