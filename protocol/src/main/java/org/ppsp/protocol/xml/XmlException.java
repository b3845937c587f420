package org.ppsp.protocol.xml;

/// The bytes are not XML as this project reads it; nothing behind that place can be read. Without a
/// stack trace.
final class XmlException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;

  XmlException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /// What is wrong, and where.
  String reason() {
    return reason;
  }
}
