package org.ppsp.cli.enrol;

/// Why a certificate is revoked (RFC 5280, section 5.3.1).
public enum Reason {
  /// Nobody says.
  UNSPECIFIED("unspecified", 0),
  /// Somebody else has the key.
  KEY_COMPROMISE("keyCompromise", 1),
  /// The name is another's now.
  AFFILIATION_CHANGED("affiliationChanged", 3),
  /// There is a newer certificate.
  SUPERSEDED("superseded", 4),
  /// It is needed no more.
  CESSATION_OF_OPERATION("cessationOfOperation", 5),
  /// Its owner may no more.
  PRIVILEGE_WITHDRAWN("privilegeWithdrawn", 9);

  private final String word;

  /// The number in the CRL.
  final int code;

  Reason(String word, int code) {
    this.word = word;
    this.code = code;
  }

  /// The reason of a word in the index.
  static Reason of(String word) {
    for (Reason reason : values()) {
      if (reason.word.equals(word)) {
        return reason;
      }
    }
    throw new IllegalArgumentException("there is no reason " + word);
  }

  @Override
  public String toString() {
    return word;
  }
}
