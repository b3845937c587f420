package org.ppsp.protocol.xml;

import java.util.List;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;

/// The XML encoding: reads every form that the specification's section 3 tolerates, writes the
/// regular one.
///
/// Reading takes time in proportion to the message, whatever is in it, and keeps nothing of it.
public final class XmlCodec implements Codec {
  /// The media type of XML messages. `application/xml` and `text/xml` are accepted, too.
  public static final String MEDIA_TYPE = "application/ppsp-tracker+xml";

  private static final List<String> MEDIA_TYPES =
      List.of(MEDIA_TYPE, "application/xml", "text/xml");

  @Override
  public String mediaType() {
    return MEDIA_TYPE;
  }

  @Override
  public Request decodeRequest(byte[] bytes, int offset, int length, DecodeLimits limits)
      throws ProtocolException {
    return RequestReader.read(MessageReader.read(bytes, offset, length, limits, false), limits);
  }

  @Override
  public List<String> mediaTypes() {
    return MEDIA_TYPES;
  }

  @Override
  public List<String> charsets() {
    return List.of("utf-8", "utf-16", "us-ascii");
  }

  /// Requests of RFC 7846's own have no form in XML.
  @Override
  public boolean canEncode(Request request) {
    return !(request instanceof Request.Combined);
  }

  @Override
  public Response decodeResponse(
      Request request, byte[] bytes, int offset, int length, DecodeLimits limits)
      throws ProtocolException {
    return decodeResponse(bytes, offset, length, limits);
  }

  /// Reads a response, which in XML says itself what it answers.
  ///
  /// @throws ProtocolException if it is none, or passes a limit
  public Response decodeResponse(byte[] bytes, int offset, int length, DecodeLimits limits)
      throws ProtocolException {
    return ResponseReader.read(MessageReader.read(bytes, offset, length, limits, true), limits);
  }

  @Override
  public void encode(Request request, ByteWriter out) {
    new RequestWriter(new XmlWriter(out)).write(request);
  }

  @Override
  public void encode(Response response, ByteWriter out) {
    new ResponseWriter(new XmlWriter(out)).write(response);
  }
}
