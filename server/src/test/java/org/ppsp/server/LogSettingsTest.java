package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What can be said about the log.
class LogSettingsTest {
  private static Configuration load(String key, String value) throws ConfigurationException {
    return Configuration.load(null, Map.of(), Map.of(key, value));
  }

  @ParameterizedTest
  @CsvSource({
    "udp://192.0.2.1, 514",
    "tcp://log.example.org, 601",
    "tls://log.example.org, 6514",
    "udp://[2001:db8::1]:5514, 5514",
    "tls://log.example.org:10514/, 10514",
  })
  void collector_hasTheStandardPortOfItsScheme_unlessItNamesOne(String collector, int port)
      throws Exception {
    Configuration read = load("log.syslog", collector);
    assertThat(read.log().syslog()).isEqualTo(URI.create(collector));
    assertThat(LogSettings.port(URI.create(collector))).isEqualTo(port);
    assertThat(read.values()).containsEntry("log.syslog", collector);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://log.example.org",
        "udp:log",
        "udp://",
        "log.example.org:514",
        "udp://user:secret@log.example.org",
        "udp://log.example.org:0",
        "udp://log.example.org:65536",
        "udp://log.example.org/path",
        "udp://log.example.org?a=b",
        "udp://log.example.org#a",
        "/dev/log",
        "udp://a b",
      })
  void whatIsNoCollector_isRefused(String text) {
    assertThatThrownBy(() -> load("log.syslog", text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("log.syslog", "udp://192.0.2.1:514");
  }

  @Test
  void level_mayBeInCapitals() throws Exception {
    assertThat(load("log.level", "DEBUG").log().level()).isEqualTo(LogLevel.DEBUG);
    assertThat(Configuration.load(null, Map.of("PPSP_LOG_LEVEL", "Warn"), Map.of()).log().level())
        .isEqualTo(LogLevel.WARN);
    assertThat(load("log.format", "json").log().format()).isEqualTo(LogSettings.Format.JSON);
  }
}
