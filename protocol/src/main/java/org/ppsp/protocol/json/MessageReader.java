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
  /// @param strict whether the grammar counts by the letter
  static Message read(
      byte[] bytes,
      int offset,
      int length,
      DecodeLimits limits,
      boolean isRequest,
      boolean strict) {
    Message message = new Message();
    if (length > limits.bodyBytes()) {
      message.refuse(
          Status.BAD_REQUEST, "the message has more than " + limits.bodyBytes() + " bytes");
      return message;
    }
    try {
      JsonInput in = new JsonInput(bytes, offset, length, limits, message, strict);
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
        case "version" -> message.version = in.number(name);
        case "request_type" -> message.requestType = in.text(name);
        case "response_type" -> message.responseType = in.text(name);
        case "error_code" -> message.errorCode = in.text(name);
        case "transaction_id" -> transactionId(name);
        case "peer_id" -> message.peerId = in.text(name);
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
      default -> {
        if (in.isStrict()) {
          in.skip();
        } else {
          find(name); // as the example in section 4.1.2.1 has it
        }
      }
    }
  }

  private void ofAnswer(String name) throws JsonException {
    switch (name) {
      case "peer_addr" -> AddressReader.read(in, message.observed, AddressType.REFLEXIVE);
      case "swarm_result" -> message.results = ResultReader.read(in);
      case "warning" -> message.warning = in.text(name);
      case "reason" -> message.reason = in.text(name);
      case "keepalive_interval" -> message.keepaliveInterval = seconds(in.text(name));
      case "stat_request" -> message.statRequest = statRequest(name);
      default -> in.skip();
    }
  }

  private void transactionId(String name) throws JsonException {
    String text = in.text(name);
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
    message.hasConnect = in.token() == Token.OBJECT;
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
        String text = in.text(name);
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
    boolean hasCount = false;
    for (String name = in.open("peer_num"); name != null; name = in.member()) {
      Property property = Names.preference(name);
      if (property != null) {
        preference(name, property);
      } else if (name.equals("peer_count")) {
        hasCount = true;
        String text = in.number(name);
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
    if (!hasCount) {
      in.lacks("peer_num", "peer_count");
    }
  }

  /// A wish that nobody here understands is none.
  ///
  /// @param name the member
  private void preference(String name, Property property) throws JsonException {
    boolean isNumber = property.kind() == Property.Kind.NUMBER;
    String due = isNumber ? "a whole number from 0 on" : "NO_NAT, STUN or TURN";
    if (!in.isScalar()) {
      in.departs(name, due);
      in.skip();
      return;
    }
    String text = isNumber ? in.number(name) : in.text(name);
    if (text != null && message.preferences.size() < in.limits().stats()) {
      String wish = Texts.whole(text).toUpperCase(Locale.ROOT);
      if (!isNumber && !wish.equals(text)) {
        in.departs(name, due);
      }
      try {
        message.preferences.add(new Requirement(property, Match.PREFER, wish));
      } catch (IllegalArgumentException e) {
        in.departs(name, due);
      }
    }
  }

  private @Nullable List<SwarmAction> actions() throws JsonException {
    boolean isThere = in.token() != Token.NULL;
    List<SwarmAction> actions = new ArrayList<>(1);
    for (var all = in.elements("swarm_action"); all.next(); ) {
      String swarm = null;
      String action = null;
      String mode = null;
      for (String name = in.open("swarm_action"); name != null; name = in.member()) {
        switch (name) {
          case "swarm_id" -> swarm = in.text(name);
          case "action" -> action = in.text(name);
          case "peer_mode" -> mode = in.text(name);
          default -> in.skip();
        }
      }
      try {
        actions.add(action(swarm, action, mode));
      } catch (IllegalArgumentException e) {
        in.refuse(e);
      }
    }
    return isThere ? actions : null;
  }

  private SwarmAction action(
      @Nullable String swarm, @Nullable String action, @Nullable String mode) {
    String what = Texts.needed(action, "swarm_action", "action");
    if (mode == null) {
      in.lacks("swarm_action", "peer_mode");
    }
    return new SwarmAction(
        new SwarmId(Texts.needed(swarm, "swarm_action", "swarm_id")),
        in.oneOf(SwarmAction.Action.class, "action", what),
        mode == null ? PeerMode.LEECH : in.oneOf(PeerMode.class, "peer_mode", mode));
  }

  private static long seconds(@Nullable String text) {
    return text == null ? 0 : Math.max(0, Stat.number(text));
  }

  private @Nullable List<Property> statRequest(String name) throws JsonException {
    if (in.token() == Token.NULL) {
      return null;
    }
    List<Property> properties = new ArrayList<>();
    for (var all = in.elements(name); all.next(); ) {
      String text = in.text(name);
      Property property = text == null ? null : Names.stat(text);
      if (property != null && properties.size() < in.limits().stats()) {
        properties.add(property);
      }
    }
    return properties;
  }
}
