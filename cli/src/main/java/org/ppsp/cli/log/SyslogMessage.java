package org.ppsp.cli.log;

import ch.qos.logback.classic.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/// Messages of RFC 5424. Facility is daemon, APP-NAME `ppsp`, MSGID the logger.
final class SyslogMessage {
  private static final int DAEMON = 3;

  /// RFC 5424, section 6: no more than six digits of a second.
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// HOSTNAME to PROCID, the same in all.
  private final String sender;

  private final int most;

  /// @param most bytes of a message; what is longer is cut
  SyslogMessage(String host, long pid, int most) {
    sender = token(host, 255) + " ppsp " + pid;
    this.most = most;
  }

  /// Messages of this process.
  static SyslogMessage ofProcess(int most) {
    return new SyslogMessage(hostName(), ProcessHandle.current().pid(), most);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "-";
    }
  }

  /// A message.
  ///
  /// @param millis when, since 1970
  /// @param logger the last part of its name
  /// @param text what happened, in one line
  byte[] bytes(long millis, Level level, String logger, String text) {
    String line =
        "<%s>1 %s %s %s - %s"
            .formatted(
                DAEMON * 8 + severity(level),
                TIME.format(Instant.ofEpochMilli(millis)),
                sender,
                token(logger, 32),
                text);
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= most ? bytes : Arrays.copyOf(bytes, characterStart(bytes, most));
  }

  /// The last position up to this one where a character of UTF-8 begins.
  private static int characterStart(byte[] bytes, int position) {
    int start = position;
    while ((bytes[start] & 0xc0) == 0x80) {
      start--;
    }
    return start;
  }

  private static int severity(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> 3;
      case Level.WARN_INT -> 4;
      case Level.INFO_INT -> 6;
      default -> 7;
    };
  }

  /// A text of the header: visible ASCII, never empty.
  private static String token(String text, int most) {
    String visible = text.replaceAll("[^!-~]", "?");
    return visible.isEmpty() ? "-" : visible.substring(0, Math.min(most, visible.length()));
  }
}
