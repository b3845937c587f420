package org.ppsp.cli.check;

/// Requests of RFC 7846 as text, so that wrong ones can be written, too. Members come with their
/// names.
final class JsonMessage {
  private JsonMessage() {}

  /// A whole message.
  static String of(String type, String transactionId, String peer, String... members) {
    String more = members.length == 0 ? "" : "," + String.join(",", members);
    return "{\"PPSPTrackerProtocol\":{\"version\":1,%s,%s,%s%s}}"
        .formatted(
            text("request_type", type),
            text("transaction_id", transactionId),
            text("peer_id", peer),
            more);
  }

  /// A member whose text needs no escaping.
  static String text(String name, String text) {
    return "\"%s\":\"%s\"".formatted(name, text);
  }

  static String number(String name, long number) {
    return "\"%s\":%s".formatted(name, number);
  }

  static String object(String name, String... members) {
    return "\"" + name + "\":" + braces(members);
  }

  private static String array(String name, String... values) {
    return "\"%s\":[%s]".formatted(name, String.join(",", values));
  }

  private static String braces(String... members) {
    return "{" + String.join(",", members) + "}";
  }

  static String connect(String... members) {
    return object("connect", members);
  }

  /// `swarm_action` of what [#join] and [#leave] give.
  static String actions(String... actions) {
    return array("swarm_action", actions);
  }

  static String join(String swarm, String mode) {
    return action(swarm, "JOIN", mode);
  }

  static String leave(String swarm) {
    return action(swarm, "LEAVE", "LEECH");
  }

  static String action(String swarm, String action, String mode) {
    return braces(text("swarm_id", swarm), text("action", action), text("peer_mode", mode));
  }

  /// `find` for a swarm.
  ///
  /// @param more further members, such as [#peerNum]
  static String find(String swarm, String... more) {
    return object("find", with(text("swarm_id", swarm), more));
  }

  /// `stat_report` of what [#stat] gives.
  static String report(String... stats) {
    return object("stat_report", text("type", "STREAM_STATS"), array("stat", stats));
  }

  /// The statistics of one swarm.
  static String stat(String swarm, String... more) {
    String[] all = {
      text("swarm_id", swarm),
      number("uploaded_bytes", 512),
      number("downloaded_bytes", 768),
      number("available_bandwidth", 1024),
      number("concurrent_links", 5)
    };
    return more.length == 0 ? braces(all) : braces(String.join(",", all), String.join(",", more));
  }

  /// `peer_num` with further members.
  static String peerNum(long count, String... more) {
    return object("peer_num", with(number("peer_count", count), more));
  }

  /// `peer_addr` of what [#address] gives.
  static String addresses(String... addresses) {
    return array("peer_addr", addresses);
  }

  /// An address with further members.
  static String address(String ip, int port, int priority, String type, String... more) {
    String family = ip.contains(":") ? "ipv6" : "ipv4";
    return braces(
        with(
            object("ip_address", text("address_type", family), text("address", ip))
                + ","
                + String.join(
                    ",", number("port", port), number("priority", priority), text("type", type)),
            more));
  }

  private static String[] with(String first, String... more) {
    return more.length == 0 ? new String[] {first} : new String[] {first, String.join(",", more)};
  }
}
