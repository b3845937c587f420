package org.ppsp.server.http;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.ppsp.tracker.Caller;

/// Who sent a request, with all that came with it and could prove it. Good while the request is
/// being answered, in the thread that answers it.
public interface Sender {
  /// Where the request came from, and the token in its header.
  Caller caller();

  /// The header `Authorization`, or null. Nothing of it has been checked.
  @Nullable String authorization();

  /// The method and the target of the request, as its first line says them.
  String method();

  /// See [#method].
  String target();

  /// The certificate that the client proved to own in the handshake, or null. That it comes from an
  /// authority that is trusted was checked then.
  @Nullable X509Certificate certificate();

  /// The bytes of the message.
  byte[] body();
}
