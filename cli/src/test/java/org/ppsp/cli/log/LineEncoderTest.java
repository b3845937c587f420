package org.ppsp.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.OffsetDateTime;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.server.LogSettings.Format;

/// What an event looks like, whatever strangers have put into it.
class LineEncoderTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00.120Z");
  private final LineEncoder encoder = new LineEncoder();

  private static LoggingEvent event(@Nullable Throwable failure, String message, Object... values) {
    LoggingEvent event =
        new LoggingEvent(
            "here",
            new LoggerContext().getLogger("org.ppsp.server.Some"),
            Level.WARN,
            message,
            failure,
            values);
    event.setInstant(NOON);
    event.setThreadName("http-1");
    return event;
  }

  private String text(LoggingEvent event) {
    encoder.format(Format.TEXT);
    return new String(encoder.encode(event), UTF_8);
  }

  private JsonNode json(LoggingEvent event) throws Exception {
    encoder.format(Format.JSON);
    String line = new String(encoder.encode(event), UTF_8);
    assertThat(line).endsWith("}\n").matches("[ -\\x7f]+\n");
    return new ObjectMapper().readTree(line);
  }

  @Test
  void text_hasTimeLevelLoggerAndMessage() {
    String line = text(event(null, "peer {} came", "Zoë"));
    int blank = line.indexOf(' ');
    assertThat(OffsetDateTime.parse(line.substring(0, blank)).toInstant()).isEqualTo(NOON);
    assertThat(line.substring(blank)).isEqualTo(" WARN  Some peer Zoë came\n");
  }

  @Test
  void json_hasTheSameByTheirNames() throws Exception {
    JsonNode object = json(event(null, "peer {} came", "Zoë"));
    assertThat(object.toString())
        .isEqualTo(
            "{\"timestamp\":\"2026-05-01T12:00:00.120Z\",\"level\":\"WARN\","
                + "\"logger\":\"org.ppsp.server.Some\",\"thread\":\"http-1\","
                + "\"message\":\"peer Zoë came\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nERROR Server forged",
        "a\r\nb",
        "a\u0085b",
        "a\u2028b\u2029c",
        "a\u001b[2Jb",
        "a\u0000b",
        "a\u202eb",
        "a\u200bb",
        "a\ud800b",
        "a\u0007\u007f\u009bb",
        "a\"}\n{\"b",
      })
  void hostileName_staysInItsLine(String name) throws Exception {
    LoggingEvent event = event(new IllegalStateException(name), "peer {} failed", name);
    String[] lines = text(event).split("\\R", -1);
    assertThat(lines[0]).contains(" WARN  Some peer a").endsWith(" failed");
    assertThat(lines[1]).startsWith("java.lang.IllegalStateException: a");
    assertThat(lines).filteredOn(line -> line.startsWith("ERROR")).isEmpty();
    assertThat(text(event)).matches(all -> all.codePoints().noneMatch(LineEncoderTest::isHidden));
    JsonNode object = json(event);
    assertThat(object.get("message").asText()).isEqualTo("peer " + name + " failed");
    assertThat(object.get("exception").asText()).contains(name);
    for (Format format : Format.values()) {
      encoder.format(format);
      assertThat(encoder.single(event)).doesNotContain("\n", "\r", "\u2028", "\u0085");
    }
  }

  private static boolean isHidden(int c) {
    return c != '\n' && c != '\t' && Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT;
  }

  @Property(tries = 300)
  void anyName_isOneLineOfText_andOneObject(@ForAll String name) throws Exception {
    LoggingEvent event = event(null, "swarm {}", name);
    String line = text(event);
    assertThat(line.strip().lines()).hasSizeLessThanOrEqualTo(1);
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(json(event).get("message").asText()).isEqualTo("swarm " + name);
  }

  @Test
  void failure_isToldWithItsCauses() throws Exception {
    Exception failure = new IllegalStateException("outer\nline", new RuntimeException("in\nner"));
    failure.addSuppressed(new RuntimeException("a\nside"));
    String text = text(event(failure, "it failed"));
    assertThat(text)
        .contains("it failed\njava.lang.IllegalStateException: outer\\nline\n\tat ")
        .contains("Caused by: java.lang.RuntimeException: in\\nner\n")
        .contains("Suppressed: java.lang.RuntimeException: a\\nside\n")
        .endsWith("\n");
    assertThat(encoder.single(event(failure, "it failed")))
        .startsWith("it failed java.lang.IllegalStateException: outer\\nline\\n\\tat ");
    assertThat(json(event(failure, "it failed")).get("exception").asText())
        .contains("Caused by: java.lang.RuntimeException: in\nner");
  }
}
