package org.ppsp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;

/// The RFC's examples, every form in which a message is read or written, and what is refused, as
/// files.
class GoldenTest {
  private static final JsonCodec CODEC = new JsonCodec();

  static List<String> rfcRequests() {
    return Golden.names("request/rfc");
  }

  static List<String> rfcResponses() {
    return Golden.names("response/rfc");
  }

  static List<String> regularRequests() {
    return Golden.names("request/regular");
  }

  static List<String> translatedRequests() {
    return Golden.names("request/translated");
  }

  static List<String> regularResponses() {
    return Golden.names("response/regular");
  }

  static List<Arguments> looseRequests() {
    List<Arguments> all = new ArrayList<>();
    for (String kind : Golden.LOOSE.keySet()) {
      for (String name : Golden.names("request/loose/" + kind)) {
        all.add(Arguments.of(kind, name));
      }
    }
    return all;
  }

  static List<String> looseResponses() {
    return Golden.names("response/loose/find");
  }

  static List<String> refused() {
    return Golden.names("refused");
  }

  @Test
  void files_areThoseWithAMeaning() {
    assertThat(rfcRequests()).containsExactlyInAnyOrderElementsOf(Golden.RFC_REQUESTS.keySet());
    assertThat(rfcResponses()).containsExactlyInAnyOrderElementsOf(Golden.RFC_RESPONSES.keySet());
    assertThat(regularRequests()).containsExactlyInAnyOrderElementsOf(Golden.REQUESTS.keySet());
    assertThat(translatedRequests())
        .containsExactlyInAnyOrderElementsOf(Golden.TRANSLATED.keySet());
    assertThat(regularResponses()).containsExactlyInAnyOrderElementsOf(Golden.RESPONSES.keySet());
    assertThat(looseRequests()).hasSizeGreaterThan(45);
    assertThat(looseResponses()).hasSizeGreaterThan(5);
    assertThat(refused()).hasSizeGreaterThan(170);
  }

  @ParameterizedTest
  @MethodSource("rfcRequests")
  void exampleOfRequest_isRead(String name) throws ProtocolException {
    assertThat(request(Golden.bytes("request/rfc", name))).isEqualTo(Golden.RFC_REQUESTS.get(name));
  }

  @ParameterizedTest
  @MethodSource("rfcResponses")
  void exampleOfResponse_isRead(String name) throws ProtocolException {
    Golden.Answer answer = Golden.RFC_RESPONSES.get(name);

    assertThat(response(answer.request(), Golden.bytes("response/rfc", name)))
        .isEqualTo(answer.response());
  }

  @ParameterizedTest
  @MethodSource("regularRequests")
  void regularRequest_isReadAndWritten(String name) throws ProtocolException {
    byte[] bytes = Golden.bytes("request/regular", name);

    assertThat(request(bytes)).isEqualTo(Golden.REQUESTS.get(name));
    assertThat(written(Golden.REQUESTS.get(name))).isEqualTo(new String(bytes, UTF_8));
  }

  /// They come back as what RFC 7846 has, which is written like them.
  @ParameterizedTest
  @MethodSource("translatedRequests")
  void translatedRequest_isWritten(String name) throws ProtocolException {
    byte[] bytes = Golden.bytes("request/translated", name);

    assertThat(written(Golden.TRANSLATED.get(name))).isEqualTo(new String(bytes, UTF_8));
    assertThat(request(bytes)).isInstanceOfAny(Request.Combined.class, Request.KeepAlive.class);
  }

  @ParameterizedTest
  @MethodSource("regularResponses")
  void regularResponse_isReadAndWritten(String name) throws ProtocolException {
    byte[] bytes = Golden.bytes("response/regular", name);
    Golden.Answer answer = Golden.RESPONSES.get(name);

    assertThat(response(answer.request(), bytes)).isEqualTo(answer.response());
    assertThat(written(answer.response())).isEqualTo(new String(bytes, UTF_8));
  }

  @ParameterizedTest
  @MethodSource("looseRequests")
  void looseForm_isReadLikeTheRegularOne(String kind, String name) throws ProtocolException {
    assertThat(request(Golden.bytes("request/loose/" + kind, name)))
        .isEqualTo(Golden.LOOSE.get(kind));
  }

  @ParameterizedTest
  @MethodSource("looseResponses")
  void looseFormOfResponse_isReadLikeTheRegularOne(String name) throws ProtocolException {
    assertThat(response(Golden.LOOSE_FIND.request(), Golden.bytes("response/loose/find", name)))
        .isEqualTo(Golden.LOOSE_FIND.response());
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
          catchThrowableOfType(ProtocolException.class, () -> response(entry.getValue(), bytes));
      assertThat(refusal).hasMessage("this is a request, not a response");
    }
  }

  private static Request request(byte[] bytes) throws ProtocolException {
    return CODEC.decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT);
  }

  private static Response response(Request request, byte[] bytes) throws ProtocolException {
    return CODEC.decodeResponse(request, bytes, 0, bytes.length, DecodeLimits.RESPONSES);
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
