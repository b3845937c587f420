package org.ppsp.server.http;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.ppsp.tracker.Caller;
import org.ppsp.tracker.Work;

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

  /// Whether the request is for a target, in whichever form either of them is written (RFC 9112,
  /// section 3.2).
  default boolean isFor(String target) {
    return RequestTarget.path(target()).equals(RequestTarget.path(target));
  }

  /// Whether a proxy that is believed stands between, which may have changed the target.
  default boolean isProxied() {
    return false;
  }

  /// The certificate that the client proved to own in the handshake, or null. That it comes from an
  /// authority that is trusted was checked then.
  @Nullable X509Certificate certificate();

  /// Why the request must not have the rights of the address it comes from: a web page of elsewhere
  /// sends it, or one that passes for this machine. Null if nothing speaks against it.
  default @Nullable String pageProblem() {
    return null;
  }

  /// Whether a web page sends it, be it one that may.
  default boolean isPage() {
    return false;
  }

  /// The bytes of the message.
  byte[] body();

  /// How many bytes the message has.
  int size();

  /// What the request costs beyond a plain one; whoever serves it adds to it.
  Work work();
}
