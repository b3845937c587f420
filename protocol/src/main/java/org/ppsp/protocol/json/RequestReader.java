package org.ppsp.protocol.json;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.TransactionId;

/// Makes a request of a [Message].
final class RequestReader {
  /// Any number, and digits with dots, such as 1.0.0.
  private static final Pattern A_VERSION = Pattern.compile("-?\\d[\\d.]*([eE][-+]?\\d+)?");

  private RequestReader() {}

  /// Reads a request.
  ///
  /// @param strict whether the grammar counts by the letter
  static Request read(Message message, boolean strict) throws ProtocolException {
    Method method = method(message.requestType, strict);
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
        return request(message, method, id, strict);
      } catch (IllegalArgumentException e) {
        message.refuse(Status.BAD_REQUEST, Texts.inJson(e));
      }
    }
    throw new ProtocolException(
        problem == null ? Status.BAD_REQUEST : problem, message.problemReason(), id, method);
  }

  /// Every number but 1 is a version that is not supported, in quotation marks or not.
  static void checkVersion(Message message) {
    String version = message.version;
    if (version == null) {
      message.refuse(Status.BAD_REQUEST, "version is missing; it must be 1");
    } else if (!version.equals("1") && !version.equals("1.0")) {
      if (A_VERSION.matcher(version).matches()) {
        message.refuseVersion("version must be 1, the only one supported");
      } else {
        message.refuse(Status.BAD_REQUEST, "version must be 1");
      }
    }
  }

  private static @Nullable Method method(@Nullable String name, boolean strict) {
    return switch (name == null ? "" : strict ? name : name.toUpperCase(Locale.ROOT)) {
      case "CONNECT" -> Method.CONNECT;
      case "FIND" -> Method.FIND;
      case "STAT_REPORT" -> Method.STAT_REPORT;
      default -> null;
    };
  }

  private static Request request(Message message, Method method, TransactionId id, boolean strict) {
    if (message.peerId == null) {
      throw new IllegalArgumentException("peer_id is missing");
    }
    PeerId peer = new PeerId(message.peerId);
    return switch (method) {
      case CONNECT -> connect(message, id, peer, strict);
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

  private static Request connect(Message message, TransactionId id, PeerId peer, boolean strict) {
    if (!message.hasConnect) {
      throw new IllegalArgumentException(
          "connect is missing; add an object of this name with the swarm_action");
    }
    List<SwarmAction> actions = message.actions;
    if (actions == null && strict) {
      throw new IllegalArgumentException(
          "connect: the member swarm_action is missing; add an array of actions");
    }
    return new Request.SwarmActions(
        id,
        peer,
        message.addresses,
        actions == null ? List.of() : actions,
        message.hasPeerNum,
        message.peerCount,
        message.preferences,
        actions == null);
  }
}
