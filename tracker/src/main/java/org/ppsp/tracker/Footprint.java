package org.ppsp.tracker;

import java.util.List;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Stat;

/// How many bytes of heap things take. The numbers are for compact object headers and references of
/// four bytes, rounded up; arrays that double count as if they had just doubled. `FootprintTest`
/// compares them with the heap.
final class Footprint {
  /// A session and its slot in the table of them.
  static final int SESSION = 64 + 16;

  /// A session's rarer properties, without arrays and addresses.
  static final int SESSION_DETAILS = 64;

  static final int IP_ADDRESS = 24;

  /// What a session has that has come from several addresses, without the addresses.
  static final int TRAVELS = 72;

  /// The longest that an address takes in a listing which the peer has not named.
  static final int OBSERVED = 19;

  /// A membership, its place in the swarm and in the session's array.
  static final int MEMBERSHIP = 32 + 28;

  /// What a membership has beyond its mode, without the parts.
  static final int MEMBERSHIP_DETAILS = 24;

  /// A set of chunks and the list of its pieces, both empty.
  static final int CHUNKS = 96;

  /// An entry of the index and its place.
  static final int ENTRY = 40;

  /// A range of chunks.
  static final int RANGE = 8;

  /// A token of a set, without its text.
  static final int TOKEN = 40;

  /// A block or token of the index with an array of who offers it, which its offerers share.
  static final int OFFER = 148;

  /// A swarm and its index, both empty, without the name.
  static final int SWARM = 800;

  /// Statistics, without numbers and texts.
  static final int STATISTICS = 24;

  /// What a session remembers of swarms that it has left, without the swarms.
  static final int PAST = 200;

  /// One of these swarms, without name and statistics.
  static final int PAST_SWARM = 56;

  /// A LEAVE that may be repeated, without the names.
  static final int LEFT = 28;

  private static final int ARRAY = 16;
  private static final int STRING = 24 + ARRAY;
  private static final int STAT = 16 + 4;
  private static final int PROPERTY = 24;

  private Footprint() {}

  /// An array of bytes.
  static int array(int length) {
    return ARRAY + (length + 7 & ~7);
  }

  /// A listing among those of its neighbours.
  static int listed(int length) {
    return length + 8;
  }

  /// A text: two bytes a character unless all are of Latin-1.
  static int text(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) > 0xff) {
        return STRING + (length * 2 + 7 & ~7);
      }
    }
    return STRING + (length + 7 & ~7);
  }

  /// An identifier: a text in an object of its own.
  static int id(String text) {
    return ARRAY + text(text);
  }

  /// Numbers by slot.
  static int numbers(int length) {
    return length == 0 ? 0 : ARRAY + Long.BYTES * length;
  }

  /// Statistics that are kept as text.
  static int texts(Stat[] stats) {
    int sum = stats.length == 0 ? 0 : ARRAY;
    for (Stat stat : stats) {
      sum += STAT + text(stat.value()) + property(stat.property());
    }
    return sum;
  }

  /// A property; those of the specification exist once.
  private static int property(Property property) {
    String name = property.name();
    return Property.known(name) == null ? PROPERTY + text(name) : 0;
  }

  /// Names of properties.
  static int properties(List<Property> properties) {
    int sum = ARRAY + 24;
    for (Property property : properties) {
      sum += 4 + property(property);
    }
    return sum;
  }
}
