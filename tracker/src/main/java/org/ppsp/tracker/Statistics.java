package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.NatAbility;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Stat;

/// The latest statistics of a peer, or of a peer in one swarm. Immutable: a report makes a new one,
/// so that whoever reads needs no lock.
final class Statistics {
  static final Statistics NONE = new Statistics(new long[0], new Stat[0], 0, 0);

  /// A text of up to so many characters counts as one, a longer one as several.
  private static final int TEXT = 64;

  /// What a peer has transferred since it connected.
  static final List<Property> COUNTERS =
      List.of(Property.UPLOADED_BYTES, Property.DOWNLOADED_BYTES, Property.ORIGIN_BYTES);

  private static final Property[] NUMBERS = {
    Property.UPLOAD_BANDWIDTH,
    Property.NAT, // beside the other one that is required most: one access to the memory for both
    Property.DOWNLOAD_BANDWIDTH,
    Property.AVAILABLE_BANDWIDTH,
    Property.ONLINE_TIME,
    Property.CONCURRENT_LINKS,
    Property.UPLOADED_BYTES,
    Property.DOWNLOADED_BYTES,
    Property.ORIGIN_BYTES,
    Property.STALL_TIME,
    Property.STARTUP_TIME,
    Property.BUFFER_LEVEL
  };
  private static final int FIRST_TEXT = NUMBERS.length;
  private static final int TEXT_MARKS = Long.SIZE - FIRST_TEXT;
  private static final NatAbility[] ABILITIES = NatAbility.values();
  private static final Map<Property, Integer> SLOTS = new HashMap<>();

  static {
    for (int i = 0; i < NUMBERS.length; i++) {
      SLOTS.put(NUMBERS[i], i);
    }
  }

  /// By slot, -1 where nothing was reported; empty if no number was.
  private final long[] numbers;

  private final Stat[] others;

  /// What the others take, in bytes.
  private final int textBytes;

  /// The [#mark] of each property that has a value.
  private final long marks;

  /// The marks of numbers that the peer has not reported, but said when it asked for others.
  private final int asides;

  private Statistics(long[] numbers, Stat[] others, int textBytes, int asides) {
    this.numbers = numbers;
    this.others = others;
    this.textBytes = textBytes;
    this.asides = asides;
    long told = 0;
    for (int i = 0; i < numbers.length; i++) {
      told |= numbers[i] < 0 ? 0 : 1L << i;
    }
    for (Stat stat : others) {
      told |= mark(stat.property());
    }
    marks = told;
  }

  /// One bit for a property: its own if its values are numbers, otherwise one that it may share
  /// with others.
  static long mark(Property property) {
    int slot = slot(property);
    return 1L << (slot >= 0 ? slot : FIRST_TEXT + Math.floorMod(property.hashCode(), TEXT_MARKS));
  }

  /// The marks of all properties that have a value here.
  long marks() {
    return marks;
  }

  /// How many bytes they take.
  int memory() {
    return isEmpty() ? 0 : Footprint.STATISTICS + Footprint.numbers(numbers.length) + textBytes;
  }

  boolean isEmpty() {
    return numbers.length == 0 && others.length == 0;
  }

  /// Only what grows as long as a peer is connected: what it has transferred, how long it stalled.
  Statistics counters() {
    if (numbers.length == 0) {
      return NONE;
    }
    long[] counters = copyOfNothing();
    for (Property property : COUNTERS) {
      counters[slot(property)] = numbers[slot(property)];
    }
    counters[slot(Property.STALL_TIME)] = numbers[slot(Property.STALL_TIME)];
    return new Statistics(counters, NONE.others, 0, 0);
  }

  /// The number of a property for [#number], or -1 if its values are kept as text. A [NatAbility]
  /// is kept as its ordinal.
  static int slot(Property property) {
    return SLOTS.getOrDefault(property, -1);
  }

  /// A value as it is kept.
  static long number(Property property, String value) {
    return property.kind() == Property.Kind.NAT
        ? NatAbility.valueOf(value).ordinal()
        : Stat.number(value);
  }

  private static String value(Property property, long number) {
    return property.kind() == Property.Kind.NAT ? nat(number).name() : Long.toString(number);
  }

