package org.ppsp.protocol;

/// Ties an answer to its request; chosen by the sender, returned unchanged.
///
/// @param value 1 to 128 characters (specification, section 3)
public record TransactionId(String value) {
  /// The most characters a TransactionID may have.
  public static final int MAX_LENGTH = 128;

  /// Checks the value.
  ///
  /// @throws IllegalArgumentException if it is not a valid TransactionID
  public TransactionId {
    Identifiers.text("TransactionID", value, MAX_LENGTH);
  }

  @Override
  public String toString() {
    return value;
  }
}
