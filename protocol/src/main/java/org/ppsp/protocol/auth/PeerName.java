package org.ppsp.protocol.auth;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;

/// How a certificate names its peer: by one URI `urn:ppsp:peer:<PeerID>` among the alternative
/// names of its subject (specification, section 9).
public final class PeerName {
  private static final String PREFIX = "urn:ppsp:peer:";

  /// The kind of an alternative name that is a URI (RFC 5280, section 4.2.1.6).
  private static final Integer KIND_URI = 6;

  /// What may stand in a URN (RFC 8141, section 2) beside letters and digits.
  private static final PercentCode CODE = new PercentCode("-._~!$&'()*+,;=:@/");

  private PeerName() {}

  /// The URI for a peer; what a URI cannot carry is percent-encoded UTF-8.
  public static String uri(PeerId peer) {
    return PREFIX + CODE.encode(peer.value());
  }

  /// The peer that a certificate names. Whether the certificate is to be believed is not looked at.
  ///
  /// @return empty if it names none, more than one (be it twice the same), or if the name or the
  ///   certificate is malformed
  public static Optional<PeerId> of(X509Certificate certificate) {
    try {
      String found = null;
      for (String uri : uris(certificate)) {
        if (uri.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
          if (found != null) {
            return Optional.empty();
          }
          found = uri;
        }
      }
      // One spelling only, so that two who compare names find the same.
      return found == null || !found.startsWith(PREFIX)
          ? Optional.empty()
          : Optional.of(new PeerId(CODE.decode(found.substring(PREFIX.length()))));
    } catch (CertificateParsingException | RuntimeException e) {
      // Certificates come from strangers, and their readers differ in what they throw.
      return Optional.empty();
    }
  }

  private static List<String> uris(X509Certificate certificate) throws CertificateParsingException {
    @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names == null
        ? List.of()
        : names.stream()
            .filter(name -> KIND_URI.equals(name.get(0)))
            .map(name -> (String) name.get(1))
            .toList();
  }
}
