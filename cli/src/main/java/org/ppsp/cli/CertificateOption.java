package org.ppsp.cli;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Certificate;
import picocli.CommandLine.Option;

/// The certificate that a peer shows. A mixin.
final class CertificateOption {
  @Option(
      names = "--cer",
      paramLabel = "FILE",
      description = "The certificate for Cer, in PEM, Base64 or DER.")
  private @Nullable Certificate certificate;

  /// For picocli.
  CertificateOption() {}

  /// The certificate, or null.
  @Nullable Certificate certificate() {
    return certificate;
  }
}
