package org.ppsp.cli.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.log.Escape;

/// Results for a program: one object, when the walk has ended.
public final class JsonReport implements Consumer<Result> {
  private final ObjectMapper json = new ObjectMapper();
  private final ArrayNode checks = json.createArrayNode();
  private final URI url;

  /// A report about the tracker at a URL.
  public JsonReport(URI url) {
    this.url = url;
  }

  @Override
  public void accept(Result result) {
    ObjectNode check = checks.addObject();
    check.put("section", result.section());
    check.put("name", result.name());
    check.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
    put(check, "expected", result.expected());
    put(check, "came", result.came());
    put(check, "cure", result.cure());
  }

  private static void put(ObjectNode check, String name, @Nullable String value) {
    if (value != null) {
      check.put(name, value);
    }
  }

  /// The whole.
  public String text(Summary summary) {
    ObjectNode root = json.createObjectNode();
    root.put("url", url.toString());
    root.put("ok", summary.ok());
    root.put("failed", summary.failed());
    root.put("skipped", summary.skipped());
    root.put("milliseconds", summary.time().toMillis());
    root.set("checks", checks);
    try {
      return Escape.json(json.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    } catch (JsonProcessingException e) {
      throw new AssertionError("texts and numbers can be written", e);
    }
  }
}
