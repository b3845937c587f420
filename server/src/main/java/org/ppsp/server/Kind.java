package org.ppsp.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.protocol.auth.TrackerName;
import org.ppsp.server.limit.Rate;

/// What the values of a key are: how they are read, written and bounded.
///
/// @param range what is allowed, for a person: `a duration from 1s to 1h`
/// @param reader gives the value of a text, or throws IllegalArgumentException
/// @param writer gives the text of a value
record Kind<T>(String range, Function<String, T> reader, Function<T, String> writer) {
  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB)?");

  private static final Pattern MEMORY = Pattern.compile("(\\d{1,7})(MiB|GiB)");

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

  /// A number of bytes, or what suits the heap.
  static Kind<Optional<Long>> memory(long least, long most) {
    return new Kind<>(
        "auto, or a size from "
            + memoryText(least)
            + " to "
            + memoryText(most)
            + ", such as 512MiB",
        text ->
            text.equals("auto")
                ? Optional.empty()
                : Optional.of(within(readMemory(text), least, most)),
        size -> size.map(Kind::memoryText).orElse("auto"));
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

  /// Any of an enum's constants, with commas between them, or none.
  static <E extends Enum<E>> Kind<Set<E>> choices(Class<E> type) {
    Kind<E> one = choice(type);
    return new Kind<>(
        "none, or " + one.range.replace("one of", "some of") + ", with commas between them",
        text -> {
          Set<E> chosen = EnumSet.noneOf(type);
          if (!text.equals("none")) {
            for (String part : text.split(",", -1)) {
              chosen.add(one.reader.apply(part.strip()));
            }
          }
          return Collections.unmodifiableSet(chosen);
        },
        chosen ->
            chosen.isEmpty()
                ? "none"
                : String.join(", ", chosen.stream().sorted().map(one.writer).toList()));
  }

  /// A text of one line.
  static Kind<String> text(int least, int most) {
    return new Kind<>(
        "a text of %s to %s characters, visible ones of ASCII and blanks".formatted(least, most),
        text -> {
          if (text.length() < least
              || text.length() > most
              || !text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        },
        Function.identity());
  }

  /// A text of one line, or none.
  static Kind<Optional<String>> optionalText(int most) {
    Kind<String> one = text(1, most);
    return new Kind<>(
        "none, or " + one.range,
        text -> text.equals("none") ? Optional.empty() : Optional.of(one.reader.apply(text)),
        text -> text.orElse("none"));
  }

  /// A file, an https URL, or none.
  static Kind<Optional<String>> fileOrUrl() {
    return new Kind<>(
        "none, the absolute path of a file, or an https URL (http on loopback)",
        text -> {
          if (text.equals("none")) {
            return Optional.empty();
          }
          if (!Path.of(text).isAbsolute()) {
            checkUrl(URI.create(text));
          }
          return Optional.of(text);
        },
        place -> place.orElse("none"));
  }

  private static void checkUrl(URI url) {
    boolean local =
        "127.0.0.1".equals(url.getHost())
            || "[::1]".equals(url.getHost())
            || "localhost".equals(url.getHost());
    if (url.getHost() == null
        || !("https".equals(url.getScheme()) || local && "http".equals(url.getScheme()))
        || url.getUserInfo() != null) {
      throw new IllegalArgumentException("not a URL to get keys from");
    }
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

  /// A level of the log.
  static Kind<LogLevel> logLevel() {
    return new Kind<>(choice(LogLevel.class).range, LogLevel::parse, LogLevel::toString);
  }

  /// A collector of log lines, or none.
  static Kind<Optional<URI>> collector() {
    return new Kind<>(
        "none, or udp, tcp or tls and an address, such as udp://192.0.2.1:514,"
            + " tcp://log.example.org:601 or tls://log.example.org:6514",
        text -> {
          if (text.equals("none")) {
            return Optional.empty();
          }
          URI collector = URI.create(text);
          return Optional.ofNullable(
              new LogSettings(LogLevel.INFO, LogSettings.Format.TEXT, collector).syslog());
        },
        collector -> collector.map(URI::toString).orElse("none"));
  }

  /// So many requests in a time, or as many as come.
  static Kind<Optional<Rate>> rate() {
    return new Kind<>(
        "none, or a number up to 1000000 and /s or /m, such as 20/s or 600/m",
        text -> text.equals("none") ? Optional.empty() : Optional.of(Rate.parse(text)),
        rate -> rate.map(Rate::toString).orElse("none"));
  }

  /// Networks and addresses, with commas between them, or none.
  static Kind<List<IpNetwork>> networks() {
    return new Kind<>(
        "none, or networks and addresses such as 10.0.0.0/8, 2001:db8::/32, ::1",
        text -> {
          if (text.equals("none")) {
            return List.of();
          }
          List<IpNetwork> networks = new ArrayList<>();
          for (String part : text.split(",", -1)) {
            networks.add(IpNetwork.parse(part.strip()));
          }
          return List.copyOf(networks);
        },
        networks ->
            networks.isEmpty()
                ? "none"
                : networks.stream().map(IpNetwork::toString).collect(Collectors.joining(", ")));
  }

  /// Names and addresses of the tracker, with commas between them, or none.
  static Kind<List<String>> hosts() {
    return list(
        "none, or host names and addresses without ports, such as tracker.example.org, 192.0.2.7",
        TrackerName::of);
  }

  /// Origins of web pages, with commas between them, or none.
  static Kind<List<String>> origins() {
    return list(
        "none, *, or origins of web pages such as https://player.example.org,"
            + " http://localhost:3000",
        Kind::origin);
  }

  private static Kind<List<String>> list(String range, Function<String, String> one) {
    return new Kind<>(
        range,
        text ->
            text.equals("none")
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).map(one).toList(),
        all -> all.isEmpty() ? "none" : String.join(", ", all));
  }

  /// An origin as browsers write it.
  private static String origin(String text) {
    String small = text.toLowerCase(Locale.ROOT).replaceFirst("/$", "");
    if (!small.equals("*") && !ORIGIN.matcher(small).matches()) {
      throw new IllegalArgumentException(text);
    }
    return small.replaceFirst("^(http://[^/]*):80$|^(https://[^/]*):443$", "$1$2");
  }

  /// An address to listen at.
  static Kind<Listen> listen() {
    return new Kind<>(
        "host:port, such as 127.0.0.1:7846, [::1]:7846 or tracker.example.org:7846; port 0 takes"
            + " any free one",
        Listen::parse,
        Listen::toString);
  }

  /// An address to listen at, or none.
  static Kind<Optional<Listen>> listenOrNone() {
    return new Kind<>(
        "none, or host:port; port 0 takes any free one",
        text -> text.equals("none") ? Optional.empty() : Optional.of(Listen.parse(text)),
        listen -> listen.map(Listen::toString).orElse("none"));
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

  private static long readMemory(String text) {
    Matcher parts = MEMORY.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(text);
    }
    return Long.parseLong(parts.group(1)) << (parts.group(2).equals("GiB") ? 30 : 20);
  }

  private static String memoryText(long bytes) {
    return bytes % (1L << 30) == 0 ? (bytes >> 30) + "GiB" : (bytes >> 20) + "MiB";
  }

  private static String sizeText(int bytes) {
    if (bytes % (1024 * 1024) == 0) {
      return bytes / (1024 * 1024) + "MiB";
    }
    return bytes % 1024 == 0 ? bytes / 1024 + "KiB" : bytes + "B";
  }
}
