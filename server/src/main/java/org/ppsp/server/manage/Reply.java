package org.ppsp.server.manage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request is answered with.
///
/// @param body null if it is written bit by bit
/// @param stream writes the body as long as the client reads it; null if the body is whole
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Reply(
    int status,
    String type,
    Map<String, String> headers,
    byte @Nullable [] body,
    @Nullable Stream stream) {
  /// Writes the body of a reply; ends when the client is gone, or the server stops.
  @FunctionalInterface
  public interface Stream {
    /// Writes it.
    ///
    /// @throws IOException if the client no longer reads
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }

  /// What has no body.
  static final Reply DONE = new Reply(204, "", Map.of(), new byte[0], null);

  /// An object as JSON.
  static Reply json(Object value) {
    return json(200, value);
  }

  /// An object as JSON, under another status than 200.
  static Reply json(int status, Object value) {
    return new Reply(status, Json.TYPE, Map.of(), Json.write(value), null);
  }

  /// Bytes of another type.
  public static Reply of(String type, byte[] body) {
    return new Reply(200, type, Map.of(), body, null);
  }

  /// The same with a header more.
  Reply with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Reply(status, type, Map.copyOf(more), body, stream);
  }
}
