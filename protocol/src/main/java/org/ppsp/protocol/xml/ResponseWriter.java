package org.ppsp.protocol.xml;

import static org.ppsp.protocol.xml.XmlWriter.bytes;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.TransactionId;

/// Writes responses in the regular form.
final class ResponseWriter {
  private static final byte[] ROOT = bytes(XmlWriter.HEAD);
  private static final byte[][] HEAD = new byte[Method.values().length][];
  private static final byte[][] STATUS = new byte[Status.values().length][];
  private static final byte[] RESULT = bytes("<SwarmResult>");
  private static final byte[] RESULT_END = bytes("</SwarmResult>");
  private static final byte[] CONDITION = bytes("<Condition type=\"");
  private static final byte[] CHALLENGE = bytes("\"><Challenge nonce=\"");
  private static final byte[] ALGORITHM = bytes("\" algorithm=\"");
  private static final byte[] EXPIRES = bytes("\" expires=\"");
  private static final byte[] CHALLENGE_END = bytes("\"/></Condition>");
  private static final byte[] EMPTY_END = bytes("\"/>");

  static {
    for (Method method : Method.values()) {
      HEAD[method.ordinal()] = bytes(XmlWriter.HEAD + "<Response>" + method + "</Response>");
    }
    for (Status status : Status.values()) {
      STATUS[status.code()] =
          bytes("<Status code=\"" + status.code() + "\">" + status + "</Status>");
    }
  }

  private final XmlWriter xml;

  ResponseWriter(XmlWriter xml) {
    this.xml = xml;
  }

  void write(Response response) {
    Method method = response.method();
    xml.raw(method == null ? ROOT : HEAD[method.ordinal()]);
    TransactionId id = response.transactionId();
    if (id != null) {
      xml.element(Element.TRANSACTION_ID, id.value());
    }
    xml.raw(STATUS[response.status().code()]);
    if (response.warning() != null) {
      xml.element(Element.WARNING, response.warning());
    }
    switch (response) {
      case Response.Find find -> found(find.swarmId(), find.chunks(), find.peers());
      case Response.FindChunk find -> found(find.swarmId(), find.chunks(), find.peers());
      case Response.KeepAlive alive -> {
        connected(alive.observed(), 0);
        if (alive.statRequest() != null) {
          RequestWriter.statRequest(alive.statRequest(), xml);
        }
      }
      case Response.Join join -> joined(join.swarmId(), join.expireTime(), join.peers());
      case Response.JoinChunk join -> joined(join.swarmId(), join.expireTime(), join.peers());
      case Response.Leave leave -> xml.element(Element.SWARM_ID, leave.swarmId().value());
      case Response.Connect connect -> connected(connect.observed(), connect.keepaliveInterval());
      case Response.SwarmActions connect -> {
        connected(connect.observed(), connect.keepaliveInterval());
        connect.results().forEach(this::result);
      }
      case Response.SwarmReports reports -> reports.results().forEach(this::result);
      case Response.Disconnect _, Response.StatReport _ -> {}
      case Response.StatQuery query -> {
        xml.element(Element.PEER_ID, query.peerId().value());
        RequestWriter.stats(query.stats(), xml);
      }
      case Response.Refusal refusal -> {
        xml.element(Element.REASON, refusal.reason());
        refusal.conditions().forEach(this::condition);
      }
    }
    xml.end();
  }

  private void connected(@Nullable PeerAddress observed, long keepaliveInterval) {
    if (observed != null) {
      xml.address(observed);
    }
    if (keepaliveInterval > 0) {
      xml.element(Element.KEEPALIVE_INTERVAL, keepaliveInterval);
    }
  }

  /// For those who ask in JSON and want the answer in XML.
  private void result(SwarmResult result) {
    xml.raw(RESULT);
    xml.element(Element.SWARM_ID, result.swarmId().value());
    Status status = result.successful() ? Status.SUCCESSFUL : Status.FORBIDDEN_ACTION;
    xml.raw(STATUS[status.code()]);
    if (result.peers() != null) {
      PeerListWriter.write(result.peers(), xml);
    }
    xml.raw(RESULT_END);
  }

  private void found(SwarmId swarm, ChunkSet chunks, PeerList peers) {
    xml.element(Element.SWARM_ID, swarm.value());
    xml.chunks(chunks);
    PeerListWriter.write(peers, xml);
  }

  private void joined(SwarmId swarm, long expireTime, @Nullable PeerList peers) {
    xml.element(Element.SWARM_ID, swarm.value());
    if (expireTime >= 0) {
      xml.element(Element.EXPIRE_TIME, expireTime);
    }
    if (peers != null) {
      PeerListWriter.write(peers, xml);
    }
  }

  private void condition(Condition condition) {
    xml.raw(CONDITION);
    xml.text(condition.type().text());
    Condition.Challenge challenge = condition.challenge();
    if (challenge == null) {
      xml.raw(EMPTY_END);
      return;
    }
    xml.raw(CHALLENGE);
    xml.attributeText(challenge.nonce());
    xml.raw(ALGORITHM);
    xml.attributeText(challenge.algorithm());
    xml.raw(EXPIRES);
    xml.text(challenge.expires().toString());
    xml.raw(CHALLENGE_END);
  }
}
