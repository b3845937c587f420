package org.ppsp.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a client tells of an answer over HTTP that is no response of the protocol: mostly the URL
/// is that of another server, and then it helps little to know what a decoder says of its page.
public final class ForeignAnswer {
  private static final int SHOWN = 200;

  private ForeignAnswer() {}

  /// A sentence with the cure.
  ///
  /// @param http the HTTP status
  /// @param type the header Content-Type, or null
  /// @param location the header Location, or null
  /// @param problem why it is no response
  public static String describe(
      int http, @Nullable String type, @Nullable String location, String problem) {
    if (location != null && http / 100 == 3) {
      return "HTTP %d to %s: this is no tracker; is that its URL?".formatted(http, cut(location));
    }
    if (type == null || !mayBeMessage(type)) {
      return "HTTP %d %s: this is no tracker; is the URL right?"
          .formatted(http, type == null ? "without Content-Type" : cut(type));
    }
    return "HTTP %d without a PPSP response: %s".formatted(http, problem);
  }

  private static boolean mayBeMessage(String type) {
    String name = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return name.endsWith("/xml") || name.endsWith("+xml") && !name.contains("html");
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
