package org.ppsp.server.security;

/// What is wrong with files that are looked at again and again: said once, not at each look. For
/// one thread at a time.
final class Trouble {
  private String told = "";

  /// Whether that was not said last.
  boolean isNew(CredentialException e) {
    String now = String.valueOf(e.getMessage());
    boolean isNew = !told.equals(now);
    told = now;
    return isNew;
  }

  /// All is well again.
  void isOver() {
    told = "";
  }
}
