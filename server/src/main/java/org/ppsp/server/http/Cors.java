package org.ppsp.server.http;

import org.jspecify.annotations.Nullable;

/// What an answer tells the browser of a web player (the CORS protocol of the Fetch standard).
///
/// @param origin whose pages may read the answer; null: no page of elsewhere
/// @param varies whether other pages would be answered otherwise
record Cors(@Nullable String origin, boolean varies) {
  /// For all clients of a tracker that no page may use.
  static final Cors NONE = new Cors(null, false);

  private static final Cors NO_PAGE = new Cors(null, true);
  private static final Cors ANY = new Cors("*", false);

  /// What a page may send: besides these, headers that need no leave.
  static final String REQUEST_HEADERS = "Content-Type, PPSP-Session, Authorization";

  /// What a page may read of an answer's head.
  static final String ANSWER_HEADERS = "PPSP-Session, Retry-After, WWW-Authenticate";

  /// Seconds for which a browser need not ask again; browsers keep to two hours anyway.
  static final String MAX_AGE = "7200";

  /// Whether there is nothing to say.
  boolean isNone() {
    return origin == null && !varies;
  }

  static Cors of(WebSettings web, @Nullable String origin) {
    if (web.allowedOrigins().isEmpty()) {
      return NONE;
    }
    if (web.allowsAny()) {
      return ANY;
    }
    return origin == null || !web.allows(origin) ? NO_PAGE : new Cors(origin, true);
  }
}
