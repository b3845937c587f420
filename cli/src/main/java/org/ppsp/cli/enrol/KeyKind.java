package org.ppsp.cli.enrol;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Locale;

/// The kinds of keys that peers may have: those with which a peer can prove that a certificate is
/// its own (specification, section 9).
public enum KeyKind {
  /// On the curve P-256.
  EC("EC"),
  /// Of 3,072 bits, as strong as the others.
  RSA("RSA"),
  /// Edwards curve 25519.
  ED25519("Ed25519");

  private static final int RSA_BITS = 3072;

  private final String algorithm;

  KeyKind(String algorithm) {
    this.algorithm = algorithm;
  }

  /// A new pair.
  KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      switch (this) {
        case EC -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case RSA -> generator.initialize(RSA_BITS);
        case ED25519 -> {} // has one size
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM makes no keys of the kind " + algorithm, e);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
