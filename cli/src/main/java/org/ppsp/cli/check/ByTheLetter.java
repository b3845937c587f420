package org.ppsp.cli.check;

import java.io.IOException;
import org.ppsp.protocol.Status;

/// Whether the tracker reads the grammar of RFC 7846 by the letter: whether it refuses a version in
/// quotation marks. It is asked once.
final class ByTheLetter {
  private final Checks checks;
  private boolean isAsked;
  private boolean isKept;

  ByTheLetter(Checks checks) {
    this.checks = checks;
  }

  boolean isKept() throws IOException, InterruptedException {
    if (!isAsked) {
      String transaction = checks.names().transaction();
      String message =
          JsonMessage.of("STAT_REPORT", transaction, checks.names().peer())
              .replace("\"version\":1", "\"version\":\"1\"");
      isKept =
          new JsonAnswer(checks.wire().send(checks.wire().postJson(message), transaction))
              .isStatus(Status.BAD_REQUEST);
      isAsked = true;
    }
    return isKept;
  }
}
