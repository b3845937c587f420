package org.ppsp.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ppsp.server.LogControl;
import org.ppsp.server.LogLevel;
import org.ppsp.server.LogSettings;
import org.ppsp.server.LogSettings.Format;

/// The log of a process, with settings that change.
@Timeout(20)
class LogOutputTest {
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final LoggerContext context = new LoggerContext();
  private final LogOutput output = new LogOutput(errors);
  private final Logger logger = context.getLogger("org.ppsp.server.Some");

  @BeforeEach
  void start() {
    context.setMDCAdapter(new LogbackMDCAdapter()); // an appender of logback's wants one
    output.setContext(context);
    output.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(output);
    output.level(LogLevel.INFO);
  }

  @AfterEach
  void stop() {
    output.flush();
  }

  private List<String> lines() {
    output.awaitWritten();
    return errors.toString(UTF_8).lines().toList();
  }

  private void apply(LogLevel level, Format format, @Nullable String syslog) {
    output.apply(new LogSettings(level, format, syslog == null ? null : URI.create(syslog)));
  }

  private static String receive(DatagramSocket socket) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }

  @Test
  void level_isThatOfTheRoot_butNettyHasNoDebug() {
    LogControl control = output;
    Logger netty = context.getLogger("io.netty.handler");
    for (LogLevel level : LogLevel.values()) {
      control.level(level);
      assertThat(control.level()).isEqualTo(level);
      assertThat(logger.getEffectiveLevel()).isEqualTo(Level.toLevel(level.name()));
      assertThat(netty.isDebugEnabled()).isEqualTo(level == LogLevel.TRACE);
    }
    assertThatThrownBy(() -> control.level("chatty")).hasMessageContaining("'chatty'");
    assertThat(control.level()).isEqualTo(LogLevel.TRACE);
    control.level("Error");
    assertThat(control.level()).isEqualTo(LogLevel.ERROR);
  }

  @Test
  void settings_changeSeveralTimes() {
    logger.info("one");
    apply(LogLevel.INFO, Format.JSON, null);
    logger.info("two");
    apply(LogLevel.WARN, Format.TEXT, null);
    logger.info("three");
    logger.warn("four");
    apply(LogLevel.DEBUG, Format.JSON, null);
    logger.debug("five");
    assertThat(lines())
        .satisfiesExactly(
            line -> assertThat(line).endsWith(" INFO  Some one"),
            line -> assertThat(line).startsWith("{").endsWith("\"message\":\"two\"}"),
            line -> assertThat(line).endsWith(" WARN  Some four"),
            line -> assertThat(line).contains("\"DEBUG\"").endsWith("\"message\":\"five\"}"));
  }

  @Test
  void flood_isCut_butNeitherDebugNorWhatLimitsItself() {
    output.level(LogLevel.DEBUG);
    Logger security = context.getLogger("org.ppsp.security");
    for (int i = 0; i < 100; i++) {
      logger.warn("peer {} failed", i);
      logger.debug("request {}", i);
      security.warn("event");
    }
    assertThat(lines()).filteredOn(line -> line.contains(" failed")).hasSize(LineLimit.LINES);
    assertThat(lines()).filteredOn(line -> line.contains(" request ")).hasSize(100);
    assertThat(lines()).filteredOn(line -> line.contains(" event")).hasSize(100);
  }

  @Test
  void collector_getsTheSameLines_andAnotherOneTheNext() throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (DatagramSocket first = new DatagramSocket(0, here);
        DatagramSocket second = new DatagramSocket(0, here)) {
      apply(LogLevel.INFO, Format.TEXT, "udp://127.0.0.1:" + first.getLocalPort());
      logger.warn("a\nb", new IllegalStateException("c\nd"));
      assertThat(receive(first))
          .matches("<28>1 \\S+Z \\S+ ppsp \\d+ Some - a\\\\nb java.lang.IllegalState.*c\\\\nd.*");
      apply(LogLevel.INFO, Format.JSON, "udp://127.0.0.1:" + second.getLocalPort());
      logger.info("json");
      assertThat(receive(second)).matches("<30>1 .* Some - \\{.*\"message\":\"json\"}");
      apply(LogLevel.INFO, Format.TEXT, null);
      logger.info("none");
      assertThat(lines()).last().asString().endsWith(" INFO  Some none");
    }
  }

  @Test
  void troubleWithTheCollector_isALineOfTheLog() throws Exception {
    apply(LogLevel.INFO, Format.TEXT, "tcp://no-such-host.invalid");
    logger.info("one");
    while (lines().size() < 2) { // the test's time-out ends it
      assertThat(Thread.interrupted()).as("out of time with %s", lines()).isFalse();
      Thread.onSpinWait();
    }
    assertThat(lines().get(1))
        .contains(" WARN  LogOutput the syslog collector tcp://no-such-host.invalid takes nothing");
  }

  /// In either format the count of dropped lines is a line like others.
  @ParameterizedTest
  @EnumSource(Format.class)
  void errorsThatNobodyReads_stopNobody_andTheLossIsTold(Format format) throws Exception {
    PipedInputStream reader = new PipedInputStream(1024);
    LogOutput piped = new LogOutput(new PipedOutputStream(reader));
    piped.setContext(context);
    piped.start();
    piped.apply(new LogSettings(LogLevel.DEBUG, format, null));
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(piped);
    String text = "x".repeat(1000);
    while (piped.dropped() == 0) {
      logger.debug("request {}", text);
    }
    BufferedReader lines = new BufferedReader(new InputStreamReader(reader, UTF_8));
    String line = lines.readLine();
    while (!line.contains("lines of the log were dropped")) {
      line = lines.readLine();
    }
    assertThat(line).contains("WARN", "standard error").doesNotContain("\n");
    assertThat(line.startsWith("{")).isEqualTo(format == Format.JSON);
  }
}
