package org.ppsp.server.manage;

import java.util.Map;

/// Why a request cannot be done, as it is told (RFC 9457).
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  /// Those of its answer that say what would do.
  private final transient Map<String, String> headers;

  /// A problem.
  ///
  /// @param status of HTTP
  /// @param detail the cause and the cure, for a person
  public Problem(int status, String detail) {
    this(status, detail, Map.of());
  }

  private Problem(int status, String detail, Map<String, String> headers) {
    super(detail, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  /// The same with a header of its answer that says what would do.
  Problem with(String name, String value) {
    return new Problem(status, String.valueOf(getMessage()), Map.of(name, value));
  }

  Map<String, String> headers() {
    return headers;
  }

  int status() {
    return status;
  }

  /// What the request says is wrong.
  static Problem bad(String detail) {
    return new Problem(400, detail);
  }

  /// What the request names is not there.
  static Problem missing(String detail) {
    return new Problem(404, detail);
  }
}
