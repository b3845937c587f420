package org.ppsp.cli.enrol;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.jspecify.annotations.Nullable;

/// What the CRL said that is about to be replaced.
///
/// @param number the one before it has a smaller one
/// @param from when it was signed
/// @param span for how long
/// @param serials what it revoked
record LastCrl(BigInteger number, Instant from, Duration span, Set<BigInteger> serials) {
  private static final int MAX_BYTES = 64 << 20;

  LastCrl {
    serials = Set.copyOf(serials);
  }

  /// Reads it; null if there is none that can be read, since the index has all that is needed.
  static @Nullable LastCrl read(Path file) {
    try {
      X509CRLHolder crl = new X509CRLHolder(Pem.read(file, MAX_BYTES, Set.of(Pem.CRL)));
      Set<BigInteger> serials = new HashSet<>();
      Collection<?> entries = crl.getRevokedCertificates();
      for (Object entry : entries) {
        serials.add(((X509CRLEntryHolder) entry).getSerialNumber());
      }
      Extension number = crl.getExtension(Extension.cRLNumber);
      Instant from = crl.getThisUpdate().toInstant();
      return new LastCrl(
          CRLNumber.getInstance(number.getParsedValue()).getCRLNumber(),
          from,
          Duration.between(from, crl.getNextUpdate().toInstant()),
          serials);
    } catch (IOException | EnrolException | RuntimeException e) {
      return null;
    }
  }

  /// Whether a revoked certificate need not be in the next one: this one is younger than its end,
  /// and had it if it was revoked by then (RFC 5280, section 3.3).
  boolean isLastOf(Issued issued) {
    return issued.until().isBefore(from);
  }

  /// Refuses an index that knows less than this list.
  ///
  /// @throws EnrolException if it does not know that something was revoked
  void checkKnownTo(Path index, List<Issued> all) throws EnrolException {
    Set<BigInteger> forgotten = new HashSet<>(serials);
    all.stream()
        .filter(issued -> issued.revocation() != null)
        .forEach(issued -> forgotten.remove(issued.serial()));
    if (!forgotten.isEmpty()) {
      throw new EnrolException(
          "%s is older than the CRL, which revokes %s; restore the index that belongs to it"
              .formatted(index, Issued.serialText(forgotten.iterator().next())));
    }
  }
}
