package org.ppsp.protocol.json;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.TransactionId;

/// Makes a response of a [Message] and of the request that it answers.
final class ResponseReader {
  private final Message message;
  private final Request request;

  private ResponseReader(Message message, Request request) {
    this.message = message;
    this.request = request;
  }

  /// Reads a response.
  static Response read(Message message, Request request) throws ProtocolException {
    RequestReader.checkVersion(message);
    if (message.responseType == null) {
      message.refuse(
          Status.BAD_REQUEST,
          message.requestType == null
              ? "response_type is missing"
              : "this is a request, not a response");
    }
    if (message.problem() == null) {
      try {
        return new ResponseReader(message, request).response();
      } catch (IllegalArgumentException e) {
        message.refuse(Status.BAD_REQUEST, String.valueOf(e.getMessage()));
      }
    }
    throw new ProtocolException(
        Status.BAD_REQUEST, message.problemReason(), message.transactionId, request.method());
  }

  private Response response() {
    String type = message.responseType == null ? "" : message.responseType;
    int code = message.errorCode == null ? -1 : Texts.count("error_code", message.errorCode);
    if (Texts.count("response_type", type) != 0 || code > 0) {
      Status status = code <= 0 ? Status.INTERNAL_ERROR : Status.of(code);
      String reason = message.reason == null ? "" : message.reason;
      return refusal(status, reason.isEmpty() ? status.name() : Texts.carried(reason));
    }
    TransactionId id = message.transactionId;
    if (id == null) {
      throw new IllegalArgumentException("transaction_id is missing");
    }
    return switch (request) {
      case Request.Connect _ ->
          new Response.Connect(id, observed(), message.keepaliveInterval, null, warning());
      case Request.SwarmActions _ ->
          new Response.SwarmActions(
              id, observed(), message.keepaliveInterval, results(), null, warning());
      case Request.SwarmReports _ -> new Response.SwarmReports(id, results());
      case Request.FindMembers find -> found(find.swarmId(), id);
      case Request.Find find -> found(find.swarmId(), id);
      case Request.FindChunk find -> found(find.swarmId(), id);
      case Request.Join join -> {
        SwarmResult result = result(join.swarmId());
        yield result.successful()
            ? new Response.Join(id, join.swarmId(), -1, result.peers())
            : failed();
      }
      case Request.JoinChunk join -> {
        SwarmResult result = result(join.swarmId());
        yield result.successful()
            ? new Response.JoinChunk(id, join.swarmId(), -1, result.peers())
            : failed();
      }
      case Request.Leave leave ->
          done(leave.swarmId()) ? new Response.Leave(id, leave.swarmId()) : failed();
      case Request.StatReport report -> {
        SwarmId swarm = report.swarmId();
        yield swarm == null || done(swarm) ? new Response.StatReport(id) : failed();
      }
      case Request.KeepAlive _ -> new Response.KeepAlive(id, message.statRequest, observed());
      case Request.Disconnect _, Request.StatQuery _ ->
          throw new IllegalArgumentException("JSON has no answer to " + request.method());
    };
  }

  private Response.Refusal failed() {
    return refusal(Status.FORBIDDEN_ACTION, "the tracker did not do it, and gives no reason");
  }

  private Response.Refusal refusal(Status status, String reason) {
    return new Response.Refusal(message.transactionId, request.method(), status, reason, List.of());
  }

  private Response found(SwarmId swarm, TransactionId id) {
    SwarmResult result = result(swarm);
    if (!result.successful()) {
      return failed();
    }
    PeerList peers = result.peers();
    return new Response.Find(id, swarm, ChunkSet.EMPTY, peers == null ? PeerList.EMPTY : peers);
  }

  private @Nullable PeerAddress observed() {
    return message.observed.isEmpty() ? null : message.observed.getFirst();
  }

  private @Nullable String warning() {
    String warning = message.warning;
    return warning == null || warning.isEmpty() ? null : Texts.carried(warning);
  }

  private List<SwarmResult> results() {
    return message.results == null ? List.of() : message.results;
  }

  /// Whether it was done. There should be a result for each swarm (section 3.3.4), but the RFC's
  /// own example has none for a LEAVE.
  private boolean done(SwarmId swarm) {
    return results().isEmpty() || result(swarm).successful();
  }

  /// The result of a swarm that was asked about.
  private SwarmResult result(SwarmId swarm) {
    for (SwarmResult result : results()) {
      if (result.swarmId().equals(swarm)) {
        return result;
      }
    }
    throw new IllegalArgumentException("there is no swarm_result of the swarm that was named");
  }
}
