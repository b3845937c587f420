package org.ppsp.protocol.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.json.JsonScanner.Token;

/// Picks what the protocol knows from a JSON message. It takes an object where an array of them is
/// due, numbers in quotation marks, and the members of FIND outside of `find`, as the RFC's own
/// examples have them.
final class MessageReader {
  private static final String ROOT = "PPSPTrackerProtocol";
  private static final String NO_ROOT =
      "a message is an object with the member " + ROOT + ", which is an object";

  private final JsonInput in;
  private final Message message;
  private final boolean isRequest;

  private MessageReader(JsonInput in, Message message, boolean isRequest) {
    this.in = in;
    this.message = message;
    this.isRequest = isRequest;
  }

  /// Reads a message; what is wrong with it is noted in it.
  ///
  /// @param isRequest whether it is to be one; members that only the other kind has are passed over
  static Message read(
      byte[] bytes, int offset, int length, DecodeLimits limits, boolean isRequest) {
    Message message = new Message();
    if (length > limits.bodyBytes()) {
      message.refuse(
          Status.BAD_REQUEST, "the message has more than " + limits.bodyBytes() + " bytes");
      return message;
    }
    try {
      JsonInput in = new JsonInput(bytes, offset, length, limits, message);
      new MessageReader(in, message, isRequest).document();
    } catch (JsonException e) {
      message.refuse(Status.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
    return message;
  }

  private void document() throws JsonException {
    if (in.next() == null) {
      throw new JsonException("the message is empty");
    }
    if (in.token() != Token.OBJECT) {
      throw new JsonException(NO_ROOT);
    }
    boolean found = false;
    for (String name = in.open("a message"); name != null; name = in.member()) {
      if (name.equals(ROOT)) {
        found = in.token() == Token.OBJECT;
        root();
      } else {
        in.skip();
      }
    }
    if (!found) {
      in.refuse(NO_ROOT);
    }
    var _ = in.next(); // which must be the end
  }

  private void root() throws JsonException {
    for (String name = in.open(ROOT); name != null; name = in.member()) {
      switch (name) {
        case "version" -> message.version = in.scalar(name);
        case "request_type" -> message.requestType = in.scalar(name);
        case "response_type" -> message.responseType = in.scalar(name);
        case "error_code" -> message.errorCode = in.scalar(name);
        case "transaction_id" -> transactionId(name);
        case "peer_id" -> message.peerId = in.scalar(name);
        default -> {
          if (isRequest) {
            ofRequest(name);
          } else {
            ofAnswer(name);
          }
        }
      }
    }
  }

  private void ofRequest(String name) throws JsonException {
    switch (name) {
      case "connect" -> connect();
      case "find" -> {
        for (String inner = in.open(name); inner != null; inner = in.member()) {
          find(inner);
        }
      }
      case "stat_report" -> message.reports = ReportReader.read(in);
      default -> find(name); // as the example in section 4.1.2.1 has it
    }
  }

  private void ofAnswer(String name) throws JsonException {
    switch (name) {
      case "peer_addr" -> AddressReader.read(in, message.observed, AddressType.REFLEXIVE);
      case "swarm_result" -> message.results = ResultReader.read(in);
      case "warning" -> message.warning = in.scalar(name);
      case "reason" -> message.reason = in.scalar(name);
      case "keepalive_interval" -> message.keepaliveInterval = seconds(in.scalar(name));
      case "stat_request" -> message.statRequest = statRequest(name);
      default -> in.skip();
    }
  }

  private void transactionId(String name) throws JsonException {
    String text = in.scalar(name);
    if (text == null || text.isEmpty()) {
      return;
    }
    try {
      message.transactionId = new TransactionId(text);
    } catch (IllegalArgumentException e) {
      in.refuse(e);
    }
  }

  private void connect() throws JsonException {
    for (String name = in.open("connect"); name != null; name = in.member()) {
      switch (name) {
        case "peer_num" -> peerNum();
        case "peer_addr" -> AddressReader.read(in, message.addresses, AddressType.HOST);
        case "swarm_action" -> message.actions = actions();
        default -> in.skip();
      }
    }
  }

  private void find(String name) throws JsonException {
    switch (name) {
      case "swarm_id" -> {
        String text = in.scalar(name);
        if (text != null) {
          swarmId(text);
        }
      }
      case "peer_num" -> peerNum();
      default -> in.skip();
    }
  }

  /// Inside of `find` and outside of it, it must be the same.
  private void swarmId(String text) {
    SwarmId before = message.swarmId;
    try {
      message.swarmId = new SwarmId(text);
    } catch (IllegalArgumentException e) {
      in.refuse(e);
    }
    if (before != null && !before.equals(message.swarmId)) {
      in.refuse("there are two swarm_id that differ; send one FIND for each");
    }
  }

  private void peerNum() throws JsonException {
    if (in.token() != Token.NULL) {
      if (message.hasPeerNum) {
        in.refuse("peer_num is given twice; give it once");
      }
      message.hasPeerNum = true;
    }
    for (String name = in.open("peer_num"); name != null; name = in.member()) {
      Property property = Names.preference(name);
      if (property != null) {
        preference(property);
      } else if (name.equals("peer_count")) {
        String text = in.scalar(name);
        try {
          message.peerCount =
              text == null ? OptionalInt.empty() : OptionalInt.of(Texts.count(name, text));
        } catch (IllegalArgumentException e) {
          in.refuse(e);
        }
      } else {
        in.skip();
      }
    }
  }

  /// A wish that nobody here understands is none.
  private void preference(Property property) throws JsonException {
    if (!in.isScalar()) {
      in.skip();
      return;
    }
    String text = in.scalar(property.name());
    if (text != null && message.preferences.size() < in.limits().stats()) {
      try {
        message.preferences.add(
            new Requirement(property, Match.PREFER, Texts.whole(text).toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        // none
      }
    }
  }

  private List<SwarmAction> actions() throws JsonException {
    List<SwarmAction> actions = new ArrayList<>(1);
    for (var all = in.elements(); all.next(); ) {
      String swarm = null;
      String action = null;
      String mode = null;
      for (String name = in.open("swarm_action"); name != null; name = in.member()) {
        switch (name) {
          case "swarm_id" -> swarm = in.scalar(name);
          case "action" -> action = in.scalar(name);
          case "peer_mode" -> mode = in.scalar(name);
          default -> in.skip();
        }
      }
      try {
        actions.add(action(swarm, action, mode));
      } catch (IllegalArgumentException e) {
        in.refuse(e);
      }
    }
    return actions;
  }

  private static SwarmAction action(
      @Nullable String swarm, @Nullable String action, @Nullable String mode) {
    String what = Texts.needed(action, "swarm_action", "action");
    return new SwarmAction(
        new SwarmId(Texts.needed(swarm, "swarm_action", "swarm_id")),
        Texts.oneOf(SwarmAction.Action.class, "action", what),
        mode == null ? PeerMode.LEECH : Texts.oneOf(PeerMode.class, "peer_mode", mode));
  }

  private static long seconds(@Nullable String text) {
    return text == null ? 0 : Math.max(0, Stat.number(text));
  }

  private @Nullable List<Property> statRequest(String name) throws JsonException {
    if (in.token() == Token.NULL) {
      return null;
    }
    List<Property> properties = new ArrayList<>();
    for (var all = in.elements(); all.next(); ) {
      String text = in.scalar(name);
      Property property = text == null ? null : Names.stat(text);
      if (property != null && properties.size() < in.limits().stats()) {
        properties.add(property);
      }
    }
    return properties;
  }
}
