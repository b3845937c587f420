package org.ppsp.server.http;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Codec;

/// Finds the codecs that `Content-Type` and `Accept` name. Immutable.
final class MediaTypes {
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

  /// The codec for the value of `Content-Type`, or null if there is none.
  @Nullable Codec find(@Nullable String contentType) {
    if (contentType == null) {
      return standard;
    }
    Codec exact = byType.get(contentType);
    return exact != null ? exact : byType.get(parts(contentType)[0].strip());
  }

  /// Whether the codec reads messages in the charset that `Content-Type` names, if it names one.
  /// Which of several it is, the message itself says (specification, section 2).
  boolean reads(@Nullable String contentType, Codec codec) {
    if (contentType == null || contentType.indexOf(';') < 0) {
      return true;
    }
    for (String part : parts(contentType)) {
      String parameter = part.strip();
      if (parameter.startsWith("charset=")) {
        String charset = parameter.substring("charset=".length()).replace("\"", "");
        if (!codec.charsets().contains(charset.equals("utf8") ? "utf-8" : charset)) {
          return false;
        }
      }
    }
    return true;
  }

  private static String[] parts(String value) {
    return value.toLowerCase(Locale.ROOT).split(";", -1);
  }

  /// The codec that a client wants the answer in: the one that `Accept` gives the largest weight
  /// (RFC 9110, section 12.5.1); the request's own where they are equal, or where it gives none
  /// any, for an answer in another encoding is better than no answer.
  ///
  /// @param accept the header's value, or null
  /// @param asked the request's own; null if that is not known
  Codec answer(@Nullable String accept, @Nullable Codec asked) {
    Codec own = asked == null ? standard : asked;
    if (accept == null || own.equals(byType.get(accept))) {
      return own;
    }
    String[] ranges = accept.toLowerCase(Locale.ROOT).split(",", LOOKED_AT + 1);
    Map<Codec, Double> weights = new HashMap<>();
    double applications = -1; // not said
    double others = 0;
    for (int i = 0; i < Math.min(ranges.length, LOOKED_AT); i++) {
      String[] parts = ranges[i].split(";", -1);
      String type = parts[0].strip();
      Codec named = byType.get(type);
      if (named != null) {
        weights.merge(named, weight(parts), Math::max);
      } else if (type.equals("application/*")) {
        applications = Math.max(applications, weight(parts));
      } else if (type.equals("*/*")) {
        others = Math.max(others, weight(parts));
      }
    }
    others = applications < 0 ? others : applications;
    Codec best = own;
    for (Codec codec : byType.values()) {
      if (weights.getOrDefault(codec, others) > weights.getOrDefault(best, others)) {
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
