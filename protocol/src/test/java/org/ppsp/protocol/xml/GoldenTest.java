package org.ppsp.protocol.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;

/// Every message form of the specification and of the seed's slides, and what is refused, as files.
class GoldenTest {
  private static final XmlCodec CODEC = new XmlCodec();

  static List<String> regularRequests() {
    return Golden.names("request/regular");
  }

  static List<String> slidesOfRequests() {
    return Slides.REQUESTS;
  }

  static List<String> slidesOfResponses() {
    return Slides.RESPONSES;
  }

  static List<String> statQueries() {
    return Golden.names("request/stat-query");
  }

  static List<String> looseRequests() {
    return Golden.names("request/loose");
  }

  static List<String> regularResponses() {
    return Golden.names("response/regular");
  }

  static List<String> refused() {
    return Golden.names("refused");
  }

  @Test
  void files_areThoseWithAMeaning() {
    assertThat(regularRequests()).containsExactlyInAnyOrderElementsOf(Golden.REQUESTS.keySet());
    assertThat(regularResponses()).containsExactlyInAnyOrderElementsOf(Golden.RESPONSES.keySet());
    assertThat(statQueries()).hasSize(4);
    assertThat(looseRequests()).hasSizeGreaterThan(20);
    assertThat(refused()).hasSizeGreaterThan(80);
  }

  @ParameterizedTest
  @MethodSource("regularRequests")
  void regularRequest_isReadAndWritten(String name) throws ProtocolException {
    byte[] bytes = Golden.bytes("request/regular", name);

    assertThat(request(bytes)).isEqualTo(Golden.REQUESTS.get(name));
    assertThat(written(Golden.REQUESTS.get(name))).isEqualTo(new String(bytes, UTF_8));
  }

  @ParameterizedTest
  @MethodSource("regularResponses")
  void regularResponse_isReadAndWritten(String name) throws ProtocolException {
    byte[] bytes = Golden.bytes("response/regular", name);

    assertThat(response(bytes)).isEqualTo(Golden.RESPONSES.get(name));
    assertThat(written(Golden.RESPONSES.get(name))).isEqualTo(new String(bytes, UTF_8));
  }

  /// The slide of STAT_QUERY closes `StatRequest` with `</Stats>`, a slip that no XML reader takes.
  @ParameterizedTest
  @MethodSource("slidesOfRequests")
  void slide_isRead(String slide) throws ProtocolException {
    byte[] message = Slides.message(slide);
    if (slide.equals("stat-query")) {
      assertThat(catchThrowableOfType(ProtocolException.class, () -> request(message)))
          .hasMessageContaining("not well formed", "StatRequest");
      String mended = new String(message, UTF_8).replace("</Stats>", "</StatRequest>");
      assertThat(request(mended.getBytes(UTF_8))).isEqualTo(Golden.STAT_QUERY);
    } else {
      assertThat(request(message)).isEqualTo(Golden.SLIDES.get(slide));
    }
  }

  @ParameterizedTest
  @MethodSource("slidesOfResponses")
  void slideOfResponse_isRead(String slide) throws ProtocolException {
    assertThat(response(Slides.message(slide))).isEqualTo(Golden.SLIDES_OF_RESPONSES.get(slide));
  }

  @ParameterizedTest
  @MethodSource("statQueries")
  void statQuery_isReadHoweverItIsWrapped(String name) throws ProtocolException {
    assertThat(request(Golden.bytes("request/stat-query", name))).isEqualTo(Golden.STAT_QUERY);
  }

  @ParameterizedTest
  @MethodSource("looseRequests")
  void looseForm_isReadLikeTheRegularOne(String name) throws ProtocolException {
    assertThat(request(Golden.bytes("request/loose", name))).isEqualTo(Golden.LOOSE);
  }

  /// The answer beside each file is what its sender is told.
  @ParameterizedTest
  @MethodSource("refused")
  void refused_isAnsweredWithReasonAndTransaction(String name) {
    byte[] bytes = Golden.bytes("refused", name);

    ProtocolException refusal = catchThrowableOfType(ProtocolException.class, () -> request(bytes));

    assertThat(refusal).as(name).isNotNull();
    assertThat(written(refusal.toResponse()))
        .isEqualTo(new String(Golden.bytes("refused", name + ".answer"), UTF_8));
  }

  @Test
  void request_readAsResponse_isRefused() {
    for (Map.Entry<String, Request> entry : Golden.REQUESTS.entrySet()) {
      byte[] bytes = Golden.bytes("request/regular", entry.getKey());
      ProtocolException refusal =
          catchThrowableOfType(ProtocolException.class, () -> response(bytes));
      assertThat(refusal)
          .hasMessage("this is a request, not a response: it has Method instead of Response");
    }
  }

  private static Request request(byte[] bytes) throws ProtocolException {
    return CODEC.decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT);
  }

  private static Response response(byte[] bytes) throws ProtocolException {
    return CODEC.decodeResponse(bytes, 0, bytes.length, DecodeLimits.RESPONSES);
  }

  private static String written(Request request) {
    ByteWriter out = new ByteWriter(1);
    CODEC.encode(request, out);
    return out.toString();
  }

  private static String written(Response response) {
    ByteWriter out = new ByteWriter(1);
    CODEC.encode(response, out);
    return out.toString();
  }
}