  /// The ability that is kept as that number.
  static NatAbility nat(long number) {
    return ABILITIES[(int) number];
  }

  /// The value in a slot, or -1.
  long number(int slot) {
    return numbers.length == 0 ? -1 : numbers[slot];
  }

  /// Whether there is a value in a slot that the peer has reported.
  boolean isReported(int slot) {
    return number(slot) >= 0 && (asides & 1 << slot) == 0;
  }

  /// The value of a property that is kept as text, or null.
  @Nullable String text(Property property) {
    if ((marks & mark(property)) == 0) {
      return null;
    }
    for (Stat stat : others) {
      if (stat.property().equals(property)) {
        return stat.value();
      }
    }
    return null;
  }

  /// How many values [#text] looks through.
  int textCount() {
    return others.length;
  }

  /// All values of the properties, or of all properties if none is named.
  List<Stat> list(List<Property> wanted) {
    List<Stat> list = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] >= 0 && (wanted.isEmpty() || wanted.contains(NUMBERS[i]))) {
        list.add(new Stat(NUMBERS[i], value(NUMBERS[i], numbers[i])));
      }
    }
    for (Stat stat : others) {
      if (wanted.isEmpty() || wanted.contains(stat.property())) {
        list.add(stat);
      }
    }
    return list;
  }

  /// Whether newer values take no more memory: numbers, where there are numbers already.
  boolean haveRoomFor(List<Stat> newer) {
    for (Stat stat : newer) {
      Property.Kind kind = stat.property().kind();
      if (kind != Property.Kind.NUMBER && kind != Property.Kind.NAT) { // these have slots
        return false;
      }
    }
    return numbers.length > 0 || newer.isEmpty();
  }

  /// These statistics with newer values; PollutedPeer, which may be repeated, is added to.
  Statistics with(List<Stat> newer) {
    if (newer.isEmpty()) {
      return this;
    }
    long[] values = null;
    List<Stat> texts = null;
    int left = asides;
    for (Stat stat : newer) {
      int slot = slot(stat.property());
      if (slot >= 0) {
        if (values == null) {
          values = copyOfNumbers();
        }
        values[slot] = number(stat.property(), stat.value());
        left &= ~(1 << slot);
      } else {
        if (texts == null) {
          texts = new ArrayList<>(Arrays.asList(others));
        }
        put(texts, stat);
      }
    }
    long[] known = values == null ? numbers : values;
    if (texts == null) {
      return new Statistics(known, others, textBytes, left);
    }
    Stat[] all = texts.toArray(Stat[]::new);
    return new Statistics(known, all, Footprint.texts(all), left);
  }

  /// These statistics with numbers that a peer has said of itself when it asked for others. What it
  /// has reported is better known, and stays.
  ///
  /// @return the same if nothing changes
  Statistics withAsides(List<Stat> said) {
    long[] values = null;
    int more = asides;
    for (Stat stat : said) {
      int slot = slot(stat.property());
      long value = slot < 0 ? -1 : number(stat.property(), stat.value());
      if (value >= 0 && !isReported(slot) && value != number(slot)) {
        if (values == null) {
          values = copyOfNumbers();
        }
        values[slot] = value;
        more |= 1 << slot;
      }
    }
    return values == null ? this : new Statistics(values, others, textBytes, more);
  }

  private long[] copyOfNumbers() {
    if (numbers.length > 0) {
      return numbers.clone();
    }
    return copyOfNothing();
  }

  private static long[] copyOfNothing() {
    long[] values = new long[NUMBERS.length];
    Arrays.fill(values, -1);
    return values;
  }

  private static void put(List<Stat> texts, Stat stat) {
    if (stat.property().kind() == Property.Kind.REPORT) {
      if (!texts.contains(stat)) {
        texts.add(stat);
      }
      return;
    }
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).property().equals(stat.property())) {
        texts.set(i, stat);
        return;
      }
    }
    texts.add(stat);
  }

  /// How many values are kept as text: what a limit is held against.
  int texts() {
    int texts = 0;
    for (Stat stat : others) {
      texts += Math.ceilDiv(stat.value().length(), TEXT);
    }
    return texts;
  }
}
