package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;

/// Which chunks the members of a swarm hold. The numbered ones, from the first to the last that any
/// leech holds, are divided into columns.
///
/// @param first the lowest number; -1 if no leech holds a numbered chunk
/// @param last the highest number
/// @param looked how many members were looked at
/// @param seeders how many of them hold all
/// @param columns how many leeches hold each column, as the sum of the parts that they hold
/// @param rows members one by one
/// @param tokens chunks that are no numbers, those that most hold first
public record ChunkMap(
    long first,
    long last,
    int looked,
    int seeders,
    List<Double> columns,
    List<Row> rows,
    List<Token> tokens) {
  private static final int MOST_TOKENS = 100;

  /// Copies the lists.
  public ChunkMap {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    tokens = List.copyOf(tokens);
  }

  /// What one member holds.
  ///
  /// @param columns which part of each column, 0 to 1
  public record Row(PeerId peer, PeerMode mode, List<Double> columns) {
    /// Copies the list.
    public Row {
      columns = List.copyOf(columns);
    }
  }

  /// How many members offer a chunk that is no number.
  public record Token(String token, int members) {}

  /// A member and what it offers.
  ///
  /// @param peer null if it is not shown by itself
  record Holder(@Nullable PeerId peer, PeerMode mode, ChunkSet chunks) {}

  /// Divides what members hold.
  static ChunkMap of(List<Holder> holders, int columns, int rows) {
    long first = Long.MAX_VALUE;
    long last = -1;
    int seeders = 0;
    Map<String, Integer> tokens = new HashMap<>();
    for (Holder holder : holders) {
      if (holder.mode == PeerMode.SEEDER) {
        seeders++;
        continue;
      }
      long[] ends = ends(holder.chunks);
      first = Math.min(first, ends[0]);
      last = Math.max(last, ends[1]);
      holder.chunks.tokens().forEach(token -> tokens.merge(token, 1, Integer::sum));
    }
    List<Row> shown = new ArrayList<>();
    List<Double> sums = List.of();
    if (last >= 0) {
      Columns all = new Columns(first, last, columns);
      for (Holder holder : holders) {
        if (holder.mode == PeerMode.LEECH) {
          holder.chunks.forEachRange(all::add);
        }
      }
      sums = all.sums();
    }
    for (Holder holder : holders.subList(0, Math.min(rows, holders.size()))) {
      shown.add(
          new Row(
              Objects.requireNonNull(holder.peer),
              holder.mode,
              last < 0 ? List.of() : row(holder, first, last, columns)));
    }
    List<Token> most =
        tokens.entrySet().stream()
            .map(entry -> new Token(entry.getKey(), entry.getValue()))
            .sorted((a, b) -> Integer.compare(b.members(), a.members()))
            .limit(MOST_TOKENS)
            .toList();
    return new ChunkMap(last < 0 ? -1 : first, last, holders.size(), seeders, sums, shown, most);
  }

  private static List<Double> row(Holder holder, long first, long last, int columns) {
    Columns own = new Columns(first, last, columns);
    if (holder.mode == PeerMode.SEEDER) {
      return Collections.nCopies(own.count, 1.0);
    }
    holder.chunks.forEachRange(own::add);
    return own.sums();
  }

  private static long[] ends(ChunkSet chunks) {
    long[] ends = {Long.MAX_VALUE, -1};
    chunks.forEachRange(
        (from, to) -> {
          ends[0] = Math.min(ends[0], from);
          ends[1] = Math.max(ends[1], to);
        });
    return ends;
  }

  /// Adds ranges up, by the parts of the columns that they cover. A range takes the same few steps
  /// however many columns it covers as a whole: they are counted at its two ends.
  private static final class Columns {
    private final long first;
    private final long span;
    private final int count;
    private final double[] parts;
    private final long[] whole;

    Columns(long first, long last, int wanted) {
      this.first = first;
      span = last - first + 1;
      count = (int) Math.min(wanted, span);
      parts = new double[count];
      whole = new long[count + 1];
    }

    void add(long from, long to) {
      int left = column(from);
      int right = column(to);
      if (left == right) {
        parts[left] += part(left, from, to);
        return;
      }
      parts[left] += part(left, from, begin(left + 1) - 1);
      parts[right] += part(right, begin(right), to);
      whole[left + 1]++;
      whole[right]--;
    }

    /// The first number of a column.
    private long begin(int column) {
      return first + Math.ceilDiv(column * span, (long) count);
    }

    private int column(long number) {
      return (int) ((number - first) * count / span);
    }

    private double part(int column, long from, long to) {
      return (double) (to - from + 1) / (begin(column + 1) - begin(column));
    }

    List<Double> sums() {
      List<Double> sums = new ArrayList<>(count);
      long open = 0;
      for (int i = 0; i < count; i++) {
        open += whole[i];
        sums.add(parts[i] + open);
      }
      return sums;
    }
  }
}
