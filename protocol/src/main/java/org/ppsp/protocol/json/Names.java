package org.ppsp.protocol.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;

/// The members of RFC 7846 that are properties here. Other properties have no name of their own in
/// the RFC, and are written under the one they have in XML.
final class Names {
  /// Of `stat` (section 3.2.5).
  private static final Map<String, Property> STATS =
      Map.of(
          "uploaded_bytes", Property.UPLOADED_BYTES,
          "downloaded_bytes", Property.DOWNLOADED_BYTES,
          "available_bandwidth", Property.AVAILABLE_BANDWIDTH,
          "concurrent_links", Property.CONCURRENT_LINKS);

  private static final Map<Property, String> STAT_NAMES =
      STATS.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  /// Of `peer_num` (section 3.2.2).
  private static final Map<String, Property> PREFERENCES =
      Map.of(
          "ability_nat", Property.NAT,
          "concurrent_links", Property.CONCURRENT_LINKS,
          "online_time", Property.ONLINE_TIME,
          "upload_bandwidth", Property.UPLOAD_BANDWIDTH);

  private static final Map<Property, String> PREFERENCE_NAMES =
      PREFERENCES.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  /// The names of members that messages have: 64 at most, for each has a bit.
  private static final String[] KNOWN =
      """
      PPSPTrackerProtocol version request_type response_type error_code transaction_id peer_id
      connect find stat_report peer_addr swarm_result warning reason keepalive_interval stat_request
      peer_num swarm_action swarm_id action peer_mode peer_count ability_nat concurrent_links
      online_time upload_bandwidth ip_address address_type address port priority type connection
      asn peer_protocol result peer_group peer_info stat Stat uploaded_bytes downloaded_bytes
      available_bandwidth\
      """
          .split("\\s+", -1);

  /// The names one after the other, and where each begins.
  private static final byte[] KNOWN_BYTES =
      String.join("", KNOWN).getBytes(StandardCharsets.US_ASCII);

  private static final short[] STARTS = new short[KNOWN.length + 1];

  /// The numbers of the names, plus one, each at the place of its bytes or at the next free one.
  private static final byte[] PLACES = new byte[256];

  static {
    for (int i = 0; i < KNOWN.length; i++) {
      KNOWN[i] = KNOWN[i].intern();
      STARTS[i + 1] = (short) (STARTS[i] + KNOWN[i].length());
      int place = place(KNOWN_BYTES, STARTS[i], STARTS[i + 1]);
      while (PLACES[place] != 0) {
        place = next(place);
      }
      PLACES[place] = (byte) (i + 1);
    }
  }

  private Names() {}

  private static int place(byte[] bytes, int from, int to) {
    return from == to
        ? 0
        : (31 * (31 * (to - from) + bytes[from]) + bytes[to - 1]) & (PLACES.length - 1);
  }

  private static int next(int place) {
    return (place + 1) & (PLACES.length - 1);
  }

  /// The number of the name that stands in bytes, if it is one that messages have, so that no text
  /// is made of it again and again; otherwise a negative one.
  static int find(byte[] bytes, int from, int to) {
    int place = place(bytes, from, to);
    while (PLACES[place] != 0) {
      int number = PLACES[place] - 1;
      if (Arrays.equals(KNOWN_BYTES, STARTS[number], STARTS[number + 1], bytes, from, to)) {
        break;
      }
      place = next(place);
    }
    return PLACES[place] - 1;
  }

  /// The name with that number.
  static String known(int number) {
    return KNOWN[number];
  }

  /// The property of a member of `stat`, or null.
  static @Nullable Property stat(String member) {
    Property property = STATS.get(member);
    return property == null ? Property.known(member) : property;
  }

  /// The member of `stat` for a property.
  static String stat(Property property) {
    return STAT_NAMES.getOrDefault(property, property.name());
  }

  /// Whether its name in `stat` is that of no other member.
  static boolean isUnique(Property property) {
    return !STATS.containsKey(property.name()) && !property.name().equals("swarm_id");
  }

  /// A text with the names that properties have in `stat`.
  static String inJson(String text) {
    String said = text;
    for (Map.Entry<Property, String> name : STAT_NAMES.entrySet()) {
      said = said.replace(name.getKey().name(), name.getValue());
    }
    return said;
  }

  /// The property of a member of `peer_num`, or null.
  static @Nullable Property preference(String member) {
    return PREFERENCES.get(member);
  }

  /// The member of `peer_num` for a property, or null.
  static @Nullable String preference(Property property) {
    return PREFERENCE_NAMES.get(property);
  }

  /// Whether all of them can be said in `peer_num`, where each name stands once.
  static boolean arePreferences(List<Requirement> requirements) {
    return requirements.stream().map(Requirement::property).distinct().count()
            == requirements.size()
        && requirements.stream()
            .allMatch(r -> r.match() == Match.PREFER && PREFERENCE_NAMES.containsKey(r.property()));
  }
}
