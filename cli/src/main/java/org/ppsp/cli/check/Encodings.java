package org.ppsp.cli.check;

import java.util.Locale;

/// Which encodings a walk is about.
public enum Encodings {
  /// That of the slides.
  XML,
  /// RFC 7846.
  JSON,
  /// Either, and that they meet in one tracker.
  BOTH;

  boolean hasXml() {
    return this != JSON;
  }

  boolean hasJson() {
    return this != XML;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
