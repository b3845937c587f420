package org.ppsp.cli.check;

import java.io.IOException;

/// Nothing answers at the URL, so there is nothing to check.
public final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1;

  UnreachableException(String message, IOException cause) {
    super(message, cause);
  }
}
