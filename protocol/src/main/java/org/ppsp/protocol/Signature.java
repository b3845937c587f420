package org.ppsp.protocol;

import org.jspecify.annotations.Nullable;

/// The proof that a peer holds the key of its certificate (specification, section 9).
///
/// @param algorithm the name of the signature's algorithm, 1 to 64 characters
/// @param value the signature in Base64, 1 to 4,096 characters
/// @param tracker the name of the tracker that it is for, 1 to 253 characters; null in the form
///   that names none
public record Signature(String algorithm, String value, @Nullable String tracker) {
  /// Checks the lengths.
  ///
  /// @throws IllegalArgumentException if one is left
  public Signature {
    Identifiers.word("algorithm", algorithm, 64);
    Identifiers.text("Signature", value, 4096);
    if (tracker != null) {
      Identifiers.word("tracker", tracker, 253);
    }
  }

  /// A signature that names no tracker.
  public Signature(String algorithm, String value) {
    this(algorithm, value, null);
  }

  /// The same for a tracker of that name, which must be in what was signed.
  public Signature of(String name) {
    return new Signature(algorithm, value, name);
  }
}
