package org.ppsp.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;

/// A peer that the walk plays in JSON. It is connected as long as it is in a swarm.
final class JsonPeer implements Guest {
  private final Wire wire;
  private final Names names;
  private final String id;
  private final Set<String> swarms = new LinkedHashSet<>();
  private @Nullable String token;

  JsonPeer(Wire wire, Names names) {
    this.wire = wire;
    this.names = names;
    this.id = names.peer();
  }

  @Override
  public String id() {
    return id;
  }

  /// What `PPSP-Session` said last, or null. It is kept at the end of the session, for a repetition
  /// is sent as the request was.
  @Nullable String token() {
    return token;
  }

  /// Sends a request in this peer's name.
  JsonAnswer ask(String type, String... members) throws IOException, InterruptedException {
    String transaction = names.transaction();
    return send(JsonMessage.of(type, transaction, id, members), transaction);
  }

  /// Sends a whole message in this peer's name.
  JsonAnswer send(String message, String transaction) throws IOException, InterruptedException {
    return send(wire.postJson(message), message, transaction);
  }

  /// Sends a message in this peer's name in a way of its own.
  ///
  /// @param message what is in it
  JsonAnswer send(Wire.Post post, String message, String transaction)
      throws IOException, InterruptedException {
    JsonAnswer answer = new JsonAnswer(wire.send(post.with(token), transaction));
    note(message, answer);
    return answer;
  }

  /// Sends CONNECT.
  JsonAnswer connect(String... members) throws IOException, InterruptedException {
    return ask("CONNECT", JsonMessage.connect(members));
  }

  /// Joins a swarm as LEECH.
  ///
  /// @param members further ones of `connect`
  JsonPeer join(String swarm, String... members) throws IOException, InterruptedException {
    return joinAs("LEECH", swarm, members);
  }

  /// Joins a swarm as SEEDER.
  JsonPeer seed(String swarm, String... members) throws IOException, InterruptedException {
    return joinAs("SEEDER", swarm, members);
  }

  private JsonPeer joinAs(String mode, String swarm, String... members)
      throws IOException, InterruptedException {
    String actions = JsonMessage.actions(JsonMessage.join(swarm, mode));
    var _ =
        connect(
                members.length == 0
                    ? new String[] {actions}
                    : new String[] {String.join(",", members), actions})
            .only(swarm);
    return this;
  }

  /// Leaves swarms.
  JsonAnswer leave(String... left) throws IOException, InterruptedException {
    String[] actions = new String[left.length];
    for (int i = 0; i < left.length; i++) {
      actions[i] = JsonMessage.leave(left[i]);
    }
    return connect(JsonMessage.actions(actions));
  }

  /// What FIND gives for a swarm.
  JsonResult find(String swarm, String... more) throws IOException, InterruptedException {
    return ask("FIND", JsonMessage.find(swarm, more)).only(swarm);
  }

  /// Keeps what CONNECT changes.
  private void note(String message, JsonAnswer answer) {
    if (!answer.isSuccess()) {
      return;
    }
    String given = answer.header(SessionToken.HEADER);
    token = given == null ? token : given;
    JsonNode actions = Grammar.read(message).at("/PPSPTrackerProtocol/connect/swarm_action");
    for (JsonNode action : actions.isArray() ? actions : Set.of(actions)) {
      String swarm = action.path("swarm_id").asText();
      if (action.path("action").asText().equals("LEAVE")) {
        swarms.remove(swarm);
      } else if (!swarm.isEmpty()) {
        swarms.add(swarm);
      }
    }
  }

  /// Leaves its swarms; a tracker that does not know it any more has nothing to forget.
  @Override
  public void goodbye() throws IOException, InterruptedException {
    if (!swarms.isEmpty()) {
      JsonAnswer answer = leave(swarms.toArray(String[]::new));
      if (!answer.isStatus(Status.FORBIDDEN_ACTION)) {
        answer.succeeds();
      }
    }
  }
}
