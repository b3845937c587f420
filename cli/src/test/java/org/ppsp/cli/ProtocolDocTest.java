package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.xml.XmlCodec;

/// Reads every message of `docs/protocol.md`.
class ProtocolDocTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern XML = Pattern.compile("```xml\n(.*?)```\n", Pattern.DOTALL);
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

  private Method method(String message) throws ProtocolException {
    byte[] bytes = message.getBytes(UTF_8);
    return message.contains("<Method>")
        ? codec.decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT).method()
        : codec.decodeResponse(bytes, 0, bytes.length, DecodeLimits.RESPONSES).method();
  }
}
