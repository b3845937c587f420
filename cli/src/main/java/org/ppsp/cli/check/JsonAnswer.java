package org.ppsp.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.json.JsonCodec;

/// An answer in JSON, judged by the grammar of RFC 7846: not as a lenient reader takes it, but as
/// it is written.
final class JsonAnswer {
  private static final String ROOT = "PPSPTrackerProtocol";

  private final Answer answer;

  JsonAnswer(Answer answer) {
    this.answer = answer;
  }

  /// This answer where the request may have been refused before its transaction_id was read.
  JsonAnswer withoutTransaction() {
    return new JsonAnswer(answer.withoutTransaction());
  }

  /// The answer, whatever it is written in.
  Answer answer() {
    return answer;
  }

  @Nullable String header(String name) {
    return answer.header(name);
  }

  /// The members of the message; a mismatch if this is none.
  private JsonNode message() {
    try {
      JsonNode message = Grammar.read(answer.body()).path(ROOT);
      if (message.isObject()) {
        return message;
      }
    } catch (IOException e) {
      throw none("one that is no well-formed JSON: ");
    }
    throw none("none: ");
  }

  private Mismatch none(String came) {
    boolean foreign = !answer.isOfTheProtocol();
    return new Mismatch(
        "a response in JSON: an object with the member " + ROOT,
        came + answer.raw(),
        foreign
            ? "is this the tracker's URL, and does nothing in between answer for it?"
            : "answer JSON requests in JSON, errors too");
  }

  /// Whether this is a response that says the request was done.
  boolean isSuccess() {
    return isStatus(Status.SUCCESSFUL);
  }

  /// Whether this is a response with this error code.
  boolean isStatus(Status status) {
    try {
      return message().path("error_code").asInt(-1) == status.code();
    } catch (Mismatch e) {
      return false;
    }
  }

  /// Fails unless the request was done.
  void succeeds() {
    JsonNode message = message();
    String expected = "response_type 0, error_code 0 with HTTP 200";
    Mismatch.unless(
        Grammar.number(message, "response_type") == 0 && Grammar.number(message, "error_code") == 0,
        expected,
        describe(),
        "the request is a valid one; the tracker's log may tell more");
    Mismatch.unless(
        answer.http() == 200,
        expected,
        describe(),
        "error_code 0 goes with HTTP status 200, and only it");
    checkFrame(message);
  }

  /// Fails unless the request was refused with this status and a fitting HTTP status.
  ///
  /// @param alsoFitting HTTP statuses that go with it besides the usual one
  void isRefused(Status status, int... alsoFitting) {
    JsonNode message = message();
    String expected =
        "response_type 1, error_code %s (%s) with HTTP %s"
            .formatted(status.code(), status, status.http());
    Mismatch.unless(
        Grammar.number(message, "response_type") == 1
            && Grammar.number(message, "error_code") == status.code(),
        expected,
        describe(),
        "the request must be refused with this error code");
    boolean fits = answer.http() == status.http();
    for (int other : alsoFitting) {
      fits |= answer.http() == other;
    }
    Mismatch.unless(fits, expected, describe(), "the HTTP status has to go with the error code");
    checkFrame(message);
    for (String member : new String[] {"peer_addr", "swarm_result"}) {
      Mismatch.unless(
          !message.has(member),
          "an error without peer_addr and swarm_result",
          "one with " + member,
          "leave both out where response_type is 1 (RFC 7846, section 4.3)");
    }
  }

  /// Fails unless the request was refused because its peer is not connected.
  void isRefusedToStrangers() {
    if (isStatus(Status.AUTHENTICATION_REQUIRED)) {
      throw new Skip("this tracker says error_code 6, which RFC 7846 leaves it to");
    }
    isRefused(Status.FORBIDDEN_ACTION);
  }

  private void checkFrame(JsonNode message) {
    Mismatch.unless(
        answer.mediaType().equals(JsonCodec.MEDIA_TYPE),
        "Content-Type " + JsonCodec.MEDIA_TYPE,
        "Content-Type " + header("Content-Type"),
        "say what the answer is, otherwise proxies and clients may refuse it");
    long version = Grammar.number(message, "version");
    Mismatch.unless(
        version == 1, "version 1", "version " + version, "it is the only version there is");
    String id = Grammar.text(message, "transaction_id");
    Mismatch.unless(
        answer.transactionId() == null || id.equals(answer.transactionId()),
        "transaction_id " + answer.transactionId(),
        id.isEmpty() ? "an empty one" : "transaction_id " + id,
        "echo the transaction_id of the request unchanged, in errors too");
  }

  /// The results of a successful response.
  List<JsonResult> results() {
    succeeds();
    List<JsonResult> results = new ArrayList<>();
    for (JsonNode result : Grammar.array(message(), "swarm_result")) {
      results.add(JsonResult.of(result));
    }
    return results;
  }

  /// The results of a successful response that has one for each of these swarms, in any order, all
  /// of them done.
  ///
  /// @return in the order of the arguments
  List<JsonResult> all(String... swarms) {
    List<JsonResult> results = results();
    List<JsonResult> ordered = new ArrayList<>();
    for (String swarm : swarms) {
      results.stream().filter(r -> r.swarm().equals(swarm) && r.done()).forEach(ordered::add);
    }
    Mismatch.unless(
        results.size() == swarms.length && ordered.size() == swarms.length,
        "a swarm_result with result 0 for each of " + List.of(swarms),
        results.stream().map(r -> r.swarm() + ": " + (r.done() ? 0 : 1)).toList().toString(),
        "answer each action, each swarm, with a swarm_result that names it");
    return ordered;
  }

  /// The only result, of this swarm and done.
  JsonResult only(String swarm) {
    return all(swarm).getFirst();
  }

  /// The `peer_addr` of a successful response; null if there is none.
  @Nullable JsonNode observed() {
    succeeds();
    JsonNode message = message();
    if (!message.has("peer_addr")) {
      return null;
    }
    JsonNode address = Grammar.object(message, "peer_addr");
    Grammar.address(address);
    return address;
  }

  /// The answer in a few words.
  String describe() {
    JsonNode message = message();
    String reason = message.path("reason").asText();
    return "response_type %s, error_code %s with HTTP %s%s"
        .formatted(
            message.path("response_type"),
            message.path("error_code"),
            answer.http(),
            reason.isEmpty() ? "" : " (\"" + reason + "\")");
  }
}
