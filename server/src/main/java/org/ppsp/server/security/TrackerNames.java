package org.ppsp.server.security;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.auth.TrackerName;

/// The names by which peers reach the tracker: those that its operator lists, and those of its
/// certificate. Thread-safe.
final class TrackerNames {
  private static final String WILDCARD = "*.";

  // Kinds of alternative names (RFC 5280, section 4.2.1.6).
  private static final Integer KIND_DNS = 2;
  private static final Integer KIND_IP = 7;

  private final @Nullable Tls tls;
  private volatile List<String> hosts;

  /// @param hosts see [TrackerName#of]
  /// @param tls null if there is no certificate
  TrackerNames(List<String> hosts, @Nullable Tls tls) {
    this.hosts = List.copyOf(hosts);
    this.tls = tls;
  }

  /// Takes another list.
  void hosts(List<String> next) {
    hosts = List.copyOf(next);
  }

  private List<String> certified() {
    return tls == null ? List.of() : tls.names();
  }

  /// Whether the tracker does not know its names.
  boolean isEmpty() {
    return hosts.isEmpty() && certified().isEmpty();
  }

  /// Whether peers may know the tracker by that name.
  boolean contain(String name) {
    return hosts.contains(name)
        || certified().stream().anyMatch(own -> own.equals(name) || covers(own, name));
  }

  /// A wildcard stands for one label (RFC 9525, section 6.3).
  private static boolean covers(String own, String name) {
    int dot = name.indexOf('.');
    return own.startsWith(WILDCARD) && dot > 0 && own.substring(1).equals(name.substring(dot));
  }

  /// The one that stands for all: the first, without an asterisk.
  Optional<String> first() {
    return Stream.concat(hosts.stream(), certified().stream())
        .findFirst()
        .map(name -> name.startsWith(WILDCARD) ? name.substring(WILDCARD.length()) : name);
  }

  /// The names of a certificate, host names first.
  static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        String text = String.valueOf(name.get(1));
        if (KIND_IP.equals(name.get(0))) {
          addresses.add(TrackerName.of(text));
        } else if (KIND_DNS.equals(name.get(0))) {
          names.add(
              text.startsWith(WILDCARD)
                  ? WILDCARD + TrackerName.of(text.substring(WILDCARD.length()))
                  : TrackerName.of(text));
        }
      }
    } catch (CertificateParsingException | IllegalArgumentException _) {
      // what could be read will do: clients refuse the certificate by the rest
    }
    names.addAll(addresses);
    return List.copyOf(names);
  }
}
