package org.ppsp.protocol.json;

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

  private Names() {}

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
