package org.ppsp.protocol;

import java.util.Collections;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.roaringbitmap.RoaringBitmap;

/// A set of chunks of one swarm: numbers 0 to 4,294,967,295 in a compressed bitmap, and opaque
/// tokens. On the wire a list parted by white space, of numbers, inclusive ranges `a-b` and tokens
/// (specification, section 3).
///
/// Immutable.
public final class ChunkSet {
  /// No chunks.
  public static final ChunkSet EMPTY =
      new ChunkSet(new RoaringBitmap(), Collections.emptySortedSet());

  /// The largest chunk number.
  public static final long MAX_NUMBER = 0xffff_ffffL;

  /// The most characters of an opaque token.
  public static final int MAX_TOKEN_LENGTH = 128;

  private final RoaringBitmap numbers;
  private final SortedSet<String> tokens;

  private ChunkSet(RoaringBitmap numbers, SortedSet<String> tokens) {
    this.numbers = numbers;
    this.tokens = tokens;
  }

  private static ChunkSet of(RoaringBitmap numbers, SortedSet<String> tokens) {
    if (numbers.isEmpty() && tokens.isEmpty()) {
      return EMPTY;
    }
    numbers.runOptimize();
    return new ChunkSet(numbers, tokens);
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
    return numbers.isEmpty() && tokens.isEmpty();
  }

  /// How many chunks there are.
  public long size() {
    return numbers.getLongCardinality() + tokens.size();
  }

  /// Whether the chunk of this number is in the set.
  public boolean contains(long number) {
    return number >= 0 && number <= MAX_NUMBER && numbers.contains((int) number);
  }

  /// Whether at least one chunk is in both sets.
  public boolean intersects(ChunkSet other) {
    return RoaringBitmap.intersects(numbers, other.numbers)
        || (!tokens.isEmpty() && !Collections.disjoint(tokens, other.tokens));
  }

  /// How many chunks are in both sets.
  public long overlap(ChunkSet other) {
    long both = RoaringBitmap.andCardinality(numbers, other.numbers);
    for (String token : tokens) {
      if (other.tokens.contains(token)) {
        both++;
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
    return of(RoaringBitmap.or(numbers, other.numbers), all);
  }

  /// The chunks of this set that are not in the other one.
  public ChunkSet minus(ChunkSet other) {
    SortedSet<String> rest = tokens;
    if (!other.tokens.isEmpty() && !tokens.isEmpty()) {
      rest = new TreeSet<>(tokens);
      rest.removeAll(other.tokens);
    }
    return of(RoaringBitmap.andNot(numbers, other.numbers), rest);
  }

  /// The opaque tokens, in order.
  public SortedSet<String> tokens() {
    return Collections.unmodifiableSortedSet(tokens);
  }

  /// Hands over the ranges of numbers, in order; neighbours are in one range.
  public void forEachRange(RangeConsumer consumer) {
    long start = numbers.isEmpty() ? -1 : numbers.nextValue(0);
    while (start >= 0) {
      long end = numbers.nextAbsentValue((int) start);
      if (end < 0) {
        end = MAX_NUMBER + 1;
      }
      consumer.range(start, end - 1);
      start = end > MAX_NUMBER ? -1 : numbers.nextValue((int) end);
    }
  }

  /// How many ranges and tokens it takes to write the set down.
  public int entries() {
    int[] count = {tokens.size()};
    forEachRange((first, last) -> count[0]++);
    return count[0];
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ChunkSet other
        && numbers.equals(other.numbers)
        && tokens.equals(other.tokens);
  }

  @Override
  public int hashCode() {
    return numbers.hashCode() * 31 + tokens.hashCode();
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
    private final RoaringBitmap numbers = new RoaringBitmap();
    private final SortedSet<String> tokens = new TreeSet<>();
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
      numbers.add(first, last + 1);
      return this;
    }

    /// Adds an opaque token.
    ///
    /// @throws IllegalArgumentException if it is not 1 to 128 characters without white space, or
    ///   looks like a number or a range
    public Builder token(String token) {
      Identifiers.word("ChunkID", token, MAX_TOKEN_LENGTH);
      if (isNumeric(token)) {
        throw new IllegalArgumentException("ChunkID token looks like a number: " + token);
      }
      count();
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
        entry(text.substring(start, at));
      }
      return this;
    }

    private void entry(String entry) {
      if (!isNumeric(entry)) {
        token(entry);
        return;
      }
      int dash = entry.indexOf('-');
      if (dash < 0) {
        long number = number(entry);
        range(number, number);
      } else {
        range(number(entry.substring(0, dash)), number(entry.substring(dash + 1)));
      }
    }

    private static boolean isNumeric(String entry) {
      int dash = -1;
      for (int i = 0; i < entry.length(); i++) {
        char c = entry.charAt(i);
        if (c == '-' && dash < 0 && i > 0 && i < entry.length() - 1) {
          dash = i;
        } else if (c < '0' || c > '9') {
          return false;
        }
      }
      return true;
    }

    private static long number(String digits) {
      long number = 0;
      for (int i = 0; i < digits.length(); i++) {
        number = number * 10 + digits.charAt(i) - '0';
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
      return of(numbers, tokens);
    }
  }
}
