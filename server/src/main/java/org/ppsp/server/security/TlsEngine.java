package org.ppsp.server.security;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/// What does the arithmetic of TLS.
public enum TlsEngine {
  /// BoringSSL where it works, the JDK elsewhere.
  AUTO,
  /// BoringSSL, by Netty's native library.
  BORINGSSL,
  /// The JDK's own, everywhere.
  JDK;

  /// This engine, or the JDK's where the native library is missing.
  TlsEngine available() {
    return this != JDK && OpenSsl.isAvailable() ? BORINGSSL : JDK;
  }

  SslProvider provider() {
    return this == BORINGSSL ? SslProvider.OPENSSL : SslProvider.JDK;
  }
}
