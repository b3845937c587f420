package org.ppsp.server.proxy;

/// A trusted proxy does not say what it has to; the message tells its operator what is wrong.
public final class ProxyException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;

  ProxyException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /// What is wrong.
  public String reason() {
    return reason;
  }
}
