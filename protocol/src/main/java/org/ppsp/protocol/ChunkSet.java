package org.ppsp.protocol;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;

/// A set of chunks of one swarm: ranges of numbers from 0 to 4,294,967,295, and opaque tokens. On
/// the wire a list parted by white space, of numbers, inclusive ranges `a-b` and tokens, which hold
/// a character that is no digit, comma or hyphen (specification, section 3).
///
/// Kept as ranges, so that a set takes no more memory and time than its form on the wire: a bitmap
/// of `0-4294967295` takes 4 MB, and a thousand such entries take seconds.
///
/// Immutable.
public final class ChunkSet {
  /// No chunks.
  public static final ChunkSet EMPTY = new ChunkSet(new long[0], Collections.emptySortedSet());

  /// The largest chunk number.
  public static final long MAX_NUMBER = 0xffff_ffffL;

  /// The most characters of an opaque token.
  public static final int MAX_TOKEN_LENGTH = 128;

  /// The ranges in order, neither overlapping nor next to each other: the first number in the upper
  /// 32 bits, the last one in the lower.
  private final long[] ranges;

  private final SortedSet<String> tokens;

  private ChunkSet(long[] ranges, SortedSet<String> tokens) {
    this.ranges = ranges;
    this.tokens = tokens;
  }

  private static ChunkSet of(long[] ranges, SortedSet<String> tokens) {
    return ranges.length == 0 && tokens.isEmpty() ? EMPTY : new ChunkSet(ranges, tokens);
  }

  private static long pack(long first, long last) {
    return first << 32 | last;
  }

  private static long first(long range) {
    return range >>> 32;
  }

  private static long last(long range) {
    return range & MAX_NUMBER;
  }

  /// Brings ranges into order and joins those that overlap or touch; changes the array.
  private static long[] normal(long[] ranges) {
    for (int i = 0; i < ranges.length; i++) {
      ranges[i] ^= Long.MIN_VALUE; // so that sorting takes them as unsigned
    }
    Arrays.sort(ranges);
    int size = 0;
    for (long flipped : ranges) {
      long range = flipped ^ Long.MIN_VALUE;
      long before = size == 0 ? 0 : ranges[size - 1];
      if (size > 0 && first(range) <= last(before) + 1) {
        ranges[size - 1] = pack(first(before), Math.max(last(before), last(range)));
      } else {
        ranges[size++] = range;
      }
    }
    return size == ranges.length ? ranges : Arrays.copyOf(ranges, size);
  }

  /// The chunks from `first` to `last`, both included.
  ///
  /// @throws IllegalArgumentException if they are not 0 to 4,294,967,295 in this order
  public static ChunkSet range(long first, long last) {
    return new Builder(1).range(first, last).build();
  }

  /// Reads the form that stands on the wire.
  ///
  /// @param maxEntries the most numbers, ranges and tokens to take
  /// @throws IllegalArgumentException if there are more, or one is not valid
  public static ChunkSet parse(String text, int maxEntries) {
    return new Builder(maxEntries).parse(text).build();
  }

  /// Whether there is no chunk in it.
  public boolean isEmpty() {
    return ranges.length == 0 && tokens.isEmpty();
  }

  /// How many chunks there are.
  public long size() {
    long size = tokens.size();
    for (long range : ranges) {
      size += last(range) - first(range) + 1;
    }
    return size;
  }

  /// Whether the chunk of this number is in the set.
  public boolean contains(long number) {
    int i = seek(number, 0);
    return i < ranges.length && first(ranges[i]) <= number;
  }

  /// The index of the first range, from this one on, that ends at the number or behind it.
  private int seek(long number, int from) {
    int low = from;
    int high = ranges.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (last(ranges[middle]) < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Whether at least one chunk is in both sets.
  public boolean intersects(ChunkSet other) {
    return numbersInBoth(other, true) > 0
        || (!tokens.isEmpty() && !Collections.disjoint(tokens, other.tokens));
  }

  /// How many chunks are in both sets.
  public long overlap(ChunkSet other) {
    long both = numbersInBoth(other, false);
    for (String token : tokens) {
      if (other.tokens.contains(token)) {
        both++;
      }
    }
    return both;
  }

  /// Looks up the ranges of the smaller set in the larger one.
  ///
  /// @param any whether the first ones found are enough
  private long numbersInBoth(ChunkSet other, boolean any) {
    if (ranges.length > other.ranges.length) {
      return other.numbersInBoth(this, any);
    }
    long both = 0;
    int i = 0;
    for (long range : ranges) {
      i = other.seek(first(range), i);
      for (int k = i; k < other.ranges.length && first(other.ranges[k]) <= last(range); k++) {
        long from = Math.max(first(range), first(other.ranges[k]));
        both += Math.min(last(range), last(other.ranges[k])) - from + 1;
        if (any) {
          return both;
        }
      }
    }
    return both;
  }

  /// The chunks that are in either set.
  public ChunkSet union(ChunkSet other) {
    SortedSet<String> all = tokens;
    if (!other.tokens.isEmpty()) {
      all = new TreeSet<>(tokens);
      all.addAll(other.tokens);
    }
    long[] both = Arrays.copyOf(ranges, ranges.length + other.ranges.length);
    System.arraycopy(other.ranges, 0, both, ranges.length, other.ranges.length);
    return of(normal(both), all);
  }

  /// The chunks of this set that are not in the other one.
  public ChunkSet minus(ChunkSet other) {
    SortedSet<String> rest = tokens;
    if (!other.tokens.isEmpty() && !tokens.isEmpty()) {
      rest = new TreeSet<>(tokens);
      rest.removeAll(other.tokens);
    }
    long[] left = new long[ranges.length + other.ranges.length]; // each of theirs parts one more
    int size = 0;
    int i = 0;
    for (long range : ranges) {
      long from = first(range);
      i = other.seek(from, i);
      for (int k = i; k < other.ranges.length && first(other.ranges[k]) <= last(range); k++) {
        if (first(other.ranges[k]) > from) {
          left[size++] = pack(from, first(other.ranges[k]) - 1);
        }
        from = last(other.ranges[k]) + 1;
      }
      if (from <= last(range)) {
        left[size++] = pack(from, last(range));
      }
    }
    return of(Arrays.copyOf(left, size), rest);
  }

  /// The opaque tokens, in order.
  public SortedSet<String> tokens() {
    return Collections.unmodifiableSortedSet(tokens);
  }

  /// Hands over the ranges of numbers, in order; neighbours are in one range.
  public void forEachRange(RangeConsumer consumer) {
    for (long range : ranges) {
      consumer.range(first(range), last(range));
    }
  }

  /// How many ranges and tokens it takes to write the set down.
  public int entries() {
    return ranges.length + tokens.size();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ChunkSet other
        && Arrays.equals(ranges, other.ranges)
        && tokens.equals(other.tokens);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ranges) * 31 + tokens.hashCode();
  }

  /// The form on the wire: numbers and ranges in order, then the tokens.
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(" ");
    forEachRange((first, last) -> text.add(first == last ? "" + first : first + "-" + last));
    tokens.forEach(text::add);
    return text.toString();
  }

