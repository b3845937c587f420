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
  private final JsonInput in;

  /// Of the swarm that is being read. How many swarms there are, the size of the message bounds.
  private int count;

  private ReportReader(JsonInput in) {
    this.in = in;
  }

  /// Reads the group that the input is at.
  static List<SwarmStats> read(JsonInput in) throws JsonException {
    List<SwarmStats> reports = new ArrayList<>(1);
    ReportReader reader = new ReportReader(in);
    for (String name = in.open("stat_report"); name != null; name = in.member()) {
      switch (name) {
        case "type" -> {
          String type = in.scalar(name);
          if (type != null && !type.equalsIgnoreCase("STREAM_STATS")) {
            in.refuse("the type of stat_report must be STREAM_STATS");
          }
        }
        case "stat", "Stat" -> { // as in the grammar, and in the example of section 4.1.3.1
          for (var all = in.elements(); all.next(); ) {
            reader.swarm(reports);
          }
        }
        default -> in.skip();
      }
    }
    return reports;
  }

  private void swarm(List<SwarmStats> reports) throws JsonException {
    count = 0;
    String swarm = null;
    List<Stat> stats = new ArrayList<>(4);
    for (String name = in.open("stat"); name != null; name = in.member()) {
      Property property = Names.stat(name);
      if (name.equals("swarm_id")) {
        swarm = in.scalar(name);
      } else if (property == null) {
        in.skip();
      } else {
        for (var all = in.elements(); all.next(); ) {
          add(property, in.scalar(name), stats);
        }
      }
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
