package org.ppsp.cli.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Diagnosis;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.xml.XmlCodec;

/// Judges answers. A list of 30 peers makes 30 peers and their addresses, which the load has no use
/// for, so of those with HTTP status 200 only one in 64 is decoded whole, and of the others it is
/// seen that they begin as a success in the protocol does. All errors are decoded.
final class Answers {
  private static final int WHOLE_EVERY = 64;
  private static final int LOOKED_AT = 512;
  private static final byte[] SUCCESS = "<Status code=\"0\">".getBytes(US_ASCII);

  private final XmlCodec codec = new XmlCodec();
  private int count;

  Outcome read(Request request, FullHttpResponse response) {
    String session = response.headers().get(SessionToken.HEADER);
    ByteBuf body = response.content();
    if (response.status().code() == HttpResponseStatus.OK.code()
        && count++ % WHOLE_EVERY != 0
        && beginsAsSuccess(body)) {
      return new Outcome(Status.SUCCESSFUL, null, "", session);
    }
    byte[] bytes = ByteBufUtil.getBytes(body);
    try {
      Response answer = codec.decodeResponse(bytes, 0, bytes.length, DecodeLimits.RESPONSES);
      if (answer instanceof Response.Refusal refusal) {
        String name = refusal.status().code() + " " + refusal.status();
        return new Outcome(refusal.status(), name, refusal.reason(), null);
      }
      if (!request.transactionId().equals(answer.transactionId())
          || request.method() != answer.method()) {
        return Outcome.failed("another answer", "TransactionID or Response is not the request's");
      }
      return new Outcome(Status.SUCCESSFUL, null, "", session);
    } catch (ProtocolException e) {
      HttpHeaders headers = response.headers();
      return Outcome.failed(
          "no PPSP response",
          Diagnosis.ofAnswer(
              response.status().code(),
              headers.get(HttpHeaderNames.CONTENT_TYPE),
              headers.get(HttpHeaderNames.LOCATION),
              String.valueOf(e.getMessage())));
    }
  }

  private static boolean beginsAsSuccess(ByteBuf body) {
    ByteBuf begin = body.slice(body.readerIndex(), Math.min(LOOKED_AT, body.readableBytes()));
    for (int at = 0; at <= begin.readableBytes() - SUCCESS.length; at++) {
      int next = begin.indexOf(at, begin.readableBytes(), (byte) '<');
      if (next < 0 || next > begin.readableBytes() - SUCCESS.length) {
        return false;
      }
      if (matches(begin, next)) {
        return true;
      }
      at = next;
    }
    return false;
  }

  private static boolean matches(ByteBuf bytes, int at) {
    for (int i = 0; i < SUCCESS.length; i++) {
      if (bytes.getByte(at + i) != SUCCESS[i]) {
        return false;
      }
    }
    return true;
  }
}
