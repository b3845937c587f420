package org.ppsp.server.manage;

/// Why a request cannot be done, as it is told (RFC 9457).
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  /// A problem.
  ///
  /// @param status of HTTP
  /// @param detail the cause and the cure, for a person
  public Problem(int status, String detail) {
    super(detail, null, false, false);
    this.status = status;
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
