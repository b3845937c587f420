package org.ppsp.cli.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A result for a program: all parameters, and times in microseconds.
public final class LoadJson {
  private LoadJson() {}

  /// One object.
  public static String of(LoadSettings settings, LoadResult result) {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode();
    root.putObject("settings")
        .put("url", settings.url().toString())
        .put("encoding", settings.dialect().toString())
        .put("rate", settings.rate())
        .put("mix", settings.mix().toString())
        .put("peers", settings.peers())
        .put("swarms", settings.swarms())
        .put("churnPerMinute", settings.churn())
        .put("peernum", settings.peernum())
        .put("connections", settings.connections())
        .put("durationSeconds", settings.duration().toMillis() / 1000.0)
        .put("warmupSeconds", settings.warmup().toMillis() / 1000.0)
        .put("timeoutSeconds", settings.timeout().toMillis() / 1000.0)
        .put("leavePeers", settings.leavePeers());
    root.put("seconds", result.seconds())
        .put("offeredPerSecond", result.offered())
        .put("servedPerSecond", result.served())
        .put("keptUp", result.keptUp())
        .put("unsent", result.unsent());
    write(root.putObject("all"), result.tally().all(), result.seconds());
    ObjectNode methods = root.putObject("methods");
    result
        .tally()
        .rows()
        .forEach((method, row) -> write(methods.putObject(method.name()), row, result.seconds()));
    try {
      return json.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new AssertionError("texts and numbers can be written", e);
    }
  }

  private static void write(ObjectNode node, Tally.Row row, double seconds) {
    node.put("count", row.micros.getTotalCount())
        .put("perSecond", seconds > 0 ? row.micros.getTotalCount() / seconds : 0)
        .put("p50", row.micros.getValueAtPercentile(50))
        .put("p90", row.micros.getValueAtPercentile(90))
        .put("p99", row.micros.getValueAtPercentile(99))
        .put("p999", row.micros.getValueAtPercentile(99.9))
        .put("max", row.micros.getMaxValue());
    ObjectNode errors = node.putObject("errors");
    row.errors.forEach(errors::put);
  }
}
