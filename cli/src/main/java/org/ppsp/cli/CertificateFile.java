package org.ppsp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.Signature;

/// What goes into the element `Cer`, and the signature that belongs to it.
final class CertificateFile {
  /// The first byte of every certificate in DER: a sequence.
  private static final byte DER = 0x30;

  private CertificateFile() {}

  /// Reads a certificate in PEM, Base64 or DER, which becomes Base64.
  ///
  /// @throws IllegalArgumentException if the file cannot be read or is too large
  static Certificate read(String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(Certificate.MAX_LENGTH + 1);
      String text =
          bytes.length > 0 && bytes[0] == DER
              ? Base64.getEncoder().encodeToString(bytes)
              : new String(bytes, StandardCharsets.UTF_8).strip();
      return new Certificate(text);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + " does not exist", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /// Reads `ALGORITHM:BASE64`.
  ///
  /// @throws IllegalArgumentException if the text is anything else
  static Signature signature(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          "'" + text + "' must be ALGORITHM:BASE64, such as SHA256withECDSA:MEUCIQ…");
    }
    return new Signature(text.substring(0, colon), text.substring(colon + 1));
  }
}
