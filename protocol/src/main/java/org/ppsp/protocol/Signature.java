package org.ppsp.protocol;

/// The proof that a peer holds the key of its certificate (specification, section 9).
///
/// @param algorithm the name of the signature's algorithm, 1 to 64 characters
/// @param value the signature in Base64, 1 to 4,096 characters
public record Signature(String algorithm, String value) {
  /// Checks the lengths.
  ///
  /// @throws IllegalArgumentException if one is left
  public Signature {
    Identifiers.word("algorithm", algorithm, 64);
    Identifiers.text("Signature", value, 4096);
  }
}
