package org.ppsp.cli.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes messages of the slides that the protocol began with, with the slides' own white space. See
/// `slides/README.md` in the resources.
public final class Slide {
  /// A place for data, with the name of the element or attribute; of the value of a `Stat`, which
  /// stands behind an attribute, the closing quote.
  private static final Pattern PLACE = Pattern.compile("(\\w+|\")(>|=\")(\\s*)(?:\\*{3}|#{3})");

  private static final Pattern ELEMENT =
      Pattern.compile("\\s*<(\\w+)>\\s*(?:\\*{3}|#{3})\\s*</\\1>(?=\\n)");
  private static final Pattern STATS = Pattern.compile("\\s*<Stats>.*</Stats>", Pattern.DOTALL);
  private static final String END = "     </PPSPTrackerProtocol>";

  private Slide() {}

  /// A message. JOIN_CHUNK is the slide of JOIN, FIND_CHUNK that of FIND, under another name. An
  /// element without data is left out; one that the slide does not have stands at the end.
  ///
  /// @param method or `STAT_QUERY_RESPONSE`
  /// @param data by element; `property` and `Stat` are name and value of the slides' one statistic
  public static String message(String method, Map<String, String> data) {
    String slide = method.replace("_CHUNK", "");
    String message =
        text(slide.toLowerCase(Locale.ROOT).replace('_', '-'))
            .replace("<Method>" + slide + "<", "<Method>" + method + "<");
    if (!data.containsKey("property")) {
      message = STATS.matcher(message).replaceFirst("");
    }
    message = withAdded(withoutUnnamed(message, data), data);
    String header = text("common-header");
    String opening = header.substring(0, header.indexOf('\n') + 1);
    return filled(opening, Map.of("version", "1.0")) + filled(message, data);
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
                  place.group(1) + place.group(2) + place.group(3) + data.getOrDefault(name, ""));
            });
  }

  private static String text(String slide) {
    String name = "slides/" + slide + ".txt";
    try (InputStream in = Slide.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no " + name);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
