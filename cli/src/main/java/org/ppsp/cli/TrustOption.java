package org.ppsp.cli;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.ppsp.client.Authorities;
import org.ppsp.client.TrackerClientBuilder;
import picocli.CommandLine.Option;

/// Whose certificates are trusted. A mixin.
final class TrustOption {
  @Option(
      names = "--ca",
      paramLabel = "FILE",
      defaultValue = "${env:PPSP_CA}",
      description = {
        "Trust the authorities in this PEM file, and no others, to vouch for an https tracker",
        "(default: those that the JVM trusts). Also by PPSP_CA."
      })
  private @Nullable Path file;

  /// For picocli.
  TrustOption() {}

  /// Makes a client trust them.
  void prepare(TrackerClientBuilder client, Console console) {
    if (file != null) {
      try {
        client.trust(file);
      } catch (IllegalArgumentException e) {
        throw console.misuse("--ca: " + e.getMessage());
      }
    }
  }

  /// What TLS is to use.
  SSLContext context(Console console) {
    try {
      return file == null ? SSLContext.getDefault() : Authorities.in(file);
    } catch (IllegalArgumentException e) {
      throw console.misuse("--ca: " + e.getMessage());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM knows no TLS", e);
    }
  }
}
