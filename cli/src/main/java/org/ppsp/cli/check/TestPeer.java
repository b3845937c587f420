package org.ppsp.cli.check;

import static org.ppsp.cli.check.Message.element;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;

/// A peer that the walk plays in XML.
final class TestPeer implements Guest {
  private final Wire wire;
  private final Names names;
  private final String id;
  private @Nullable String token;
  private boolean connected;

  TestPeer(Wire wire, Names names) {
    this.wire = wire;
    this.names = names;
    this.id = names.peer();
  }

  @Override
  public String id() {
    return id;
  }

  /// What `PPSP-Session` said, or null.
  @Nullable String token() {
    return token;
  }

  boolean isConnected() {
    return connected;
  }

  /// Sends a request in this peer's name.
  Answer ask(String method, String... elements) throws IOException, InterruptedException {
    return askWith(token, method, elements);
  }

  /// Sends a request in this peer's name with another token, or none.
  Answer askWith(@Nullable String session, String method, String... elements)
      throws IOException, InterruptedException {
    String transaction = names.transaction();
    String message =
        Message.of(method, transaction, element("PeerID", id), String.join("\n", elements));
    Answer answer = wire.send(wire.post(message).with(session), transaction);
    note(method, answer);
    return answer;
  }

  /// Keeps what CONNECT and DISCONNECT change.
  void note(String method, Answer answer) {
    if (!answer.isSuccess()) {
      return;
    }
    if (method.equals("CONNECT")) {
      connected = true;
      String given = answer.header(SessionToken.HEADER);
      token = given == null ? token : given;
    } else if (method.equals("DISCONNECT")) {
      connected = false;
      token = null;
    }
  }

  @Override
  public void goodbye() throws IOException, InterruptedException {
    if (connected) {
      var _ = ask("DISCONNECT").is(Response.Disconnect.class);
    }
  }

  /// Joins a swarm.
  TestPeer join(String swarm, String... elements) throws IOException, InterruptedException {
    var _ =
        ask("JOIN", Message.swarm(swarm), Message.expire("600"), String.join("\n", elements))
            .is(Response.Join.class);
    return this;
  }

  /// Offers chunks in a swarm, and joins it if it has not yet.
  TestPeer offer(String swarm, String chunks) throws IOException, InterruptedException {
    var _ =
        ask("JOIN_CHUNK", Message.swarm(swarm), Message.expire("600"), Message.chunks(chunks))
            .is(Response.JoinChunk.class);
    return this;
  }

  /// The peers that FIND gives.
  List<Peer> find(String swarm, String... elements) throws IOException, InterruptedException {
    return ask("FIND", Message.swarm(swarm), String.join("\n", elements))
        .is(Response.Find.class)
        .peers();
  }

  /// The peers that FIND_CHUNK gives.
  List<Peer> holders(String swarm, String chunks) throws IOException, InterruptedException {
    return ask("FIND_CHUNK", Message.swarm(swarm), Message.chunks(chunks))
        .is(Response.FindChunk.class)
        .peers();
  }
}
