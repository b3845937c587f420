package org.ppsp.server.http;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Codec;

/// Finds the codecs that `Content-Type` and `Accept` name. Immutable.
final class MediaTypes {
  /// The most media types of an `Accept`, and the most parameters of a media type, that are read.
  private static final int LOOKED_AT = 20;

  /// The weight of what `Accept` does not name: less than all that it accepts, and more than what
  /// it excludes by `q=0`.
  private static final double UNNAMED = 0.0001;

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
    if (exact != null) {
      return exact;
    }
    List<String> parts = parts(contentType);
    return parts == null || parts.isEmpty() ? null : byType.get(parts.getFirst());
  }

  /// Whether the codec reads messages in the charset that `Content-Type` names, if it names one.
  /// Which of several it is, the message itself says (specification, section 2).
  boolean reads(@Nullable String contentType, Codec codec) {
    List<String> parts =
        contentType == null || contentType.indexOf(';') < 0 ? List.of() : parts(contentType);
    if (parts == null) {
      return false;
    }
    for (String parameter : parts) {
      if (parameter.startsWith("charset=")) {
        String charset = HeaderParts.unquoted(parameter.substring("charset=".length()));
        if (!codec.charsets().contains(charset.equals("utf8") ? "utf-8" : charset)) {
          return false;
        }
      }
    }
    return true;
  }

  private static @Nullable List<String> parts(String value) {
    return HeaderParts.of(value.toLowerCase(Locale.ROOT), ';', LOOKED_AT);
  }

  /// The codec that a client wants the answer in: the one that `Accept` gives the largest weight
  /// (RFC 9110, section 12.5.1); the request's own where they are equal, or where it accepts none,
  /// for an answer in another encoding is better than no answer.
  ///
  /// @param accept the header's value, or null
  /// @param asked the request's own; null if that is not known
  Codec answer(@Nullable String accept, @Nullable Codec asked) {
    Codec own = asked == null ? standard : asked;
    if (accept == null || own.equals(byType.get(accept))) {
      return own;
    }
    List<String> ranges = HeaderParts.of(accept.toLowerCase(Locale.ROOT), ',', LOOKED_AT);
    Map<String, Double> weights = new HashMap<>();
    for (String range : ranges == null ? List.<String>of() : ranges) {
      List<String> parts = parts(range);
      if (parts != null && !parts.isEmpty()) {
        weights.merge(parts.getFirst(), weight(parts), Math::max);
      }
    }
    Codec best = own;
    for (Codec codec : byType.values()) {
      if (weight(codec, weights) > weight(best, weights)) {
        best = codec;
      }
    }
    return best;
  }

  /// The weight of the media type that a codec writes; where `Accept` does not name that, of the
  /// others that it reads, which clients know better; otherwise by the ranges that cover them.
  private static double weight(Codec codec, Map<String, Double> weights) {
    Double own = weights.get(codec.mediaType());
    if (own != null) {
      return own;
    }
    double named = -1;
    double covered = 0;
    for (String type : codec.mediaTypes()) {
      named = Math.max(named, weights.getOrDefault(type, -1.0));
      String major = type.substring(0, type.indexOf('/')) + "/*";
      covered =
          Math.max(covered, weights.getOrDefault(major, weights.getOrDefault("*/*", UNNAMED)));
    }
    return named < 0 ? covered : named;
  }

  private static double weight(List<String> parts) {
    for (String parameter : parts.subList(1, parts.size())) {
      if (parameter.startsWith("q=")) {
        String value = parameter.substring(2);
        return value.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(value) : 0;
      }
    }
    return 1;
  }

  /// The media types, for a message and for the header `Accept` of an answer.
  String list() {
    return String.join(", ", byType.keySet().stream().sorted().toList());
  }
}
