package org.ppsp.server.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The files that the process has open, and may have open.
///
/// @param open now
/// @param limit the most; `Long.MAX_VALUE` where the system tells none
public record OpenFiles(long open, long limit) {
  /// Those of this process.
  public static OpenFiles now() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? new OpenFiles(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount())
        : new OpenFiles(0, Long.MAX_VALUE);
  }
}
