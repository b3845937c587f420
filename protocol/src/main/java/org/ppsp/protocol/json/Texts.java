package org.ppsp.protocol.json;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Stat;

/// Makes values of texts. Every method throws IllegalArgumentException with a message for the
/// sender if a text is not valid.
final class Texts {
  private static final Pattern NOT_CARRIED =
      Pattern.compile("[^\\t\\n\\r -\\x{d7ff}\\x{e000}-\\x{fffd}\\x{10000}-\\x{10ffff}]");

  private Texts() {}

  /// What an exception of the model says, with the names that things have in JSON.
  static String inJson(IllegalArgumentException e) {
    return Names.inJson(String.valueOf(e.getMessage()))
        .replace("PeerID", "peer_id")
        .replace("SwarmID", "swarm_id")
        .replace("TransactionID", "transaction_id")
        .replace("peerProtocol", "peer_protocol")
        .replace(" that XML cannot carry", " that no message can carry");
  }

  /// The text of a member that must be there.
  static String needed(@Nullable String text, String object, String name) {
    if (text == null) {
      throw new IllegalArgumentException(object + ": the member " + name + " is missing");
    }
    return text;
  }

  /// A number from 0 on; one that is too large for an int is as large as one can be.
  static int count(String name, String text) {
    String digits = whole(text);
    boolean isNumber = !digits.isEmpty();
    for (int i = 0; i < digits.length(); i++) {
      isNumber &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    if (!isNumber) {
      throw new IllegalArgumentException(name + " must be a whole number from 0 on");
    }
    long number = Stat.number(digits);
    return number < 0 ? Integer.MAX_VALUE : (int) Math.min(number, Integer.MAX_VALUE);
  }

  /// A whole number without the `.0` that those put behind it who know no other numbers than
  /// floating-point ones.
  static String whole(String number) {
    return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
  }

  /// A text for a person, with a replacement for each character that XML could not carry.
  static String carried(String text) {
    return NOT_CARRIED.matcher(text).replaceAll("\ufffd");
  }

  /// A value by its name, in any case.
  static <T extends Enum<T>> T oneOf(Class<T> type, String name, String text) {
    T[] values = type.getEnumConstants();
    for (T value : values) {
      if (value.name().equalsIgnoreCase(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException(name + " must be one of " + Arrays.toString(values));
  }
}
