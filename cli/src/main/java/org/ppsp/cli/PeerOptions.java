package org.ppsp.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ppsp.client.TrackerClientBuilder;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import picocli.CommandLine.Option;

/// Which peer sends a message, and where its session is kept between calls. A mixin.
final class PeerOptions {
  @Option(
      names = "--peer-id",
      paramLabel = "PEERID",
      description =
          "The peer (default: the one that --cert names, or connected last at this tracker).")
  private @Nullable PeerId id;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "Where sessions are kept between calls (default: ppsp/sessions in XDG_STATE_HOME or"
              + " ~/.local/state).")
  private @Nullable Path state;

  /// For picocli.
  PeerOptions() {}

  private StateFile file() {
    return new StateFile(
        state == null
            ? StateFile.standard(System.getenv("XDG_STATE_HOME"), System.getProperty("user.home"))
            : state);
  }

  /// The sessions that are kept.
  List<KeptSession> sessions() throws Failure {
    return file().read();
  }

  /// Who sends: as the option says, otherwise whose certificate there is, or who connected last.
  PeerId peer(
      URI tracker, Optional<PeerId> certified, List<KeptSession> sessions, Console console) {
    if (id != null) {
      return id;
    }
    if (certified.isPresent()) {
      return certified.get();
    }
    for (KeptSession session : sessions.reversed()) {
      if (session.tracker().equals(tracker)) {
        return session.peer();
      }
    }
    throw console.misuse(
        "no peer has connected to " + tracker + " from here; name one with --peer-id");
  }

  /// What has to be said and tried before a message is sent: by whom it is, and whether what comes
  /// of it can be kept.
  void prepare(Request request, URI tracker, Optional<PeerId> certified, Console console)
      throws Failure {
    if (id == null && certified.isEmpty()) {
      console.say("as peer " + request.peerId() + ", connected last at " + tracker);
    }
    if (request.method() == Method.CONNECT || request.method() == Method.DISCONNECT) {
      file().checkWritable();
    }
  }

  /// Hands over the token that is kept for a peer.
  static void handOver(
      List<KeptSession> sessions, URI tracker, PeerId peer, TrackerClientBuilder client) {
    for (KeptSession session : sessions) {
      SessionToken token = session.token();
      if (token != null && session.isOf(tracker, peer)) {
        client.token(tracker, peer, token);
      }
    }
  }

  /// Keeps the session that a message began, or forgets the one that it ended.
  void remember(URI tracker, Request request, Response answer) throws Failure {
    switch (answer) {
      case Response.Connect connect ->
          file().keep(new KeptSession(tracker, request.peerId(), connect.session()));
      case Response.SwarmActions connect ->
          file().keep(new KeptSession(tracker, request.peerId(), connect.session()));
      case Response.Disconnect _ -> file().drop(tracker, request.peerId());
      case Response.Join _,
          Response.JoinChunk _,
          Response.Leave _,
          Response.Find _,
          Response.FindChunk _,
          Response.KeepAlive _,
          Response.StatReport _,
          Response.SwarmReports _,
          Response.StatQuery _,
          Response.Refusal _ -> {}
    }
  }
}
