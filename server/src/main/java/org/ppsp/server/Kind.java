package org.ppsp.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the values of a key are: how they are read, written and bounded.
///
/// @param range what is allowed, for a person: `a duration from 1s to 1h`
/// @param reader gives the value of a text, or throws IllegalArgumentException
/// @param writer gives the text of a value
record Kind<T>(String range, Function<String, T> reader, Function<T, String> writer) {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB)?");

  /// A whole number.
  static Kind<Integer> count(int least, int most) {
    return new Kind<>(
        "a number from " + least + " to " + most,
        text -> within(Integer.parseInt(text), least, most),
        Object::toString);
  }

  /// A number of bytes: `512`, `512B`, `64KiB`, `1MiB`.
  static Kind<Integer> size(int least, int most) {
    return new Kind<>(
        "a size from " + sizeText(least) + " to " + sizeText(most) + ", such as 64KiB",
        text -> within(readSize(text), least, most),
        Kind::sizeText);
  }

  /// A span of time: `500ms`, `30s`, `10m`, `24h`, `365d`.
  static Kind<Duration> duration(Duration least, Duration most) {
    return new Kind<>(
        "a duration from "
            + Durations.text(least)
            + " to "
            + Durations.text(most)
            + ", such as 30s",
        text -> within(Durations.parse(text), least, most),
        Durations::text);
  }

  /// `true` or `false`.
  static Kind<Boolean> flag() {
    return new Kind<>(
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            },
        Object::toString);
  }

  /// One of an enum's constants, written small and with hyphens.
  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      names.add(choiceText(constant));
    }
    return new Kind<>(
        "one of " + String.join(", ", names),
        text -> {
          for (E constant : type.getEnumConstants()) {
            if (choiceText(constant).equals(text)) {
              return constant;
            }
          }
          throw new IllegalArgumentException(text);
        },
        Kind::choiceText);
  }

  /// A file, or none.
  static Kind<Optional<Path>> file() {
    return new Kind<>(
        "none, or the absolute path of a file",
        text -> {
          if (text.equals("none")) {
            return Optional.empty();
          }
          Path path = Path.of(text);
          if (!path.isAbsolute()) {
            throw new IllegalArgumentException(text);
          }
          return Optional.of(path);
        },
        file -> file.map(Path::toString).orElse("none"));
  }

  /// An address to listen at.
  static Kind<Listen> listen() {
    return new Kind<>(
        "host:port, such as 127.0.0.1:7846, [::1]:7846 or tracker.example.org:7846; port 0 takes"
            + " any free one",
        Listen::parse,
        Listen::toString);
  }

  private static <V extends Comparable<V>> V within(V value, V least, V most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }

  private static String choiceText(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int readSize(String text) {
    Matcher parts = SIZE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(text);
    }
    int number = Integer.parseInt(parts.group(1));
    String unit = parts.group(2);
    return Math.multiplyExact(
        number, "KiB".equals(unit) ? 1024 : "MiB".equals(unit) ? 1024 * 1024 : 1);
  }

  private static String sizeText(int bytes) {
    if (bytes % (1024 * 1024) == 0) {
      return bytes / (1024 * 1024) + "MiB";
    }
    return bytes % 1024 == 0 ? bytes / 1024 + "KiB" : bytes + "B";
  }
}
