package org.ppsp.cli.check;

import static org.ppsp.cli.check.JsonMessage.number;
import static org.ppsp.cli.check.JsonMessage.object;
import static org.ppsp.cli.check.JsonMessage.report;
import static org.ppsp.cli.check.JsonMessage.stat;
import static org.ppsp.cli.check.JsonMessage.text;

import java.io.IOException;
import org.ppsp.protocol.Status;

/// STAT_REPORT (RFC 7846, section 4.1.3).
final class JsonReporting {
  private static final String TYPE = "STAT_REPORT";

  private JsonReporting() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    String one = checks.names().swarm();
    String two = checks.names().swarm();
    JsonPeer bob = checks.leech(one).join(two);
    checks.check("an empty STAT_REPORT is a keep-alive", () -> bob.ask(TYPE).succeeds());
    checks.check(
        "STAT_REPORT is answered with a result for its swarm, without a list",
        () -> bob.ask(TYPE, report(stat(one))).only(one).listsNothing());
    checks.check(
        "STAT_REPORT for several swarms is answered with a result each",
        () -> {
          var _ = bob.ask(TYPE, report(stat(one), stat(two))).all(one, two);
        });
    checks.check(
        "statistics of an unknown type are passed over, with result 0",
        () ->
            bob.ask(TYPE, report(stat(one)).replace("STREAM_STATS", "PPSP_CHECK_STATS"))
                .only(one)
                .listsNothing());
    checks.liberty(
        "Stat with a capital, and without an array, as in the example",
        () ->
            bob.ask(
                    TYPE,
                    object("stat_report", text("type", "STREAM_STATS"), "\"Stat\":" + stat(one)))
                .only(one)
                .listsNothing());
    checks.check(
        "unknown members of stat are passed over",
        () -> bob.ask(TYPE, report(stat(one, number("ppsp_check", 1)))).only(one).listsNothing());
    checks.check(
        "a STAT_REPORT again, with the same transaction_id, is answered again",
        () -> {
          String transaction = checks.names().transaction();
          String message = JsonMessage.of(TYPE, transaction, bob.id(), report(stat(one)));
          for (int i = 0; i < 2; i++) {
            bob.send(message, transaction).only(one).listsNothing();
          }
        });
    checks.check(
        "STAT_REPORT for a swarm the peer is not in is refused",
        () ->
            bob.ask(TYPE, report(stat(checks.names().swarm()))).isRefused(Status.FORBIDDEN_ACTION));
    checks.check(
        "STAT_REPORT before CONNECT is refused",
        () -> checks.jsonStranger().ask(TYPE, report(stat(one))).isRefusedToStrangers());
    checks.check(
        "a keep-alive before CONNECT is refused",
        () -> checks.jsonStranger().ask(TYPE).isRefusedToStrangers());
  }
}
