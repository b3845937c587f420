package org.ppsp.testkit;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.SessionToken;

/// A request as it arrived.
///
/// @param request what was asked
/// @param token the token in the header `PPSP-Session`, or null if there was none
/// @param authorization the header `Authorization`, or null if there was none
/// @param certificate what the peer showed in the TLS handshake, or null if it was nothing
public record Received(
    Request request,
    @Nullable SessionToken token,
    @Nullable String authorization,
    @Nullable X509Certificate certificate) {}
