package org.ppsp.server.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.auth.PeerName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which certificates of peers are accepted: those that an authority in a file has issued directly,
/// that have neither expired nor been revoked, and that name a peer. Both files are taken anew when
/// they change, and what had been accepted is looked at again. Thread-safe.
final class PeerAuthority {
  private static final Logger LOG = LoggerFactory.getLogger(PeerAuthority.class);
  private static final int MAX_AUTHORITIES = 1 << 20;
  private static final int MAX_REVOKED = 64 << 20;

  /// Certificates of a kilobyte or two.
  private static final int REMEMBERED = 10_000;

  private final InstantSource clock;
  private final Watched<List<X509Certificate>> authorities;
  private final @Nullable Watched<List<X509CRL>> lists;

  /// Those that were accepted lately.
  private final Cache<X509Certificate, CertificateCredential> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  private volatile Accepted accepted;

  /// What the files say, to be compared by identity.
  ///
  /// @param anchors each authority
  /// @param revoked issuer and serial number of what was revoked
  /// @param until when the next of them expires, in milliseconds
  private record Accepted(Set<TrustAnchor> anchors, Set<String> revoked, long until) {}

  /// Reads the files.
  ///
  /// @param issuers a PEM file with the certificates of the authorities
  /// @param revoked a file with the lists of what they have revoked, PEM or DER, or null
  /// @throws CredentialException if one cannot be used
  PeerAuthority(Path issuers, @Nullable Path revoked, InstantSource clock)
      throws CredentialException {
    this.clock = clock;
    authorities =
        new Watched<>("authorities of peers", issuers, MAX_AUTHORITIES, PeerAuthority::issuers);
    lists =
        revoked == null
            ? null
            : new Watched<>("revoked certificates", revoked, MAX_REVOKED, PeerAuthority::lists);
    accepted = accepted();
  }

  private static List<X509Certificate> issuers(KeptFile file) throws CredentialException {
    List<X509Certificate> all = new PemFile(file).certificates();
    for (X509Certificate issuer : all) {
      String fault = CertificateRules.faultOfAuthority(issuer);
      if (fault != null) {
        throw new CredentialException(
            "%s holds the certificate of %s, which %s; name the file of an authority that issues peers' certificates"
                .formatted(file.file(), issuer.getSubjectX500Principal().getName(), fault));
      }
    }
    return all;
  }

  private static List<X509CRL> lists(KeptFile file) throws CredentialException {
    try {
      List<X509CRL> all =
          CertificateFactory.getInstance("X.509")
              .generateCRLs(new ByteArrayInputStream(file.bytes()))
              .stream()
              .map(X509CRL.class::cast)
              .toList();
      if (!all.isEmpty()) {
        return all;
      }
    } catch (GeneralSecurityException e) {
      throw new CredentialException(
          file.file() + " holds a revocation list that cannot be read: " + e.getMessage(), e);
    }
    throw new CredentialException(
        file.file() + " holds no revocation list; it must have -----BEGIN X509 CRL----- (PEM)");
  }

  private Accepted accepted() throws CredentialException {
    Set<TrustAnchor> anchors = new HashSet<>();
    for (X509Certificate authority : authorities.value()) {
      anchors.add(new TrustAnchor(authority, null));
      if (authority.getNotAfter().toInstant().isBefore(clock.instant())) {
        LOG.warn(
            "the authority {} has expired at {}: no certificate of it is accepted; put a new one"
                + " into auth.authorities",
            authority.getSubjectX500Principal().getName(),
            authority.getNotAfter().toInstant());
      }
    }
    Set<String> revoked = new HashSet<>();
    if (lists != null) {
      for (X509CRL list : lists.value()) {
        take(list, revoked);
      }
    }
    return new Accepted(anchors, revoked, nextEnd());
  }

