package org.ppsp.server.security;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Request;
import org.ppsp.server.http.Answer;

/// Asked before a proof is looked at that takes much time to check: whoever sends false ones one
/// after the other would keep the tracker busy with them. For every thread.
@FunctionalInterface
public interface Toll {
  /// Counts one more proof from an address.
  ///
  /// @return the answer if it is one too many, or null
  @Nullable Answer ask(IpAddress address, Request request);
}
