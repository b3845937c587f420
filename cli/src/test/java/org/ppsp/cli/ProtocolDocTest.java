package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;

/// Reads every message of `docs/protocol.md` and `docs/json.md`.
class ProtocolDocTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern XML = Pattern.compile("```xml\n(.*?)```\n", Pattern.DOTALL);
  private static final Pattern JSON = Pattern.compile("```json\n(.*?)```\n", Pattern.DOTALL);
  private final XmlCodec codec = new XmlCodec();

  @Test
  void everyExample_isAValidMessage_andEveryMethodHasOne() throws Exception {
    Set<Method> seen = EnumSet.noneOf(Method.class);
    Matcher example = XML.matcher(Files.readString(ROOT.resolve("docs/protocol.md")));
    while (example.find()) {
      seen.add(method(example.group(1)));
    }
    assertThat(seen).containsAll(EnumSet.complementOf(EnumSet.of(Method.FIND_CHUNK)));
  }

  /// An answer is read as that to the request of its transaction.
  @Test
  void everyExampleInJson_isAValidMessage() throws Exception {
    Codec json = new JsonCodec(true);
    Map<String, Request> requests = new HashMap<>();
    int answers = 0;
    Matcher example = JSON.matcher(Files.readString(ROOT.resolve("docs/json.md")));
    while (example.find()) {
      byte[] bytes = example.group(1).getBytes(UTF_8);
      String id = new ObjectMapper().readTree(bytes).findValue("transaction_id").textValue();
      if (example.group(1).contains("request_type")) {
        requests.put(id, json.decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT));
      } else {
        Request request = requests.get(id);
        assertThat(request).as(id).isNotNull();
        assertThat(
                json.decodeResponse(request, bytes, 0, bytes.length, DecodeLimits.RESPONSES)
                    .method())
            .isEqualTo(request.method());
        answers++;
      }
    }
    assertThat(requests.values())
        .extracting(Request::method)
        .containsExactlyInAnyOrder(Method.CONNECT, Method.FIND, Method.STAT_REPORT);
    assertThat(answers).isEqualTo(2);
  }

  private Method method(String message) throws ProtocolException {
    byte[] bytes = message.getBytes(UTF_8);
    return message.contains("<Method>")
        ? codec.decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT).method()
        : codec.decodeResponse(bytes, 0, bytes.length, DecodeLimits.RESPONSES).method();
  }
}
