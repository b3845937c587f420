package org.ppsp.cli.enrol;

/// Nothing was issued or changed; the message names cause and cure.
public final class EnrolException extends Exception {
  private static final long serialVersionUID = 1;

  EnrolException(String message) {
    super(message);
  }

  EnrolException(String message, Throwable cause) {
    super(message, cause);
  }
}
