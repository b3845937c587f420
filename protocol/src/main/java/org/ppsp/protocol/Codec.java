package org.ppsp.protocol;

import java.util.List;

/// One encoding of the protocol, in both directions. Implementations are pure: bytes to values and
/// back, without socket, clock or log; every thread may use them.
public interface Codec {
  /// The media type of its messages, without parameters.
  String mediaType();

  /// The media types by which such messages are known: first its own, then others that are
  /// accepted.
  List<String> mediaTypes();

  /// The charsets that messages may be in, by their names in lower case.
  List<String> charsets();

  /// Reads a request.
  ///
  /// @param bytes holds the message from `offset`, `length` bytes long
  /// @throws ProtocolException if it is none, or passes a limit; it can be sent to the peer
  Request decodeRequest(byte[] bytes, int offset, int length, DecodeLimits limits)
      throws ProtocolException;

  /// Reads a response.
  ///
  /// @param request what it answers: not in every encoding an answer says that
  /// @param bytes holds the message from `offset`, `length` bytes long
  /// @throws ProtocolException if it is none, or passes a limit
  Response decodeResponse(
      Request request, byte[] bytes, int offset, int length, DecodeLimits limits)
      throws ProtocolException;

  /// Whether a request can be said in this encoding.
  boolean canEncode(Request request);

  /// Writes a request.
  ///
  /// @throws IllegalArgumentException if it cannot be said in this encoding; see [#canEncode]
  void encode(Request request, ByteWriter out);

  /// Writes a response.
  void encode(Response response, ByteWriter out);
}
