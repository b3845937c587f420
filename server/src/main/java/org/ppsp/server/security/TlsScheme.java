package org.ppsp.server.security;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.Request;
import org.ppsp.server.http.Sender;
import org.ppsp.tracker.Credential;

/// The certificate that a client shows in the TLS handshake, where its key is proved to be his.
record TlsScheme(PeerAuthority authority) implements Scheme {
  @Override
  public @Nullable Credential prove(Request request, Sender sender) throws Rejected {
    X509Certificate shown = sender.certificate();
    return shown == null ? null : authority.accept(shown);
  }

  @Override
  public boolean isDear(Request request, Sender sender) {
    X509Certificate shown = sender.certificate();
    return shown != null && !authority.knows(shown);
  }

  @Override
  public Condition.Type type() {
    return Condition.Type.TLS_CLIENT_CERTIFICATE;
  }

  @Override
  public String toString() {
    return "tls-client-certificate";
  }

  @Override
  public boolean look() {
    return authority.look();
  }
}
