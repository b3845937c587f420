package org.ppsp.server.manage;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SwarmId;

/// A request to the management port: what its path names, its query and its body.
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Ask(Map<String, String> names, Map<String, String> query, byte[] body) {
  /// A name of the path. Clients and proxies take the names `.` and `..` out of a path, however
  /// they are encoded, so a parameter of the query may hold it instead.
  private String name(String kind) {
    return query.getOrDefault(kind, Objects.requireNonNull(names.get(kind)));
  }

  /// The SwarmID in the path.
  SwarmId swarm() {
    try {
      return new SwarmId(name("swarm"));
    } catch (IllegalArgumentException e) {
      throw Problem.missing("no swarm can have that name: " + e.getMessage());
    }
  }

  /// The PeerID in the path.
  PeerId peer() {
    try {
      return new PeerId(name("peer"));
    } catch (IllegalArgumentException e) {
      throw Problem.missing("no peer can have that name: " + e.getMessage());
    }
  }

  /// A text of the query; empty if there is none.
  ///
  /// @param most characters that it may have
  String text(String name, int most) {
    String text = query.getOrDefault(name, "");
    if (text.length() > most) {
      throw Problem.bad("'%s' may have %s characters at most".formatted(name, most));
    }
    return text;
  }

  /// A number of the query.
  int number(String name, int least, int most, int standard) {
    String text = query.get(name);
    if (text == null) {
      return standard;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw Problem.bad("'%s' must be a number from %s to %s".formatted(name, least, most));
  }

  /// Where a page begins.
  int offset() {
    return number("offset", 0, Integer.MAX_VALUE, 0);
  }

  /// How many entries a page has at the most.
  int limit() {
    return number("limit", 1, 1000, 50);
  }

  /// One of an enum's constants, written small.
  <E extends Enum<E>> E choice(String name, Class<E> type, E standard) {
    String text = query.get(name);
    if (text == null) {
      return standard;
    }
    for (E constant : type.getEnumConstants()) {
      if (Texts.small(constant).equals(text)) {
        return constant;
      }
    }
    throw Problem.bad(
        "'%s' must be one of %s"
            .formatted(
                name,
                Arrays.stream(type.getEnumConstants())
                    .map(Texts::small)
                    .collect(Collectors.joining(", "))));
  }

  /// The body, read as JSON.
  <T> T json(Class<T> type) {
    return Json.read(body, type);
  }
}
