package org.ppsp.protocol;

import java.util.Locale;

/// The kind of access an address is reached by.
public enum ConnectionType {
  /// Cable or fibre.
  WIRED,
  /// Radio.
  WIRELESS;

  private final String text = name().toLowerCase(Locale.ROOT);

  /// The word on the wire, in lower case.
  public String text() {
    return text;
  }
}
