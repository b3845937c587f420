package org.ppsp.server.http;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Codec;

/// Finds the codecs that `Content-Type` and `Accept` name. Immutable.
final class MediaTypes {
  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "utf-16", "us-ascii");

  /// The most media types of an `Accept` that are looked at.
  private static final int LOOKED_AT = 20;

  private final Codec standard;
  private final Map<String, Codec> byType = new HashMap<>();

  /// @param standard reads what says nothing, too
  /// @param others read their own media types only
  MediaTypes(Codec standard, List<Codec> others) {
    this.standard = standard;
    standard.mediaTypes().forEach(type -> byType.put(type, standard));
    others.forEach(codec -> codec.mediaTypes().forEach(type -> byType.put(type, codec)));
  }

  /// What errors are written in as long as no other codec is known.
  Codec standard() {
    return standard;
  }

  /// The codec for the value of `Content-Type`, or null if there is none. The charset must be one
  /// that messages may have; which of them it is, the message itself says (specification, section
  /// 2).
  @Nullable Codec find(@Nullable String contentType) {
    if (contentType == null) {
      return standard;
    }
    Codec exact = byType.get(contentType);
    if (exact != null) {
      return exact;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("charset=")
          && !CHARSETS.contains(parameter.substring("charset=".length()).replace("\"", ""))) {
        return null;
      }
    }
    return byType.get(parts[0].strip());
  }

  /// The codec that a client wants the answer in: of those that `Accept` names the one with the
  /// largest weight (RFC 9110, section 12.5.1); the request's own where it names it as well, or
  /// none, for an answer in another encoding is better than no answer.
  ///
  /// @param accept the header's value, or null
  /// @param asked the request's own; null if that is not known
  Codec answer(@Nullable String accept, @Nullable Codec asked) {
    Codec best = asked == null ? standard : asked;
    if (accept == null || best.equals(byType.get(accept))) {
      return best;
    }
    double most = 0;
    String[] ranges = accept.toLowerCase(Locale.ROOT).split(",", LOOKED_AT + 1);
    for (int i = 0; i < Math.min(ranges.length, LOOKED_AT); i++) {
      String[] parts = ranges[i].split(";", -1);
      String type = parts[0].strip();
      boolean any = type.equals("*/*") || type.equals("application/*");
      Codec codec = any ? asked : byType.get(type);
      double weight = weight(parts);
      if (codec != null
          && (weight > most || (weight == most && weight > 0 && codec.equals(asked)))) {
        most = weight;
        best = codec;
      }
    }
    return best;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        String value = parameter.substring(2);
        return value.matches("[01](\\.\\d{0,3})?") ? Double.parseDouble(value) : 0;
      }
    }
    return 1;
  }

  /// The media types, for a message.
  String list() {
    return String.join(", ", byType.keySet().stream().sorted().toList());
  }
}
