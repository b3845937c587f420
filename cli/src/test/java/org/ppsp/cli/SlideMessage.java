package org.ppsp.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A message made of a slide, with the slide's own white space. It is told in one line, such as
/// `FIND TransactionID=7 PeerID=peer-a SwarmID=swarm-1 Peernum=30`:
///
/// - JOIN_CHUNK is the slide of JOIN, FIND_CHUNK that of FIND, under another name
/// - an element that is not named is left out
/// - one that the slide does not have stands at the end
/// - `property` and `Stat` are the name and the value of the one statistic of the slides
/// - `mended` closes `StatRequest` by its own name
final class SlideMessage {
  private static final Path SLIDES = Path.of("../protocol/src/test/resources/slides");

  /// A place for data, with the name of the element or attribute; of the value of a `Stat`, which
  /// stands behind an attribute, the closing quote.
  private static final Pattern PLACE = Pattern.compile("(\\w+|\")(>|=\")(\\s*)(?:\\*{3}|#{3})");

  private static final Pattern ELEMENT =
      Pattern.compile("\\s*<(\\w+)>\\s*(?:\\*{3}|#{3})\\s*</\\1>(?=\\n)");
  private static final Pattern STATS = Pattern.compile("\\s*<Stats>.*</Stats>", Pattern.DOTALL);
  private static final String END = "     </PPSPTrackerProtocol>";

  private SlideMessage() {}

  /// The message that a line tells.
  static String of(String line) throws IOException {
    String[] words = line.split(" ", -1);
    String method = words[0];
    boolean mended = false;
    Map<String, String> data = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        data.put(word.substring(0, equals), word.substring(equals + 1));
      }
      mended |= word.equals("mended");
    }
    data.put("version", "1.0");
    String slide = method.replace("_CHUNK", "");
    String header = text("common-header");
    String message =
        header.substring(0, header.indexOf('\n') + 1)
            + text(slide.toLowerCase(Locale.ROOT).replace('_', '-'))
                .replace("<Method>" + slide + "<", "<Method>" + method + "<");
    if (!data.containsKey("property")) {
      message = STATS.matcher(message).replaceFirst("");
    }
    if (mended) {
      message = message.replace("</Stats>", "</StatRequest>");
    }
    return filled(withAdded(withoutUnnamed(message, data), data), data);
  }

  private static String withoutUnnamed(String message, Map<String, String> data) {
    return ELEMENT
        .matcher(message)
        .replaceAll(
            element ->
                data.containsKey(element.group(1))
                    ? Matcher.quoteReplacement(element.group())
                    : "");
  }

  private static String withAdded(String message, Map<String, String> data) {
    StringBuilder added = new StringBuilder();
    for (String name : data.keySet()) {
      if (!message.contains("<" + name) && !message.contains(" " + name + "=")) {
        added.append("     <%1$s>\n\n***\n\n</%1$s>\n\n".formatted(name));
      }
    }
    return message.replace(END, added + END);
  }

  private static String filled(String message, Map<String, String> data) {
    return PLACE
        .matcher(message)
        .replaceAll(
            place -> {
              String name = place.group(1).equals("\"") ? "Stat" : place.group(1);
              return Matcher.quoteReplacement(
                  place.group(1) + place.group(2) + place.group(3) + data.get(name));
            });
  }

  private static String text(String slide) throws IOException {
    return Files.readString(SLIDES.resolve(slide + ".txt"));
  }
}
