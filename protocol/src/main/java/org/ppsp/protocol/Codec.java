package org.ppsp.protocol;

/// One encoding of the protocol, in both directions. Implementations are pure: bytes to values and
/// back, without socket, clock or log; every thread may use them.
public interface Codec {
  /// The media type of its messages, without parameters.
  String mediaType();

  /// Reads a request.
  ///
  /// @param bytes holds the message from `offset`, `length` bytes long
  /// @throws ProtocolException if it is none, or passes a limit; it can be sent to the peer
  Request decodeRequest(byte[] bytes, int offset, int length, DecodeLimits limits)
      throws ProtocolException;

  /// Reads a response.
  ///
  /// @param bytes holds the message from `offset`, `length` bytes long
  /// @throws ProtocolException if it is none, or passes a limit
  Response decodeResponse(byte[] bytes, int offset, int length, DecodeLimits limits)
      throws ProtocolException;

  /// Writes a request.
  void encode(Request request, ByteWriter out);

  /// Writes a response.
  void encode(Response response, ByteWriter out);
}
