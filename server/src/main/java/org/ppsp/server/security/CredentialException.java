package org.ppsp.server.security;

/// A certificate or key cannot be used: the message names the file, the cause and the cure, and
/// nothing of a key.
public final class CredentialException extends Exception {
  private static final long serialVersionUID = 1;

  CredentialException(String message) {
    super(message);
  }

  CredentialException(String message, Throwable cause) {
    super(message, cause);
  }
}
