package org.ppsp.server.http;

import org.ppsp.protocol.Codec;

/// Told what one event loop does, to count it. Only that loop calls, on the way of every request: a
/// tally must be quick, must not block and must not throw.
public interface Tally {
  /// One that counts nothing.
  Tally NONE = new Tally() {};

  /// The time of a request that has not come to its end.
  long NEVER = Long.MIN_VALUE;

  /// The time in nanoseconds, from any origin; read only if someone wants to know it.
  default long now() {
    return 0;
  }

  /// A client has connected.
  default void connected() {}

  /// A client's bytes have come, as they were on the wire.
  default void received(int bytes) {}

  /// Bytes go to a client, as they are on the wire.
  default void sent(int bytes) {}

  /// A handshake of TLS has ended.
  ///
  /// @param done whether the client may go on
  default void handshaken(boolean done) {}

  /// An answer has been encoded and is handed over to be sent.
  ///
  /// @param codec the encoding of the request, or the standard one if it is not known
  /// @param whole when the last byte of the request was there, by [#now]; [#NEVER] if it was not
  default void answered(Codec codec, Answer answer, long whole) {}

  /// How late the loop did what was due.
  default void delayed(long nanos) {}
}
