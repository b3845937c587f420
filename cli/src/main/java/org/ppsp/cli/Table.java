package org.ppsp.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Rows whose columns begin below each other. For one thread.
final class Table {
  private final List<String[]> rows = new ArrayList<>();

  /// Adds a row.
  Table row(Object... cells) {
    String[] texts = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      texts[i] = Console.printable(cells[i].toString());
    }
    rows.add(texts);
    return this;
  }

  /// Prints all rows, two blanks between columns and none at the end.
  void print(PrintWriter out) {
    int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], length(row[i]));
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]);
        line.repeat(' ', widths[i] - length(row[i]) + 2);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
