package org.ppsp.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is shown of [Figures]: a frame to be drawn over the last one, a line for a log, or the
/// summary at the end. Immutable.
///
/// @param tracker its URL
/// @param hints what to try next; each may have several lines
/// @param unicode whether blocks can be drawn; otherwise availability is shown with ASCII
record DemoView(String tracker, List<String> hints, boolean unicode) {
  private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
  private static final String ASCII = " .:-=+*#@";

  /// How much of a frame stands before and after the bar.
  private static final int BAR_MARGIN = 22;

  private static final int LONGEST_BAR = 120;

  /// Copies the list.
  DemoView {
    hints = List.copyOf(hints);
  }

  /// What a line is, which decides how it is emphasized.
  enum Kind {
    TITLE,
    TEXT,
    HEADER,
    BAR,
    HINT
  }

  /// A line of a frame.
  record Line(Kind kind, String text) {}

  /// A frame for a terminal. What is too wide is cut. Where there are too few lines, the empty ones
  /// are left out, then the hints.
  List<Line> frame(Figures now, int width, int height) {
    List<Line> lines = new ArrayList<>();
    String title = "ppsp demo  " + tracker + "  " + time(now.millis());
    lines.add(new Line(Kind.TITLE, spread(title, "Ctrl-C ends", width)));
    lines.add(new Line(Kind.TEXT, ""));
    lines.add(new Line(Kind.TEXT, peers(now)));
    lines.add(new Line(Kind.TEXT, requests(now)));
    lines.add(new Line(Kind.TEXT, chunks(now.chunks())));
    if (!now.heard().isEmpty()) {
      lines.add(new Line(Kind.TEXT, "asked    " + now.heard()));
    }
    lines.add(new Line(Kind.TEXT, ""));
    lines.add(new Line(Kind.HEADER, SwarmRow.HEADER));
    for (Figures.OfSwarm swarm : now.swarms()) {
      lines.add(new Line(Kind.TEXT, SwarmRow.of(swarm)));
      lines.add(new Line(Kind.BAR, bar(swarm, width)));
    }
    lines.add(new Line(Kind.TEXT, ""));
    hints.forEach(hint -> lines.add(new Line(Kind.HINT, hint)));
    return fitting(lines, width, height);
  }

  /// Hints are there to be copied, so they are not cut: the terminal breaks lines that are too
  /// long, and a hint that has not enough room is left out whole.
  private static List<Line> fitting(List<Line> lines, int width, int height) {
    boolean narrow = lines.stream().mapToInt(line -> rows(line, width)).sum() > height;
    List<Line> fitting = new ArrayList<>();
    int left = height;
    for (Line line : lines) {
      if (narrow && line.text.isEmpty()) {
        continue;
      }
      left -= rows(line, width);
      if (left < 0) {
        break;
      }
      if (line.kind == Kind.HINT && !line.text.isEmpty()) {
        line.text.lines().forEach(row -> fitting.add(new Line(Kind.HINT, row)));
      } else {
        fitting.add(new Line(line.kind, cut(line.text, width)));
      }
    }
    return fitting;
  }

  private static int rows(Line line, int width) {
    if (line.kind != Kind.HINT || line.text.isEmpty()) {
      return 1;
    }
    return line.text.lines().mapToInt(row -> Math.ceilDiv(row.length(), Math.max(1, width))).sum();
  }

  /// What a log begins with.
  List<String> opening() {
    List<String> lines = new ArrayList<>();
    lines.add("the demo runs with the tracker at " + tracker + "; Ctrl-C ends it");
    lines.addAll(hints);
    return lines;
  }

  /// One line for a log.
  String line(Figures now) {
    Figures.Chunks chunks = now.chunks();
    StringBuilder text =
        new StringBuilder(
            format(
                "%s  %d peers, %.1f requests/s, %,d lists, offload %s",
                time(now.millis()), now.peers(), now.rate(), now.lists(), offload(chunks)));
    String separator = "  |  ";
    for (Figures.OfSwarm swarm : now.swarms()) {
      text.append(separator)
          .append(
              format(
                  "%s %d peers %s",
                  swarm.content().swarm(), swarm.peers(), offload(swarm.traffic())));
      separator = ", ";
    }
    if (now.connected() < now.peers()) {
      text.append(format("  |  %d not connected", now.peers() - now.connected()));
    }
    return text.toString();
  }

  /// What there is to say at the end.
  List<String> summary(Figures now) {
    List<String> lines = new ArrayList<>();
    lines.add(format("%s with the tracker at %s", time(now.millis()), tracker));
    lines.add(
        format(
            "peers    %d came and %d went, %d at once at the most, origins included",
            now.came(), now.went(), now.most()));
    lines.add(
        format(
            "tracker  %,d requests, %,d lists of %,d peers, %,d refused, %,d reconnected",
            now.requests(), now.lists(), now.listed(), now.refused(), now.comebacks()));
    lines.add(chunks(now.chunks()));
    for (Figures.OfSwarm swarm : now.swarms()) {
      lines.add(
          format(
              "         %-8s %,7d chunks, offload %s",
              swarm.content().swarm(), swarm.traffic().all(), offload(swarm.traffic())));
    }
    return lines;
  }

  private static String peers(Figures now) {
    return format(
        "peers    %d (%d seeders, %d leeches), %d connected; %d came, %d went",
        now.peers(),
        now.seeders(),
        now.peers() - now.seeders(),
        now.connected(),
        now.came(),
        now.went());
  }

  private static String requests(Figures now) {
    return format(
        "tracker  %.1f requests/s, %,d lists of %,d peers, %,d refused, %,d reconnected",
        now.rate(), now.lists(), now.listed(), now.refused(), now.comebacks());
  }

  private static String chunks(Figures.Chunks chunks) {
    return format(
        "chunks   offload %s: peers %,d (%s same network), origins %,d",
        offload(chunks),
        chunks.fromPeers(),
        share(chunks.near(), chunks.fromPeers()),
        chunks.fromOrigin());
  }

  private String bar(Figures.OfSwarm swarm, int width) {
    int columns = Math.max(1, Math.min(LONGEST_BAR, width - BAR_MARGIN));
    List<Double> chunks = swarm.availability();
    StringBuilder bar = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      int from = i * chunks.size() / columns;
      int to = Math.max(from + 1, (i + 1) * chunks.size() / columns);
      double mean =
          chunks.subList(from, to).stream().mapToDouble(Double::doubleValue).average().orElse(0);
      bar.append((unicode ? BLOCKS : ASCII).charAt((int) Math.ceil(mean * 8)));
    }
    int last = swarm.first() + chunks.size() - 1;
    return format("%8d |%s| %d", swarm.first(), bar, last);
  }

  private static String spread(String left, String right, int width) {
    int gap = width - left.length() - right.length();
    return gap < 2 ? left : left + " ".repeat(gap) + right;
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width));
  }

  private static String time(long millis) {
    return format("%02d:%02d", millis / 60_000, millis / 1000 % 60);
  }

  static String offload(Figures.Chunks chunks) {
    return share(chunks.fromPeers(), chunks.all());
  }

  private static String share(long part, long all) {
    return all == 0 ? "-" : format("%.1f %%", 100.0 * part / all);
  }

  /// The same wherever it runs.
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
