package org.ppsp.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.Request;

/// Satisfies what a tracker demands of a peer that connects (specification, sections 4 and 9).
@FunctionalInterface
public interface Credentials {
  /// Answers AUTHENTICATION_REQUIRED once, before CONNECT counts as refused. Called by the thread
  /// that connects.
  ///
  /// @param refused the CONNECT that was refused
  /// @param conditions what would do, any one of them
  /// @return the CONNECT to send instead, with a certificate and a signature, say; null if there is
  ///   nothing to offer
  Request.@Nullable Connect satisfy(Request.Connect refused, List<Condition> conditions);
}
