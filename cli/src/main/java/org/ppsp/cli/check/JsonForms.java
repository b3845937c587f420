package org.ppsp.cli.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.ppsp.cli.check.JsonMessage.actions;
import static org.ppsp.cli.check.JsonMessage.join;
import static org.ppsp.cli.check.JsonMessage.object;
import static org.ppsp.cli.check.JsonMessage.text;

import java.io.IOException;
import java.net.URI;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.json.JsonCodec;

/// Forms of JSON and HTTP in which a request may come (RFC 7846, section 4; RFC 8259): most are the
/// same keep-alive of a connected peer.
final class JsonForms {
  private static final String ID = "T-ID";
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;

  private final Checks checks;
  private final JsonPeer peer;
  private final String plain;

  private JsonForms(Checks checks, JsonPeer peer) {
    this.checks = checks;
    this.peer = peer;
    plain = JsonMessage.of("STAT_REPORT", ID, peer.id());
  }

  static void json(Checks checks) throws IOException, InterruptedException {
    JsonForms forms = new JsonForms(checks, checks.leech(checks.names().swarm()));
    forms.documents();
    forms.values();
  }

  static void http(Checks checks) throws IOException, InterruptedException {
    JsonForms forms = new JsonForms(checks, checks.leech(checks.names().swarm()));
    forms.posts();
    forms.refusals();
  }

  private void documents() throws IOException, InterruptedException {
    String id = text("peer_id", peer.id());
    String[][] forms = {
      {"white space between all tokens", plain.replaceAll("([{}:,])", " \r\n\t$1 ")},
      {"an escaped character", plain.replace("STAT_REPORT", "STAT\\u005fREPORT")},
      {
        "a message with unknown members",
        plain.replace(id, "\"mood\":{\"now\":[\"good\",{\"since\":1.5e3}],\"then\":null}," + id)
      },
      {"unknown members beside the root", plain.replaceFirst("\\{", "{\"signature\":[1],")},
      {
        "a message in another order",
        "{"
            + object(
                "PPSPTrackerProtocol",
                id,
                text("transaction_id", ID),
                text("request_type", "STAT_REPORT"),
                "\"version\":1")
            + "}"
      },
    };
    for (String[] form : forms) {
      checks.check(form[0] + " is read", () -> alive(post("").body(form[1].getBytes(UTF_8)), ID));
    }
  }

  private void values() throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    checks.liberty(
        "one action without an array is read",
        () -> {
          String action = "\"swarm_action\":" + join(swarm, "LEECH");
          var _ = checks.jsonStranger().connect(action).only(swarm);
        });
    checks.liberty(
        "one address without an array is read",
        () -> {
          String address = JsonMessage.address("198.51.100.22", 6778, 1, "HOST");
          var _ = checks.leech(swarm, "\"peer_addr\":" + address);
        });
    checks.check(
        "unknown members of an action and an address are passed over",
        () -> {
          String address =
              JsonMessage.address("198.51.100.22", 6778, 1, "HOST", object("x", text("y", "z")));
          String action = join(swarm, "LEECH").replaceFirst("\\{", "{\"x\":[1,2],");
          var _ =
              checks
                  .jsonStranger()
                  .connect(JsonMessage.addresses(address), "\"x\":1", actions(action))
                  .only(swarm);
        });
    checks.check(
        "transaction_id comes back as it is, number or not",
        () -> {
          for (String transaction : new String[] {"12345.0", "007", "größe-動画-😀", "a/b&c<d>"}) {
            alive(post(transaction), transaction);
          }
        });
    checks.check(
        "names beyond ASCII come back unchanged",
        () -> {
          String name = checks.names().swarm() + "-größe-動画-😀";
          JsonPeer bob = checks.leech(name);
          checks.leech(name).find(name).lists(bob);
        });
  }

  private void posts() throws IOException, InterruptedException {
    for (String type :
        new String[] {
          "application/json",
          "application/json; charset=utf-8",
          JsonCodec.MEDIA_TYPE + ";charset=UTF-8",
          "Application/PPSP-Tracker+JSON"
        }) {
      checks.check("Content-Type " + type + " is accepted", () -> alive(post("t").as(type), "t"));
    }
    checks.check(
        "Accept of its own media type is met",
        () -> alive(post("t").accepting(JsonCodec.MEDIA_TYPE), "t"));
    checks.check(
        "a query is passed over",
        () -> {
          URI url = checks.wire().url();
          String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
          alive(post("t").to(url.resolve(path + "?content=1&lang=en")), "t");
        });
    checks.check(
        "any path is accepted, such as one of a content",
        () -> {
          URI url = checks.wire().url();
          if (!url.getRawPath().isEmpty() && !url.getRawPath().equals("/")) {
            throw new Skip("the tracker is at a path; what stands before it may serve others");
          }
          alive(post("t").to(url.resolve("/ppsp-check/video_1")), "t");
        });
    checks.check(
        "a chunked body is read", () -> alive(post("").chunked(message("t").getBytes(UTF_8)), "t"));
  }

  private void refusals() throws IOException, InterruptedException {
    checks.check(
        "HTTP PUT is answered 405 with Allow, in JSON",
        () -> {
          JsonAnswer answer = new JsonAnswer(checks.wire().send(post("t").by("PUT"), null));
          answer.isRefused(Status.BAD_REQUEST, METHOD_NOT_ALLOWED);
          String allow = answer.header("Allow");
          int http = answer.answer().http();
          Mismatch.unless(
              http == METHOD_NOT_ALLOWED && allow != null && allow.contains("POST"),
              "HTTP 405 with Allow: POST",
              "HTTP " + http + " with Allow: " + allow,
              "messages are sent with POST; say so to who uses another method");
        });
    checks.check(
        "Content-Type text/plain is answered 415",
        () -> {
          int http = checks.wire().send(post("t").as("text/plain"), null).http();
          Mismatch.unless(
              http == UNSUPPORTED_MEDIA_TYPE,
              "HTTP 415",
              "HTTP " + http,
              "refuse media types that are not read with 415");
        });
  }

  private String message(String transaction) {
    return JsonMessage.of("STAT_REPORT", transaction, peer.id());
  }

  private Wire.Post post(String transaction) {
    return checks.wire().postJson(message(transaction));
  }

  private void alive(Wire.Post post, String transaction) throws IOException, InterruptedException {
    peer.send(post, message(transaction), transaction).succeeds();
  }
}
