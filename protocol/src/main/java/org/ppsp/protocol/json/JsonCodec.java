package org.ppsp.protocol.json;

import java.util.List;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;

/// The JSON encoding, RFC 7846: reads the forms of its grammar and of its examples, which differ,
/// writes those of the grammar.
///
/// It has three requests: CONNECT, FIND and STAT_REPORT. What other requests mean is said with
/// them, as far as it can be: a [Request.Join] is a CONNECT with one action. Answers do not say
/// what they answer. Their members `reason`, `keepalive_interval` and `stat_request` are not of the
/// RFC, which has others ignore what they do not know (section 4.4).
///
/// Reading takes time in proportion to the message, whatever is in it, and keeps nothing of it.
public final class JsonCodec implements Codec {
  /// The media type of JSON messages. `application/json` is accepted, too.
  public static final String MEDIA_TYPE = "application/ppsp-tracker+json";

  private static final List<String> MEDIA_TYPES = List.of(MEDIA_TYPE, "application/json");

  private final boolean strict;

  /// Reads patiently: the forms of the RFC's examples, and others that can only be meant one way.
  public JsonCodec() {
    this(false);
  }

  /// A codec.
  ///
  /// @param strict whether requests are refused that the RFC's grammar does not have. Unknown
  ///   members are passed over all the same (section 4.4), and a CONNECT may have an empty array of
  ///   actions
  public JsonCodec(boolean strict) {
    this.strict = strict;
  }

  @Override
  public String mediaType() {
    return MEDIA_TYPE;
  }

  @Override
  public List<String> mediaTypes() {
    return MEDIA_TYPES;
  }

  /// ASCII is UTF-8.
  @Override
  public List<String> charsets() {
    return List.of("utf-8", "us-ascii");
  }

  /// What RFC 7846 has no words for: DISCONNECT, STAT_QUERY, chunks, requirements that are not
  /// preferences of `peer_num`, statistics of no swarm, certificates and control ports.
  @Override
  public boolean canEncode(Request request) {
    return Speech.problem(request) == null;
  }

  @Override
  public Request decodeRequest(byte[] bytes, int offset, int length, DecodeLimits limits)
      throws ProtocolException {
    return RequestReader.read(
        MessageReader.read(bytes, offset, length, limits, true, strict), strict);
  }

  @Override
  public Response decodeResponse(
      Request request, byte[] bytes, int offset, int length, DecodeLimits limits)
      throws ProtocolException {
    return ResponseReader.read(
        MessageReader.read(bytes, offset, length, limits, false, false), request);
  }

  @Override
  public void encode(Request request, ByteWriter out) {
    String problem = Speech.problem(request);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    new RequestWriter(new JsonWriter(out)).write(request);
  }

  @Override
  public void encode(Response response, ByteWriter out) {
    new ResponseWriter(new JsonWriter(out)).write(response);
  }
}
