package org.ppsp.protocol;

/// How a request ended: the numbers of the IANA PPSTP error-code registry (RFC 7846, section 8.4),
/// shared by both encodings (specification, section 2).
public enum Status {
  /// Done.
  SUCCESSFUL,
  /// Not well formed, unknown method, missing or invalid element.
  BAD_REQUEST,
  /// The major number of the version is not 1.
  UNSUPPORTED_VERSION,
  /// Not connected, not a member, not the owner of that PeerID, or the swarm is not allowed.
  FORBIDDEN_ACTION,
  /// Unexpected; the details are in the tracker's log.
  INTERNAL_ERROR,
  /// Overload, rate limit or draining.
  SERVICE_UNAVAILABLE,
  /// Credentials are missing or not accepted.
  AUTHENTICATION_REQUIRED;

  private static final Status[] ALL = values();

  /// The number on the wire, 0 to 6.
  public int code() {
    return ordinal();
  }

  /// The HTTP status it goes with (specification, section 2).
  public int http() {
    return switch (this) {
      case SUCCESSFUL -> 200;
      case BAD_REQUEST, UNSUPPORTED_VERSION -> 400;
      case FORBIDDEN_ACTION -> 403;
      case INTERNAL_ERROR -> 500;
      case SERVICE_UNAVAILABLE -> 503;
      case AUTHENTICATION_REQUIRED -> 401;
    };
  }

  /// The status of a number on the wire.
  ///
  /// @throws IllegalArgumentException if it is not 0 to 6
  public static Status of(int code) {
    if (code < 0 || code >= ALL.length) {
      throw new IllegalArgumentException("Status must be 0 to 6, not " + code);
    }
    return ALL[code];
  }
}
