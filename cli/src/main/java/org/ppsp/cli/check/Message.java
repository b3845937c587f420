package org.ppsp.cli.check;

/// Requests as text, so that wrong ones can be written, too.
final class Message {
  private Message() {}

  /// A whole message.
  static String of(String method, String transactionId, String... elements) {
    return document(
        element("Method", method), element("TransactionID", transactionId), join(elements));
  }

  /// A message whose root has these children.
  static String document(String... elements) {
    return "<PPSPTrackerProtocol version=\"1.0\">" + join(elements) + "</PPSPTrackerProtocol>";
  }

  /// An element with a text that needs no escaping.
  static String element(String name, String text) {
    return "<" + name + ">" + text + "</" + name + ">";
  }

  static String swarm(String swarm) {
    return element("SwarmID", swarm);
  }

  static String chunks(String chunks) {
    return element("ChunkID", chunks);
  }

  static String expire(String time) {
    return element("ExpireTime", time);
  }

  static String peernum(int number) {
    return element("Peernum", Integer.toString(number));
  }

  /// `Stats` of properties and values in turn.
  static String stats(String... propertiesAndValues) {
    StringBuilder stats = new StringBuilder("<Stats>");
    for (int i = 0; i < propertiesAndValues.length; i += 2) {
      stats.append(stat(propertiesAndValues[i], propertiesAndValues[i + 1]));
    }
    return stats.append("</Stats>").toString();
  }

  private static String stat(String property, String value) {
    return "<Stat property=\"" + property + "\">" + value + "</Stat>";
  }

  private static String join(String... elements) {
    return String.join("\n", elements);
  }
}
