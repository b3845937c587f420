package org.ppsp.server.http;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Codec;

/// Finds the codec of a `Content-Type`. Immutable.
final class MediaTypes {
  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "utf-16", "us-ascii");

  private final Codec xml;
  private final Map<String, Codec> byType = new HashMap<>();

  /// @param xml reads what says it is XML, and what says nothing
  /// @param others read their own media type only
  MediaTypes(Codec xml, List<Codec> others) {
    this.xml = xml;
    byType.put(xml.mediaType(), xml);
    byType.put("application/xml", xml);
    byType.put("text/xml", xml);
    others.forEach(codec -> byType.put(codec.mediaType(), codec));
  }

  /// What errors are written in as long as no other codec is known.
  Codec standard() {
    return xml;
  }

  /// The codec for a header's value, or null if there is none. The charset must be one that XML
  /// messages may have; which of them it is, the message itself says (specification, section 2).
  @Nullable Codec find(@Nullable String contentType) {
    if (contentType == null) {
      return xml;
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

  /// The media types, for a message.
  String list() {
    return String.join(", ", byType.keySet().stream().sorted().toList());
  }
}
