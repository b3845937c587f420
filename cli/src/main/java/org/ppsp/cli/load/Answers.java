package org.ppsp.cli.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Diagnosis;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;

/// Judges answers. A list of 30 peers makes 30 peers and their addresses, which the load has no use
/// for, so of those with HTTP status 200 only one in 64 is decoded whole, and of the others it is
/// seen that they begin as a success in the protocol does. All errors are decoded.
final class Answers {
  private static final int WHOLE_EVERY = 64;
  private static final int LOOKED_AT = 512;

  private final Codec codec;
  private final byte[] success;
  private int count;

  Answers(Dialect dialect) {
    codec = dialect.codec();
    success = dialect.success().getBytes(US_ASCII);
  }

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
      Response answer =
          codec.decodeResponse(request, bytes, 0, bytes.length, DecodeLimits.RESPONSES);
      if (answer instanceof Response.Refusal refusal) {
        String name = refusal.status().code() + " " + refusal.status();
        return new Outcome(refusal.status(), name, refusal.reason(), null);
      }
      if (!request.transactionId().equals(answer.transactionId())
          || request.method() != answer.method()) {
        return Outcome.failed(
            "another answer", "it names another transaction or method than the request");
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

  private boolean beginsAsSuccess(ByteBuf body) {
    ByteBuf begin = body.slice(body.readerIndex(), Math.min(LOOKED_AT, body.readableBytes()));
    for (int at = 0; at <= begin.readableBytes() - success.length; at++) {
      int next = begin.indexOf(at, begin.readableBytes(), success[0]);
      if (next < 0 || next > begin.readableBytes() - success.length) {
        return false;
      }
      if (matches(begin, next)) {
        return true;
      }
      at = next;
    }
    return false;
  }

  private boolean matches(ByteBuf bytes, int at) {
    for (int i = 0; i < success.length; i++) {
      if (bytes.getByte(at + i) != success[i]) {
        return false;
      }
    }
    return true;
  }
}
