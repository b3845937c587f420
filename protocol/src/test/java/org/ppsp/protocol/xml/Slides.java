package org.ppsp.protocol.xml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The messages of the slides that the protocol began with, with the slides' own white space. The
/// module `cli` has them, whose check sends them to trackers; see `README.md` beside them.
final class Slides {
  static final List<String> REQUESTS =
      List.of(
          "connect",
          "disconnect",
          "find",
          "join",
          "keepalive",
          "leave",
          "stat-query",
          "stat-report");
  static final List<String> RESPONSES = List.of("find-response", "stat-query-response");

  private static final Path FOLDER = Path.of("../cli/src/main/resources/org/ppsp/cli/check/slides");

  private static final Map<String, String> DATA =
      Map.of(
          "version", "1.0",
          "TransactionID", "12345",
          "PeerID", "peer-a",
          "Cer", "MIIB",
          "SwarmID", "swarm-1",
          "ExpireTime", "3600",
          "ChunkID", "17",
          "Peernum", "30",
          "property", "UploadBandwidth",
          "\"", "800");

  /// A place for data, with the name of the element or attribute; of the value of a `Stat`, which
  /// stands behind an attribute, the closing quote.
  private static final Pattern PLACE = Pattern.compile("(\\w+|\")(>|=\")(\\s*)(?:\\*{3}|#{3})");

  private Slides() {}

  /// A message with data, behind the opening tag of the slide on the common header.
  static byte[] message(String slide) {
    String header = text("common-header");
    return filled(header.substring(0, header.indexOf('\n') + 1) + text(slide)).getBytes(UTF_8);
  }

  private static String filled(String text) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    place.group(1) + place.group(2) + place.group(3) + DATA.get(place.group(1))));
  }

  private static String text(String slide) {
    try {
      return Files.readString(FOLDER.resolve(slide + ".txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
