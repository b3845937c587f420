package org.ppsp.protocol.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmStats;

/// Reads `stat_report` (section 3.2.5).
final class ReportReader {
  private static final String STREAM_STATS = "STREAM_STATS";

  private final JsonInput in;
  private final List<SwarmStats> reports = new ArrayList<>(1);
  private @Nullable String type;

  /// Whether the first thing that is wrong with the message is in the statistics.
  private boolean isWrongInside;

  /// Of the swarm that is being read. How many swarms there are, the size of the message bounds.
  private int count;

  private ReportReader(JsonInput in) {
    this.in = in;
  }

  /// Reads the group that the input is at.
  static List<SwarmStats> read(JsonInput in) throws JsonException {
    ReportReader reader = new ReportReader(in);
    for (String name = in.open("stat_report"); name != null; name = in.member()) {
      switch (name) {
        case "type" -> reader.type = in.text(name);
        case "stat" -> reader.stat();
        case "Stat" -> { // as in the example of section 4.1.3.1
          if (in.isStrict()) {
            in.skip();
          } else {
            reader.stat();
          }
        }
        default -> in.skip();
      }
    }
    return reader.reports();
  }

  private List<SwarmStats> reports() {
    if (isExtension()) {
      if (isWrongInside) {
        in.accept();
      }
      reports.replaceAll(report -> new SwarmStats(report.swarmId(), List.of()));
      return reports;
    }
    if (type == null) {
      in.lacks("stat_report", "type");
    } else if (!type.equals(STREAM_STATS)) {
      in.departs("type", STREAM_STATS);
    }
    if (reports.isEmpty()) {
      in.departs("stat", "an array of one object or more");
    }
    return reports;
  }

  /// Whether these are statistics of a kind that is not known here. What they say is passed over
  /// (section 7.1), but the swarms that they are of are answered.
  private boolean isExtension() {
    return type != null && !type.equalsIgnoreCase(STREAM_STATS);
  }

  private void stat() throws JsonException {
    boolean wasRight = in.isRight();
    for (var all = in.elements("stat"); all.next(); ) {
      swarm();
    }
    isWrongInside |= wasRight && !in.isRight();
  }

  private void swarm() throws JsonException {
    count = 0;
    String swarm = null;
    List<Stat> stats = new ArrayList<>(4);
    for (String name = in.open("stat"); name != null; name = in.member()) {
      Property property = Names.stat(name);
      if (name.equals("swarm_id")) {
        swarm = in.text(name);
      } else if (property == null || isExtension()) {
        in.skip();
      } else {
        boolean isNumber = property.kind() == Property.Kind.NUMBER;
        boolean hasValue = false;
        for (var all = in.oneOrMore(); all.next(); ) {
          hasValue = true;
          add(property, isNumber ? in.number(name) : in.text(name), stats);
        }
        if (!hasValue) {
          in.departs(name, "a value");
        }
      }
    }
    if (swarm == null && isExtension()) {
      return;
    }
    try {
      SwarmId id = new SwarmId(Texts.needed(swarm, "stat", "swarm_id"));
      reports.add(new SwarmStats(id, stats));
    } catch (IllegalArgumentException e) {
      in.refuse(e);
    }
  }

  private void add(Property property, @Nullable String text, List<Stat> stats) {
    if (text == null) {
      return;
    }
    if (++count > in.limits().stats()) {
      in.refuse("there are more than " + in.limits().stats() + " statistics of one swarm");
      return;
    }
    try {
      boolean isNumber = property.kind() == Property.Kind.NUMBER;
      stats.add(new Stat(property, isNumber ? Texts.whole(text) : text));
    } catch (IllegalArgumentException e) {
      in.refuse(e);
    }
  }
}
