package org.ppsp.cli;

import org.ppsp.cli.admin.Call;
import picocli.CommandLine.Option;

/// Which part of a long list is asked for. A mixin.
final class AdminPage {
  @Option(
      names = "--offset",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many to leave out before the first (default: ${DEFAULT-VALUE}).")
  private int offset;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many at the most, up to 1000 (default: ${DEFAULT-VALUE}).")
  private int limit;

  /// For picocli.
  AdminPage() {}

  /// A call for this part.
  Call of(Call call) {
    return call.with("offset", offset).with("limit", limit);
  }

  /// Tells how to see more, if there is more.
  void tellRest(Console console, Fields answer) {
    long total = answer.object().path("total").longValue();
    long end = (long) offset + answer.size("items");
    if (end < total && answer.size("items") > 0) {
      console.say("%s to %s of %s; --offset %s shows more".formatted(offset + 1, end, total, end));
    }
  }
}