  /// Takes an inclusive range of chunk numbers.
  @FunctionalInterface
  public interface RangeConsumer {
    /// The chunks from `first` to `last`, both included.
    void range(long first, long last);
  }

  /// Puts a set together from entries, so many and no more. For one thread.
  public static final class Builder {
    private long[] ranges = new long[4];
    private int size;
    private SortedSet<String> tokens = Collections.emptySortedSet();
    private final int maxEntries;
    private int entries;

    /// Takes up to this many numbers, ranges and tokens.
    public Builder(int maxEntries) {
      this.maxEntries = maxEntries;
    }

    /// Adds the chunks from `first` to `last`, both included.
    ///
    /// @throws IllegalArgumentException if they are not 0 to 4,294,967,295 in this order
    public Builder range(long first, long last) {
      if (first < 0 || last > MAX_NUMBER || first > last) {
        throw new IllegalArgumentException(
            "ChunkID range must be a-b with 0 <= a <= b <= " + MAX_NUMBER);
      }
      count();
      if (size == ranges.length) {
        ranges = Arrays.copyOf(ranges, size * 2);
      }
      ranges[size++] = pack(first, last);
      return this;
    }

    /// Adds an opaque token.
    ///
    /// @throws IllegalArgumentException if it is not 1 to 128 characters without white space, or
    ///   holds nothing but digits, commas and hyphens: that was meant as numbers
    public Builder token(String token) {
      Identifiers.word("ChunkID", token, MAX_TOKEN_LENGTH);
      if (token.chars().allMatch(c -> c >= '0' && c <= '9' || c == ',' || c == '-')) {
        throw new IllegalArgumentException(
            "ChunkID '"
                + token
                + "' is neither a number nor a range a-b; write a list with blanks, such as"
                + " '1 2 3' or '0-99 120'; a token needs a character that is no digit, comma or"
                + " hyphen");
      }
      count();
      if (tokens.isEmpty()) {
        tokens = new TreeSet<>();
      }
      tokens.add(token);
      return this;
    }

    /// Adds all entries of a list as it stands on the wire.
    ///
    /// @throws IllegalArgumentException if one is not valid, or there are too many
    public Builder parse(String text) {
      int at = 0;
      int end = text.length();
      while (at < end) {
        if (Identifiers.isBlank(text.charAt(at))) {
          at++;
          continue;
        }
        int start = at;
        while (at < end && !Identifiers.isBlank(text.charAt(at))) {
          at++;
        }
        entry(text, start, at);
      }
      return this;
    }

    private void entry(String text, int start, int end) {
      if (!isNumeric(text, start, end)) {
        token(text.substring(start, end));
        return;
      }
      int dash = text.indexOf('-', start, end);
      long first = number(text, start, dash < 0 ? end : dash);
      range(first, dash < 0 ? first : number(text, dash + 1, end));
    }

    private static boolean isNumeric(String text, int start, int end) {
      boolean dash = false;
      for (int i = start; i < end; i++) {
        char c = text.charAt(i);
        if (c == '-' && !dash && i > start && i < end - 1) {
          dash = true;
        } else if (c < '0' || c > '9') {
          return false;
        }
      }
      return true;
    }

    private static long number(String text, int start, int end) {
      long number = 0;
      for (int i = start; i < end; i++) {
        number = number * 10 + text.charAt(i) - '0';
        if (number > MAX_NUMBER) {
          throw new IllegalArgumentException("ChunkID number is larger than " + MAX_NUMBER);
        }
      }
      return number;
    }

    private void count() {
      if (++entries > maxEntries) {
        throw new IllegalArgumentException("more than " + maxEntries + " ChunkID entries");
      }
    }

    /// The set; the builder must not be used any more.
    public ChunkSet build() {
      return of(normal(Arrays.copyOf(ranges, size)), tokens);
    }
  }
}
