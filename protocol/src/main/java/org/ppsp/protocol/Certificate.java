package org.ppsp.protocol;

/// The text of the element `Cer`: an X.509 certificate in Base64 DER or PEM. Not looked into here.
///
/// @param text 1 to 16,384 characters
public record Certificate(String text) {
  /// The most characters a certificate may have.
  public static final int MAX_LENGTH = 16_384;

  /// Checks the length.
  ///
  /// @throws IllegalArgumentException if it is empty or too long
  public Certificate {
    Identifiers.text("Cer", text, MAX_LENGTH);
  }
}
