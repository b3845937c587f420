package org.ppsp.protocol.xml;

import static org.ppsp.protocol.xml.Values.addresses;
import static org.ppsp.protocol.xml.Values.chunks;
import static org.ppsp.protocol.xml.Values.mode;
import static org.ppsp.protocol.xml.Values.peerId;
import static org.ppsp.protocol.xml.Values.peernum;
import static org.ppsp.protocol.xml.Values.stats;
import static org.ppsp.protocol.xml.Values.swarmId;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;

/// Makes a request of a [Message]: each method takes the elements it knows, and only these are
/// judged.
final class RequestReader {
  private final Message message;
  private final DecodeLimits limits;

  private RequestReader(Message message, DecodeLimits limits) {
    this.message = message;
    this.limits = limits;
  }

  /// Reads a request.
  static Request read(Message message, DecodeLimits limits) throws ProtocolException {
    Header header = Header.of(message, Element.METHOD, true);
    Status problem = message.problem();
    Method method = header.method();
    TransactionId id = header.transactionId();
    if (problem != null || method == null || id == null) {
      throw header.exception(problem == null ? Status.BAD_REQUEST : problem, message.reason());
    }
    try {
      return new RequestReader(message, limits).request(method, id);
    } catch (IllegalArgumentException e) {
      throw header.exception(Status.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private Request request(Method method, TransactionId id) {
    return switch (method) {
      case CONNECT ->
          new Request.Connect(
              id,
              peerId(message),
              certificate(),
              addresses(message.addresses),
              Values.controlPort(message),
              stats(message),
              signature());
      case DISCONNECT -> new Request.Disconnect(id, peerId(message), certificate());
      case JOIN ->
          new Request.Join(
              id,
              peerId(message),
              swarmId(message),
              expireTime(),
              mode(message.text(Element.PEER_MODE)),
              peernum(message),
              chunks(message, limits),
              stats(message));
      case JOIN_CHUNK ->
          new Request.JoinChunk(
              id,
              peerId(message),
              swarmId(message),
              expireTime(),
              mode(message.text(Element.PEER_MODE)),
              peernum(message),
              chunks(message, limits),
              stats(message));
      case LEAVE ->
          new Request.Leave(id, peerId(message), swarmId(message), chunks(message, limits));
      case FIND ->
          new Request.Find(
              id,
              peerId(message),
              swarmId(message),
              chunks(message, limits),
              peernum(message),
              Values.requirements(message));
      case FIND_CHUNK ->
          new Request.FindChunk(
              id,
              peerId(message),
              swarmId(message),
              chunks(message, limits),
              peernum(message),
              Values.requirements(message));
      case KEEPALIVE -> new Request.KeepAlive(id, peerId(message));
      case STAT_REPORT ->
          new Request.StatReport(id, peerId(message), swarmIdIfAny(), stats(message));
      case STAT_QUERY -> new Request.StatQuery(id, peerId(message), Values.properties(message));
    };
  }

  private @Nullable Certificate certificate() {
    String text = message.text(Element.CER);
    return text == null ? null : new Certificate(text);
  }

  private @Nullable Signature signature() {
    String text = message.text(Element.SIGNATURE);
    if (text == null) {
      return null;
    }
    String algorithm = message.signatureAlgorithm;
    if (algorithm == null) {
      throw new IllegalArgumentException(
          "Signature: the attribute algorithm is missing; add algorithm=\"…\"");
    }
    return new Signature(algorithm, text, message.signatureTracker);
  }

  private @Nullable ExpireTime expireTime() {
    String text = message.text(Element.EXPIRE_TIME);
    return text == null ? null : ExpireTime.parse(text);
  }

  private @Nullable SwarmId swarmIdIfAny() {
    return message.text(Element.SWARM_ID) == null ? null : swarmId(message);
  }
}
