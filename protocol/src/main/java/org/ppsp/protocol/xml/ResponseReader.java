package org.ppsp.protocol.xml;

import static org.ppsp.protocol.xml.Values.swarmId;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.xml.Message.RawPeer;

/// Makes a response of a [Message].
final class ResponseReader {
  private final Message message;
  private final DecodeLimits limits;

  private ResponseReader(Message message, DecodeLimits limits) {
    this.message = message;
    this.limits = limits;
  }

  /// Reads a response.
  static Response read(Message message, DecodeLimits limits) throws ProtocolException {
    Status status = Status.SUCCESSFUL;
    try {
      status = Values.status(message);
    } catch (IllegalArgumentException e) {
      message.refuse(Status.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
    boolean refused = status != Status.SUCCESSFUL; // a refusal may be one of an unreadable message
    Header header = Header.of(message, Element.RESPONSE, !refused);
    Status problem = message.problem();
    if (problem != null) {
      throw header.exception(problem, message.reason());
    }
    ResponseReader reader = new ResponseReader(message, limits);
    try {
      if (refused) {
        return reader.refusal(header, status);
      }
      Method method = header.method();
      TransactionId id = header.transactionId();
      if (method == null || id == null) {
        throw new AssertionError("a header without both is refused before");
      }
      return reader.response(method, id);
    } catch (IllegalArgumentException e) {
      throw header.exception(Status.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private Response.Refusal refusal(Header header, Status status) {
    String reason = message.text(Element.REASON);
    return new Response.Refusal(
        header.transactionId(),
        header.method(),
        status,
        reason == null ? status.name() : reason,
        Values.conditions(message));
  }

  private Response response(Method method, TransactionId id) {
    return switch (method) {
      case CONNECT ->
          new Response.Connect(
              id,
              observed(),
              Values.number(message, Element.KEEPALIVE_INTERVAL, 0),
              null,
              message.text(Element.WARNING));
      case DISCONNECT -> new Response.Disconnect(id);
      case JOIN -> new Response.Join(id, swarmId(message), expireTime(), peers());
      case JOIN_CHUNK -> new Response.JoinChunk(id, swarmId(message), expireTime(), peers());
      case LEAVE -> new Response.Leave(id, swarmId(message));
      case FIND ->
          new Response.Find(id, swarmId(message), Values.chunks(message, limits), peersOrNone());
      case FIND_CHUNK ->
          new Response.FindChunk(
              id, swarmId(message), Values.chunks(message, limits), peersOrNone());
      case KEEPALIVE ->
          new Response.KeepAlive(
              id, message.hasStats ? Values.properties(message) : null, observed());
      case STAT_REPORT -> new Response.StatReport(id);
      case STAT_QUERY -> new Response.StatQuery(id, Values.peerId(message), Values.stats(message));
    };
  }

  private @Nullable PeerAddress observed() {
    List<PeerAddress> observed = Values.addresses(message.addresses);
    return observed.isEmpty() ? null : observed.getFirst();
  }

  private long expireTime() {
    return Values.number(message, Element.EXPIRE_TIME, -1);
  }

  private PeerList peersOrNone() {
    PeerList peers = peers();
    return peers == null ? PeerList.EMPTY : peers;
  }

  private @Nullable PeerList peers() {
    if (message.peers == null) {
      return null;
    }
    List<Peer> peers = new ArrayList<>(message.peers.size());
    for (RawPeer raw : message.peers) {
      PeerMode mode = Values.mode(raw.mode());
      peers.add(
          new Peer(
              new PeerId(raw.id()),
              mode == null ? PeerMode.LEECH : mode,
              Values.addresses(raw.addresses())));
    }
    return PeerList.of(peers);
  }
}