  /// When the next authority expires, in milliseconds.
  private long nextEnd() {
    long now = clock.millis();
    return authorities.value().stream()
        .mapToLong(authority -> authority.getNotAfter().toInstant().toEpochMilli())
        .filter(end -> end >= now)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /// What holds now: once an authority has expired, all is looked at anew.
  private Accepted current() {
    Accepted now = accepted;
    if (clock.millis() <= now.until) {
      return now;
    }
    synchronized (this) {
      if (clock.millis() > accepted.until) {
        accepted = new Accepted(accepted.anchors, accepted.revoked, nextEnd());
      }
      return accepted;
    }
  }

  private void take(X509CRL list, Set<String> revoked) throws CredentialException {
    String issuer = list.getIssuerX500Principal().getName();
    X509Certificate signer =
        authorities.value().stream()
            .filter(authority -> isOf(list, authority))
            .findFirst()
            .orElseThrow(
                () ->
                    new CredentialException(
                        "the revocation list of %s is not signed by an authority of peers"
                            .formatted(issuer)));
    String fault = CertificateRules.faultOfList(list, signer);
    if (fault != null) {
      throw new CredentialException("the revocation list of %s %s".formatted(issuer, fault));
    }
    if (list.getNextUpdate() != null
        && list.getNextUpdate().toInstant().isBefore(clock.instant())) {
      LOG.warn(
          "the revocation list of {} should have been renewed at {}; what it names stays revoked:"
              + " write a new one (ppsp enrol crl)",
          issuer,
          list.getNextUpdate().toInstant());
    }
    Collection<? extends X509CRLEntry> entries = list.getRevokedCertificates();
    if (entries != null) {
      entries.forEach(entry -> revoked.add(entry.getSerialNumber() + " " + issuer));
    }
  }

  private static boolean isOf(X509CRL list, X509Certificate authority) {
    try {
      list.verify(authority.getPublicKey());
      return list.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /// Looks whether the files have changed, and takes them if so. Where two schemes look, only the
  /// first sees the change.
  ///
  /// @return whether that changes what is accepted
  synchronized boolean look() {
    boolean changed = authorities.look();
    if (lists != null) {
      changed |= lists.look();
    }
    if (changed) {
      try {
        accepted = accepted();
        return true;
      } catch (CredentialException e) {
        LOG.warn("what was accepted of peers stays as it was: {}", e.getMessage());
      }
    }
    return false;
  }

  /// The authorities, for the handshake.
  List<X509Certificate> issuers() {
    return authorities.value();
  }

  /// Reads what a message has in `Cer`: PEM, or DER in Base64.
  ///
  /// @throws Rejected if it is none
  static X509Certificate read(Certificate cer) throws Rejected {
    String text = cer.text();
    try {
      byte[] bytes =
          text.startsWith("-----")
              ? text.getBytes(StandardCharsets.ISO_8859_1)
              : Base64.getMimeDecoder().decode(text);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(bytes));
    } catch (CertificateException | RuntimeException _) { // of which readers throw several
      throw Rejected.wrong(
          "Cer cannot be read: it must be one X.509 certificate, as PEM or as DER in Base64");
    }
  }

  /// Whether a certificate was accepted lately, so that it takes no time to do so again.
  boolean knows(X509Certificate certificate) {
    return known.asMap().containsKey(certificate);
  }

  /// What a certificate proves of one who holds its key.
  ///
  /// @throws Rejected if it is not accepted
  CertificateCredential accept(X509Certificate certificate) throws Rejected {
    CertificateCredential seen = known.getIfPresent(certificate);
    if (seen != null && seen.isValid()) {
      return seen;
    }
    Accepted now = current();
    check(certificate, now);
    CertificateCredential credential =
        new CertificateCredential(
            PeerName.of(certificate)
                .orElseThrow(
                    () ->
                        Rejected.wrong(
                            "the certificate names no peer: it must have one alternative name"
                                + " urn:ppsp:peer:<PeerID>")),
            certificate,
            this,
            now);
    known.put(certificate, credential);
    return credential;
  }

  /// Whether a certificate that was accepted would be so again.
  ///
  /// @param then what [#accept] or the last call here went by
  /// @return what this call went by; null if it is not accepted any more
  @Nullable Object stillAccepts(X509Certificate certificate, Object then) {
    Accepted now = current();
    if (clock.instant().isAfter(certificate.getNotAfter().toInstant())) {
      return null;
    }
    if (isSame(now, then)) {
      return now;
    }
    try {
      check(certificate, now);
      return now;
    } catch (Rejected _) {
      return null;
    }
  }

  @SuppressWarnings("ReferenceEquality") // as it says
  private static boolean isSame(Accepted now, Object then) {
    return now == then;
  }

  private void check(X509Certificate certificate, Accepted now) throws Rejected {
    if (now.revoked.contains(
        certificate.getSerialNumber() + " " + certificate.getIssuerX500Principal().getName())) {
      throw Rejected.wrong("the certificate has been revoked: ask the operator for a new one");
    }
    CertificateRules.check(certificate);
    try {
      PKIXParameters parameters = new PKIXParameters(now.anchors);
      parameters.setRevocationEnabled(false); // done above, by lists that are taken anew
      parameters.setDate(Date.from(clock.instant()));
      PKIXCertPathValidatorResult path =
          (PKIXCertPathValidatorResult)
              CertPathValidator.getInstance("PKIX")
                  .validate(
                      CertificateFactory.getInstance("X.509")
                          .generateCertPath(new ArrayList<>(List.of(certificate))),
                      parameters);
      checkAuthority(certificate, path.getTrustAnchor().getTrustedCert());
    } catch (CertPathValidatorException e) {
      throw Rejected.wrong(
          switch (e.getReason()) {
            case CertPathValidatorException.BasicReason.EXPIRED ->
                "the certificate has expired: ask the operator for a new one";
            case CertPathValidatorException.BasicReason.NOT_YET_VALID ->
                "the certificate is not valid yet: is the clock right?";
            default -> "the certificate is not from an authority that this tracker accepts";
          });
    } catch (GeneralSecurityException | RuntimeException _) { // of which validators throw several
      throw Rejected.wrong("the certificate cannot be checked: it is malformed");
    }
  }

  /// An authority may be there twice, with an old certificate and a new one: one of them will do.
  private void checkAuthority(X509Certificate certificate, X509Certificate found) throws Rejected {
    Rejected refused = null;
    for (X509Certificate authority : authorities.value()) {
      if (authority.getPublicKey().equals(found.getPublicKey())
          && authority.getSubjectX500Principal().equals(found.getSubjectX500Principal())) {
        try {
          CertificateRules.check(certificate, authority, clock.millis());
          return;
        } catch (Rejected e) {
          refused = e;
        }
      }
    }
    throw refused == null
        ? Rejected.wrong("the authorities have just changed: CONNECT again")
        : refused;
  }
}
