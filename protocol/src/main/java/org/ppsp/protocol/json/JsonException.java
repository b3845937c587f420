package org.ppsp.protocol.json;

/// The message is no JSON, or passes a limit; nothing behind that place can be read. Without a
/// stack trace: strangers cause it.
final class JsonException extends Exception {
  private static final long serialVersionUID = 1;

  JsonException(String reason) {
    super(reason, null, false, false);
  }
}
