package org.ppsp.server.http;

import java.nio.charset.StandardCharsets;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.xml.XmlCodec;

/// Messages as text.
public final class Messages {
  private Messages() {}

  /// A request.
  ///
  /// @param more further elements
  public static String request(String method, String transaction, String peer, String... more) {
    return "<PPSPTrackerProtocol version=\"1.0\"><Method>"
        + method
        + "</Method><TransactionID>"
        + transaction
        + "</TransactionID><PeerID>"
        + peer
        + "</PeerID>"
        + String.join("", more)
        + "</PPSPTrackerProtocol>";
  }

  public static String keepAlive(String transaction) {
    return request("KEEPALIVE", transaction, "peer");
  }

  /// The answer as a value; it must be one.
  public static Response read(RawClient.Reply reply) {
    byte[] bytes = reply.body().getBytes(StandardCharsets.ISO_8859_1);
    try {
      return new XmlCodec().decodeResponse(bytes, 0, bytes.length, DecodeLimits.RESPONSES);
    } catch (ProtocolException e) {
      throw new AssertionError(reply.toString(), e);
    }
  }
}
