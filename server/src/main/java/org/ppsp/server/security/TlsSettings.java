package org.ppsp.server.security;

import java.nio.file.Path;

/// How the tracker proves who it is and keeps messages secret (specification, section 9).
///
/// @param certificate a PEM file: the tracker's certificate, then those that lead to its root
/// @param key a PEM file: the private key, PKCS #8, not encrypted
/// @param tls12 whether clients that do not know TLS 1.3 may use TLS 1.2
/// @param engine what does the arithmetic
public record TlsSettings(Path certificate, Path key, boolean tls12, TlsEngine engine) {}
