package org.ppsp.cli.enrol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/// Files in PEM (RFC 7468).
final class Pem {
  static final String CERTIFICATE = "CERTIFICATE";
  static final String PRIVATE_KEY = "PRIVATE KEY";
  static final String CRL = "X509 CRL";

  /// What certificates, keys and requests never need.
  static final int MAX_BYTES = 1 << 16;

  /// The first byte of DER: a sequence.
  private static final byte SEQUENCE = 0x30;

  private Pem() {}

  static String text(String type, byte[] der) {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, der));
    } catch (IOException e) {
      throw new UncheckedIOException("a text takes everything", e);
    }
    return text.toString();
  }

  /// Reads the first part of one of the types.
  ///
  /// @return DER
  static byte[] read(Path file, int most, Set<String> types) throws IOException, EnrolException {
    byte[] bytes = DurableFile.bytes(file, most);
    if (bytes.length > 0 && bytes[0] == SEQUENCE) {
      return bytes;
    }
    try (PemReader reader = new PemReader(new StringReader(new String(bytes, US_ASCII)))) {
      PemObject part;
      while ((part = reader.readPemObject()) != null) {
        if (types.contains(part.getType())) {
          return part.getContent();
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new EnrolException(file + " is damaged: it is no PEM; restore it from a backup", e);
    }
    throw new EnrolException(
        "%s must have -----BEGIN %s----- (PEM)".formatted(file, types.iterator().next()));
  }
}
