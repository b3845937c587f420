package org.ppsp.protocol.json;

import static org.ppsp.protocol.json.JsonWriter.bytes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmAction.Action;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmStats;

/// Writes requests by the grammar (RFC 7846, section 3.3.3).
final class RequestWriter {
  private static final byte[] CONNECT = head(Method.CONNECT);
  private static final byte[] FIND = head(Method.FIND);
  private static final byte[] STAT_REPORT = head(Method.STAT_REPORT);
  private static final byte[] PEER_ID = bytes(",\"peer_id\":");
  private static final byte[] OPEN_CONNECT = bytes(",\"connect\":{");
  private static final byte[] OPEN_FIND = bytes(",\"find\":{\"swarm_id\":");
  private static final byte[] OPEN_REPORT =
      bytes(",\"stat_report\":{\"type\":\"STREAM_STATS\",\"stat\":[");
  private static final byte[] PEER_NUM = bytes("\"peer_num\":{\"peer_count\":");
  private static final byte[] PEER_ADDR = bytes("\"peer_addr\":[");
  private static final byte[] SWARM_ACTION = bytes("\"swarm_action\":[");
  private static final byte[] SWARM_ID = bytes("{\"swarm_id\":");
  private static final byte[] ACTION = bytes(",\"action\":");
  private static final byte[] PEER_MODE = bytes(",\"peer_mode\":");

  /// What the RFC would have as the most (section 3.2.2); a number must stand there.
  private static final int USUAL_COUNT = 29;

  private final JsonWriter json;

  RequestWriter(JsonWriter json) {
    this.json = json;
  }

  private static byte[] head(Method method) {
    return bytes(
        "{\"PPSPTrackerProtocol\":{\"version\":1,\"request_type\":\""
            + method
            + "\",\"transaction_id\":");
  }

  /// Writes a request that can be said (see [Speech]).
  void write(Request request) {
    switch (request) {
      case Request.Connect connect ->
          connect(request, connect.addresses(), List.of(), false, OptionalInt.empty(), List.of());
      case Request.Joining join ->
          connect(
              request,
              List.of(),
              List.of(
                  new SwarmAction(
                      join.swarmId(),
                      Action.JOIN,
                      join.mode() == null ? PeerMode.LEECH : join.mode())),
              join.peernum().isPresent(),
              join.peernum(),
              List.of());
      case Request.Leave leave ->
          connect(
              request,
              List.of(),
              List.of(new SwarmAction(leave.swarmId(), Action.LEAVE, PeerMode.LEECH)),
              false,
              OptionalInt.empty(),
              List.of());
      case Request.SwarmActions actions ->
          connect(
              request,
              actions.addresses(),
              actions.actions(),
              actions.listed(),
              actions.peernum(),
              actions.preferences());
      case Request.Finding find ->
          find(request, find.swarmId(), find.peernum(), find.requirements());
      case Request.FindMembers find ->
          find(request, find.swarmId(), find.peernum(), find.preferences());
      case Request.KeepAlive _ -> report(request, List.of());
      case Request.StatReport report ->
          report(
              request,
              report.swarmId() == null
                  ? List.of()
                  : List.of(new SwarmStats(report.swarmId(), report.stats())));
      case Request.SwarmReports reports -> report(request, reports.reports());
      case Request.Disconnect _, Request.StatQuery _ ->
          throw new IllegalArgumentException("cannot be said in JSON: " + request.method());
    }
    json.out().one('}');
    json.out().one('}');
  }

  private void head(byte[] head, Request request) {
    json.raw(head).text(request.transactionId().value());
    json.raw(PEER_ID).text(request.peerId().value());
  }

  private void connect(
      Request request,
      List<PeerAddress> addresses,
      List<SwarmAction> actions,
      boolean listed,
      OptionalInt peernum,
      List<Requirement> preferences) {
    head(CONNECT, request);
    json.raw(OPEN_CONNECT);
    if (listed) {
      peerNum(peernum, preferences);
      json.out().one(',');
    }
    if (!addresses.isEmpty()) {
      json.raw(PEER_ADDR);
      for (int i = 0; i < addresses.size(); i++) {
        separate(i);
        json.address(addresses.get(i));
      }
      json.out().one(']');
      json.out().one(',');
    }
    json.raw(SWARM_ACTION);
    for (int i = 0; i < actions.size(); i++) {
      SwarmAction action = actions.get(i);
      separate(i);
      json.raw(SWARM_ID).text(action.swarmId().value());
      json.raw(ACTION).text(action.action().name());
      json.raw(PEER_MODE).text(action.mode().name());
      json.out().one('}');
    }
    json.out().one(']');
    json.out().one('}');
  }

  private void find(
      Request request, SwarmId swarm, OptionalInt peernum, List<Requirement> preferences) {
    head(FIND, request);
    json.raw(OPEN_FIND).text(swarm.value());
    if (peernum.isPresent() || !preferences.isEmpty()) {
      json.out().one(',');
      peerNum(peernum, preferences);
    }
    json.out().one('}');
  }

  private void peerNum(OptionalInt peernum, List<Requirement> preferences) {
    json.raw(PEER_NUM).number(peernum.orElse(USUAL_COUNT));
    for (Requirement preference : preferences) {
      json.out().one(',');
      String name = Names.preference(preference.property());
      json.text(name == null ? preference.property().name() : name);
      json.out().one(':');
      json.value(preference.property(), preference.value());
    }
    json.out().one('}');
  }

  private void report(Request request, List<SwarmStats> reports) {
    head(STAT_REPORT, request);
    if (reports.isEmpty()) {
      return; // a keep-alive (section 4.1.3)
    }
    json.raw(OPEN_REPORT);
    for (int i = 0; i < reports.size(); i++) {
      separate(i);
      json.raw(SWARM_ID).text(reports.get(i).swarmId().value());
      stats(reports.get(i).stats());
      json.out().one('}');
    }
    json.out().one(']');
    json.out().one('}');
  }

  /// Each property once; several values of it are an array.
  private void stats(List<Stat> stats) {
    Map<Property, List<String>> values = new LinkedHashMap<>();
    stats.forEach(
        stat -> values.computeIfAbsent(stat.property(), p -> new ArrayList<>(1)).add(stat.value()));
    values.forEach(
        (property, texts) -> {
          json.out().one(',');
          json.text(Names.stat(property));
          json.out().one(':');
          if (texts.size() == 1) {
            json.value(property, texts.getFirst());
            return;
          }
          for (int i = 0; i < texts.size(); i++) {
            json.out().one(i == 0 ? '[' : ',');
            json.value(property, texts.get(i));
          }
          json.out().one(']');
        });
  }

  private void separate(int index) {
    if (index > 0) {
      json.out().one(',');
    }
  }
}
