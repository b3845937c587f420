package org.ppsp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// An object in JSON, read for people: what is missing is `-`.
///
/// @param object the answer, or a part of it
record Fields(JsonNode object) {
  private static final String NONE = "-";

  /// A part of it.
  Fields part(String name) {
    return new Fields(object.path(name));
  }

  /// A list of objects.
  Iterable<Fields> list(String name) {
    return () ->
        StreamSupport.stream(object.path(name).spliterator(), false).map(Fields::new).iterator();
  }

  /// A text or a number as it is.
  String text(String name) {
    JsonNode value = object.path(name);
    return value.isValueNode() && !value.isNull() && !value.asText().isEmpty()
        ? value.asText()
        : NONE;
  }

  /// The texts of a list, parted by blanks.
  String texts(String name) {
    String all =
        StreamSupport.stream(object.path(name).spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(" "));
    return all.isEmpty() ? NONE : all;
  }

  /// Bytes.
  String bytes(String name) {
    return isNumber(name) ? Units.bytes(object.path(name).longValue()) : NONE;
  }

  /// A span in seconds.
  String span(String name) {
    return isNumber(name) ? Units.span(object.path(name).longValue()) : NONE;
  }

  /// A span in milliseconds.
  String millis(String name) {
    return isNumber(name) ? Units.span(object.path(name).longValue() / 1000) : NONE;
  }

  /// A short span in seconds.
  String delay(String name) {
    return isNumber(name) ? Units.delay(object.path(name).doubleValue()) : NONE;
  }

  /// So many in a second.
  String rate(String name) {
    return isNumber(name)
        ? String.format(Locale.ROOT, "%.1f /s", object.path(name).doubleValue())
        : NONE;
  }

  /// A part of the whole.
  String percent(String name) {
    return isNumber(name) ? Units.percent(object.path(name).doubleValue()) : NONE;
  }

  /// Yes or no.
  String flag(String name) {
    JsonNode value = object.path(name);
    return value.isBoolean() ? value.booleanValue() ? "yes" : "no" : NONE;
  }

  /// A number of an autonomous system; 0 is none.
  String asn() {
    return object.path("asn").longValue() == 0 ? NONE : text("asn");
  }

  /// How many entries a list has.
  int size(String name) {
    return object.path(name).size();
  }

  private boolean isNumber(String name) {
    return object.path(name).isNumber();
  }

  /// Prints the list `statistics`, if there are any, below what was printed before.
  void printStatistics(PrintWriter out) {
    if (size("statistics") > 0) {
      out.println();
      Table table = new Table().row("Property", "Value");
      list("statistics").forEach(stat -> table.row(stat.text("property"), stat.text("value")));
      table.print(out);
    }
  }

  /// The fields of the object `name`, each a row.
  void addTo(Table table, String name) {
    for (Map.Entry<String, JsonNode> field : object.path(name).properties()) {
      table.row(field.getKey(), field.getValue().asText());
    }
  }
}
