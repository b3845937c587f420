package org.ppsp.protocol.json;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;

/// Makes a request of a [Message].
final class RequestReader {
  private RequestReader() {}

  /// Reads a request.
  static Request read(Message message) throws ProtocolException {
    Method method = method(message.requestType);
    checkVersion(message);
    if (message.requestType == null) {
      message.refuse(
          Status.BAD_REQUEST,
          message.responseType == null
              ? "request_type is missing; it must be CONNECT, FIND or STAT_REPORT"
              : "this is a response, not a request");
    } else if (method == null) {
      message.refuse(Status.BAD_REQUEST, "request_type must be CONNECT, FIND or STAT_REPORT");
    }
    TransactionId id = message.transactionId;
    if (id == null) {
      message.refuse(
          Status.BAD_REQUEST, "transaction_id is missing; add one of 1 to 128 characters");
    }
    Status problem = message.problem();
    if (problem == null && method != null && id != null) {
      try {
        return request(message, method, id);
      } catch (IllegalArgumentException e) {
        message.refuse(Status.BAD_REQUEST, Texts.inJson(e));
      }
    }
    throw new ProtocolException(
        problem == null ? Status.BAD_REQUEST : problem, message.problemReason(), id, method);
  }

  /// A version that is not 1 is one that is not supported; the number may have quotation marks.
  static void checkVersion(Message message) {
    String version = message.version;
    if (version == null) {
      message.refuse(Status.BAD_REQUEST, "version is missing; it must be 1");
    } else if (!version.equals("1") && !version.equals("1.0")) {
      if (version.matches("\\d{1,9}(\\.\\d{1,9})?")) {
        message.refuseVersion("version must be 1, the only one supported");
      } else {
        message.refuse(Status.BAD_REQUEST, "version must be 1");
      }
    }
  }

  private static @Nullable Method method(@Nullable String name) {
    return switch (name == null ? "" : name.toUpperCase(Locale.ROOT)) {
      case "CONNECT" -> Method.CONNECT;
      case "FIND" -> Method.FIND;
      case "STAT_REPORT" -> Method.STAT_REPORT;
      default -> null;
    };
  }

  private static Request request(Message message, Method method, TransactionId id) {
    if (message.peerId == null) {
      throw new IllegalArgumentException("peer_id is missing");
    }
    PeerId peer = new PeerId(message.peerId);
    return switch (method) {
      case CONNECT ->
          new Request.SwarmActions(
              id,
              peer,
              message.addresses,
              message.actions == null ? List.of() : message.actions,
              message.hasPeerNum,
              message.peerCount,
              message.preferences);
      case FIND -> {
        if (message.swarmId == null) {
          throw new IllegalArgumentException("find: the member swarm_id is missing");
        }
        yield new Request.FindMembers(
            id, peer, message.swarmId, message.peerCount, message.preferences);
      }
      default ->
          message.reports == null || message.reports.isEmpty()
              ? new Request.KeepAlive(id, peer)
              : new Request.SwarmReports(id, peer, message.reports);
    };
  }
}
