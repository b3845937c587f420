package org.ppsp.protocol.json;

import static org.ppsp.protocol.json.JsonWriter.bytes;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;

/// Writes responses by the grammar (RFC 7846, section 3.3.4).
final class ResponseWriter {
  private static final byte[][] HEAD = new byte[Status.values().length][];
  private static final byte[] PEER_ADDR = bytes(",\"peer_addr\":");
  private static final byte[] SWARM_RESULT = bytes(",\"swarm_result\":[");
  private static final byte[] SWARM_ID = bytes("{\"swarm_id\":");
  private static final byte[] DONE = bytes(",\"result\":0");
  private static final byte[] FAILED = bytes(",\"result\":1");
  private static final byte[] KEEPALIVE_INTERVAL = bytes(",\"keepalive_interval\":");
  private static final byte[] STAT_REQUEST = bytes(",\"stat_request\":[");
  private static final byte[] STATS = bytes(",\"stats\":[");
  private static final byte[] WARNING = bytes(",\"warning\":");
  private static final byte[] REASON = bytes(",\"reason\":");

  static {
    for (Status status : Status.values()) {
      HEAD[status.code()] =
          bytes(
              "{\"PPSPTrackerProtocol\":{\"version\":1,\"response_type\":%s,\"error_code\":%s,\"transaction_id\":"
                  .formatted(status == Status.SUCCESSFUL ? 0 : 1, status.code()));
    }
  }

  private final JsonWriter json;

  ResponseWriter(JsonWriter json) {
    this.json = json;
  }

  void write(Response response) {
    json.raw(HEAD[response.status().code()]);
    // The member must be there; a message without one that could be read has none to give back.
    json.text(response.transactionId() == null ? "" : response.transactionId().value());
    if (response.warning() != null) {
      json.raw(WARNING).text(Texts.carried(response.warning()));
    }
    switch (response) {
      case Response.Find find -> result(find.swarmId(), find.peers());
      case Response.FindChunk find -> result(find.swarmId(), find.peers());
      case Response.SwarmActions connect -> {
        connected(connect.observed(), connect.keepaliveInterval());
        results(connect.results());
      }
      case Response.SwarmReports reports -> results(reports.results());
      case Response.Connect connect -> connected(connect.observed(), connect.keepaliveInterval());
      case Response.Join join -> result(join.swarmId(), join.peers());
      case Response.JoinChunk join -> result(join.swarmId(), join.peers());
      case Response.Leave leave -> result(leave.swarmId(), null);
      case Response.Disconnect _, Response.StatReport _ -> {}
      case Response.KeepAlive alive -> {
        connected(alive.observed(), 0);
        if (alive.statRequest() != null) {
          statRequest(alive.statRequest());
        }
      }
      case Response.StatQuery query -> stats(query.stats());
      case Response.Refusal refusal -> json.raw(REASON).text(Texts.carried(refusal.reason()));
    }
    json.out().one('}');
    json.out().one('}');
  }

  private void connected(@Nullable PeerAddress observed, long keepaliveInterval) {
    if (observed != null) {
      json.raw(PEER_ADDR).address(observed);
    }
    if (keepaliveInterval > 0) {
      json.raw(KEEPALIVE_INTERVAL).number(keepaliveInterval);
    }
  }

  private void result(SwarmId swarm, @Nullable PeerList peers) {
    results(List.of(new SwarmResult(swarm, true, peers)));
  }

  private void results(List<SwarmResult> results) {
    if (results.isEmpty()) {
      return;
    }
    json.raw(SWARM_RESULT);
    for (int i = 0; i < results.size(); i++) {
      SwarmResult result = results.get(i);
      separate(i);
      json.raw(SWARM_ID).text(result.swarmId().value());
      json.raw(result.successful() ? DONE : FAILED);
      if (result.peers() != null) {
        PeerListWriter.write(result.peers(), json);
      }
      json.out().one('}');
    }
    json.out().one(']');
  }

  private void statRequest(List<Property> properties) {
    json.raw(STAT_REQUEST);
    for (int i = 0; i < properties.size(); i++) {
      separate(i);
      json.text(Names.stat(properties.get(i)));
    }
    json.out().one(']');
  }

  private void stats(List<Stat> stats) {
    json.raw(STATS);
    for (int i = 0; i < stats.size(); i++) {
      separate(i);
      json.out().one('{');
      json.text(Names.stat(stats.get(i).property()));
      json.out().one(':');
      json.value(stats.get(i).property(), stats.get(i).value());
      json.out().one('}');
    }
    json.out().one(']');
  }

  private void separate(int index) {
    if (index > 0) {
      json.out().one(',');
    }
  }
}
