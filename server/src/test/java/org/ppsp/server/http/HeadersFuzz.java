package org.ppsp.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;

/// Whatever stands in the headers that we read ourselves, there is a judgement, and in a form that
/// can be answered. The inputs are in `HeadersFuzzInputs` among the resources.
class HeadersFuzz {
  private static final Codec XML = new XmlCodec();
  private static final MediaTypes TYPES = new MediaTypes(XML, List.of(new JsonCodec()));
  private static final List<String> NAMES =
      List.of(
          "Content-Type",
          "Accept",
          SessionToken.HEADER,
          "Authorization",
          "Expect",
          "Transfer-Encoding",
          "Content-Encoding",
          "Host");

  /// Each line of the input is the value of the next header.
  @FuzzTest
  void head(byte[] bytes) {
    DefaultHttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
    HttpHeaders headers = request.headers();
    String[] lines = new String(bytes, ISO_8859_1).split("\n", -1);
    for (int i = 0; i < Math.min(lines.length, 32); i++) {
      String value = lines[i].replaceAll("[\\x00-\\x08\\x0a-\\x1f\\x7f]", "");
      headers.add(NAMES.get(i % NAMES.size()), value);
    }
    Exchange exchange = Exchange.of(request, TYPES, WebSettings.NONE, 1000, false);
    assertThat(exchange.answerCodec()).isNotNull();
    if (exchange.badSession()) {
      assertThat(exchange.session()).isNull();
    }
    Answer problem = exchange.problem();
    if (problem != null) {
      assertThat(problem.http()).isBetween(400, 505);
    }
  }
}
