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

  static List<String> seedRequests() {
    return Golden.names("request/seed");
  }

  static List<String> looseRequests() {
    return Golden.names("request/loose");
  }

  static List<String> regularResponses() {
    return Golden.names("response/regular");
  }

  static List<String> seedResponses() {
    return Golden.names("response/seed");
  }

  static List<String> refused() {
    return Golden.names("refused");
  }

  @Test
  void files_areThoseWithAMeaning() {
    assertThat(regularRequests()).containsExactlyInAnyOrderElementsOf(Golden.REQUESTS.keySet());
    assertThat(seedRequests()).containsExactlyInAnyOrderElementsOf(Golden.SEED_REQUESTS.keySet());
    assertThat(regularResponses()).containsExactlyInAnyOrderElementsOf(Golden.RESPONSES.keySet());
    assertThat(seedResponses()).containsExactlyInAnyOrderElementsOf(Golden.SEED_RESPONSES.keySet());
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

  @ParameterizedTest
  @MethodSource("seedRequests")
  void slide_isRead(String name) throws ProtocolException {
    assertThat(request(Golden.bytes("request/seed", name)))
        .isEqualTo(Golden.SEED_REQUESTS.get(name));
  }

  @ParameterizedTest
  @MethodSource("seedResponses")
  void slideOfResponse_isRead(String name) throws ProtocolException {
    assertThat(response(Golden.bytes("response/seed", name)))
        .isEqualTo(Golden.SEED_RESPONSES.get(name));
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
      assertThat(refusal).hasMessage("this is a message with Method, not with Response");
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
