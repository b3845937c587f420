package org.ppsp.cli.enrol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Set;

/// The private keys of authority and tokens, as files.
final class EcKey {
  /// How they sign.
  static final String ALGORITHM = "SHA256withECDSA";

  private static final byte[] SAMPLE = "a sample".getBytes(US_ASCII);

  private EcKey() {}

  static String text(PrivateKey key) {
    return Pem.text(Pem.PRIVATE_KEY, key.getEncoded());
  }

  static ECPrivateKey read(Path file) throws IOException, EnrolException {
    byte[] der = Pem.read(file, Pem.MAX_BYTES, Set.of(Pem.PRIVATE_KEY));
    try {
      return (ECPrivateKey)
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new EnrolException(
          file + " is damaged, or no EC key in PKCS #8; restore it from a backup", e);
    }
  }

  /// Whether two keys are a pair.
  static boolean belong(PrivateKey key, PublicKey shown) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(shown);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
