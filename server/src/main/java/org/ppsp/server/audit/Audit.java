package org.ppsp.server.audit;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;

/// Counts what is refused and tells the log what of it an operator wants to know.
public record Audit(Refusals refusals, SecurityLog log) {
  /// Something was refused.
  ///
  /// @param peer whose name the request has; null if it was not read
  /// @param detail what the client was told
  public void refused(
      Refusals.Reason reason, IpAddress address, @Nullable PeerId peer, String detail) {
    refusals.count(reason);
    SecurityLog.Kind kind = kind(reason);
    if (kind != null) {
      log.event(kind, address, peer, detail);
    }
  }

  /// Mistakes are numbers only: any client may make them.
  private static SecurityLog.@Nullable Kind kind(Refusals.Reason reason) {
    return switch (reason) {
      case CONNECTIONS, CONNECTIONS_OF_ADDRESS, CONNECTIONS_OF_NETWORK ->
          SecurityLog.Kind.TOO_MANY_CONNECTIONS;
      case CONNECTS_OF_ADDRESS,
          CONNECTS_OF_NETWORK,
          CONNECTS_OF_CREDENTIAL,
          REQUESTS_OF_ADDRESS,
          REQUESTS_OF_NETWORK,
          REQUESTS_OF_CREDENTIAL ->
          SecurityLog.Kind.RATE_LIMITED;
      case OVERLOAD -> SecurityLog.Kind.OVERLOADED;
      case BAD_PROXY -> SecurityLog.Kind.BAD_PROXY;
      case FOREIGN_PAGE -> SecurityLog.Kind.FOREIGN_PAGE;
      case BAD_CREDENTIAL -> SecurityLog.Kind.AUTHENTICATION_FAILED;
      case CREDENTIAL_OF_ANOTHER -> SecurityLog.Kind.NOT_ALLOWED;
      case CREDENTIAL_ENDED -> SecurityLog.Kind.CREDENTIAL_ENDED;
      case UNDER_WAY, MALFORMED, TOO_LARGE, TIMEOUT, NO_CREDENTIAL -> null;
    };
  }
}
