package org.ppsp.protocol.xml;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.ppsp.protocol.Status.BAD_REQUEST;
import static org.ppsp.protocol.Status.UNSUPPORTED_VERSION;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.xml.Message.RawAddress;
import org.ppsp.protocol.xml.Message.RawCondition;
import org.ppsp.protocol.xml.Message.RawPeer;
import org.ppsp.protocol.xml.Message.RawStat;
import org.ppsp.protocol.xml.XmlScanner.Token;

/// Reads a document into a [Message]: elements in any order, unknown ones passed over, limits held.
/// It goes on behind what is wrong, as long as the document is well formed, so that the answer can
/// name the transaction.
///
/// For one document and one thread.
final class MessageReader {
  private static final byte[] NO_PREFIX = {};
  private static final byte[] ROOT = "PPSPTrackerProtocol".getBytes(US_ASCII);
  private static final byte[] VERSION = "version".getBytes(US_ASCII);
  private static final byte[] CODE = "code".getBytes(US_ASCII);
  private static final byte[] ALGORITHM = "algorithm".getBytes(US_ASCII);
  private static final byte[] TRACKER = "tracker".getBytes(US_ASCII);
  private static final byte[] PROPERTY = "property".getBytes(US_ASCII);
  private static final byte[] MATCH = "match".getBytes(US_ASCII);
  private static final byte[] IP = "ip".getBytes(US_ASCII);
  private static final byte[] PORT = "port".getBytes(US_ASCII);
  private static final byte[] TYPE = "type".getBytes(US_ASCII);
  private static final byte[] PRIORITY = "priority".getBytes(US_ASCII);
  private static final byte[] CONNECTION = "connection".getBytes(US_ASCII);
  private static final byte[] ASN = "asn".getBytes(US_ASCII);
  private static final byte[] PEER_PROTOCOL = "peerProtocol".getBytes(US_ASCII);
  private static final byte[] NONCE = "nonce".getBytes(US_ASCII);
  private static final byte[] EXPIRES = "expires".getBytes(US_ASCII);

  private final XmlScanner xml;
  private final DecodeLimits limits;
  private final boolean response;
  private final Message message;

  /// The root's prefix with its colon; elements with another one belong to someone else.
  private byte[] prefix = NO_PREFIX;

  private MessageReader(XmlScanner xml, DecodeLimits limits, boolean response, Message message) {
    this.xml = xml;
    this.limits = limits;
    this.response = response;
    this.message = message;
  }

  /// Reads a document.
  ///
  /// @param response whether the elements of responses are wanted
  static Message read(byte[] bytes, int offset, int length, DecodeLimits limits, boolean response) {
    Message message = new Message();
    if (length > limits.bodyBytes()) {
      message.refuse(
          BAD_REQUEST,
          "the message has " + length + " bytes, the limit bodyBytes is " + limits.bodyBytes());
      return message;
    }
    try {
      XmlScanner xml = new XmlScanner(XmlInput.of(bytes, offset, length));
      new MessageReader(xml, limits, response, message).document();
    } catch (XmlException e) {
      message.refuse(BAD_REQUEST, e.reason());
    }
    return message;
  }

  private void document() throws XmlException {
    xml.next(); // a START, or it throws
    if (xml.localStart() > xml.nameStart()) {
      prefix = Arrays.copyOfRange(xml.bytes(), xml.nameStart(), xml.localStart());
    }
    if (!Arrays.equals(xml.bytes(), xml.localStart(), xml.nameEnd(), ROOT, 0, ROOT.length)) {
      refuse("the root is <" + clip(xml.name()) + ">; it must be <PPSPTrackerProtocol>");
    }
    checkVersion();
    for (Element child = child(); child != null; child = child()) {
      switch (child) {
        case CHUNK_ID -> chunkId();
        case STATS, STAT_REQUEST -> stats();
        case STAT -> stat();
        case PEER_ADDRESS -> addTo(message.addresses);
        case CONDITION -> condition();
        case PEERS -> {
          if (response) {
            peers();
          } else {
            skip();
          }
        }
        case STATUS -> {
          message.statusCode = attribute(CODE);
          single(child, limits.textChars(), "textChars");
        }
        case SIGNATURE -> {
          message.signatureAlgorithm = attribute(ALGORITHM);
          message.signatureTracker = attribute(TRACKER);
          single(child, limits.textChars(), "textChars");
        }
        case CER -> single(child, limits.certificateChars(), "certificateChars");
        case RESPONSE_IN_CAPITALS -> single(Element.RESPONSE, limits.textChars(), "textChars");
        case PEER, CHALLENGE -> skip();
        default -> single(child, limits.textChars(), "textChars");
      }
    }
    xml.next(); // nothing may follow the root
  }

  private void checkVersion() {
    String version = attribute(VERSION);
    if (version == null) {
      refuse("the root's attribute version is missing; write version=\"1.0\"");
      return;
    }
    if (version.equals("1.0")) {
      return;
    }
    if (!isVersionOne(version)) {
      message.refuse(
          UNSUPPORTED_VERSION, "version " + clip(version) + " is not supported; send version 1.0");
    }
  }

  /// Whether it is 1 or 1.x, where x is a number.
  private static boolean isVersionOne(String version) {
    boolean ours = version.startsWith("1.") ? version.length() > 2 : version.equals("1");
    for (int i = 2; i < version.length(); i++) {
      ours &= version.charAt(i) >= '0' && version.charAt(i) <= '9';
    }
    return ours;
  }

  // --- elements ---

  private void single(Element element, int limit, String limitName) throws XmlException {
    String text = text(element, limit, limitName);
    if (!message.set(element, text)) {
      refuse(element.text() + " is given twice; give it once");
    }
  }

  private void chunkId() throws XmlException {
    String text = text(Element.CHUNK_ID, limits.textChars(), "textChars");
    if (!text.isEmpty()) {
      message.chunkIds.add(text);
    }
  }

  /// Reads a list of statistics, whichever way lists are inside each other.
  private void stats() throws XmlException {
    message.hasStats = true;
    for (Element child = child(); child != null; child = child()) {
      switch (child) {
        case STATS, STAT_REQUEST -> stats(); // as deep as child() lets it
        case STAT -> stat();
        default -> skip();
      }
    }
  }

  private void stat() throws XmlException {
    message.hasStats = true;
    String property = attribute(PROPERTY);
    String match = attribute(MATCH);
    String value = text(Element.STAT, limits.textChars(), "textChars");
    if (message.stats.size() < limits.stats()) {
      message.stats.add(new RawStat(property, match, value));
    } else {
      refuse("more Stat elements than the limit stats, " + limits.stats());
    }
  }

  private void addTo(List<RawAddress> addresses) throws XmlException {
    if (addresses.size() < limits.addresses()) {
      addresses.add(
          new RawAddress(
              attribute(IP),
              attribute(PORT),
              attribute(TYPE),
              attribute(PRIORITY),
              attribute(CONNECTION),
              attribute(ASN),
              attribute(PEER_PROTOCOL)));
    } else {
      refuse("more PeerAddress elements than the limit addresses, " + limits.addresses());
    }
    for (Element child = child(); child != null; child = child()) {
      if (child == Element.PEER_ADDRESS) {
        refuse("a PeerAddress stands in a PeerAddress; put them beside each other");
      }
      skip();
    }
  }

  private void peers() throws XmlException {
    List<RawPeer> peers = message.peers;
    if (peers == null) {
      peers = new ArrayList<>();
      message.peers = peers;
    }
    for (Element child = child(); child != null; child = child()) {
      if (child != Element.PEER) {
        skip();
      } else if (peers.size() < limits.peers()) {
        peers.add(peer());
      } else {
        refuse("more Peer elements than the limit peers, " + limits.peers());
        skip();
      }
    }
  }

  private RawPeer peer() throws XmlException {
    String id = "";
    String mode = "";
    List<RawAddress> addresses = new ArrayList<>(2);
    for (Element child = child(); child != null; child = child()) {
      switch (child) {
        case PEER_ID -> id = text(child, limits.textChars(), "textChars");
        case PEER_MODE -> mode = text(child, limits.textChars(), "textChars");
        case PEER_ADDRESS -> addTo(addresses);
        default -> skip();
      }
    }
    return new RawPeer(id, mode, addresses);
  }

  private void condition() throws XmlException {
    String type = attribute(TYPE);
    RawCondition condition = new RawCondition(type, false, null, null, null);
    for (Element child = child(); child != null; child = child()) {
      if (child == Element.CHALLENGE) {
        condition =
            new RawCondition(
                type, true, attribute(NONCE), attribute(ALGORITHM), attribute(EXPIRES));
      }
      skip();
    }
    message.conditions.add(condition);
  }

  // --- the document ---

  /// Goes to the next element inside of the open one that the protocol knows.
  ///
  /// @return null behind the last one; the open element is closed then
  private @Nullable Element child() throws XmlException {
    while (true) {
      switch (xml.next()) {
        case START -> {
          Element element = known();
          if (element != null && xml.depth() <= limits.depth()) {
            return element;
          }
          if (element == null && isRoot()) {
            refuse("PPSPTrackerProtocol stands in PPSPTrackerProtocol; send each as a message");
          }
          skip();
        }
        case TEXT -> {}
        case END, EOF -> {
          return null;
        }
      }
    }
  }

  private @Nullable Element known() {
    return isOurs() ? Element.of(xml.bytes(), xml.localStart(), xml.nameEnd()) : null;
  }

  private boolean isOurs() {
    int name = xml.nameStart();
    int local = xml.localStart();
    return name == local || Arrays.equals(xml.bytes(), name, local, prefix, 0, prefix.length);
  }

  private boolean isRoot() {
    return isOurs()
        && Arrays.equals(xml.bytes(), xml.localStart(), xml.nameEnd(), ROOT, 0, ROOT.length);
  }

  /// Goes behind the open element.
  private void skip() throws XmlException {
    int outside = xml.depth() - 1;
    do {
      if (xml.depth() > limits.depth()) {
        refuse("elements are inside each other deeper than the limit depth, " + limits.depth());
      }
      xml.next();
    } while (xml.depth() > outside);
  }

  /// Reads the open element's text up to its end. Readers differ in what they make of a text with
  /// elements in it.
  private String text(Element element, int limit, String limitName) throws XmlException {
    String text = "";
    StringBuilder parts = null;
    for (Token token = xml.next(); token != Token.END; token = xml.next()) {
      if (token == Token.START) {
        if (message.problem() == null) {
          refuse(inside(element));
        }
        skip();
      } else if (parts != null) {
        parts.append(xml.text());
      } else if (text.isEmpty()) {
        text = xml.text();
      } else {
        parts = new StringBuilder(text).append(xml.text());
      }
    }
    return limited(element.bytes(), parts == null ? text : parts.toString(), limit, limitName);
  }

  /// What is wrong with an element in one that has only text. The input is at its start.
  private String inside(Element element) {
    String name = element.text();
    return known() == element
        ? name + " stands in " + name + "; give it once, with nothing but text in it"
        : "%s has <%s> in it; it must have nothing but text".formatted(name, clip(xml.name()));
  }

  /// The attribute's value; null if it is absent or empty.
  private @Nullable String attribute(byte[] name) {
    String value = xml.attribute(name);
    if (value == null) {
      return null;
    }
    value = limited(name, value, limits.textChars(), "textChars");
    return value.isEmpty() ? null : value;
  }

  private String limited(byte[] name, String text, int limit, String limitName) {
    String trimmed = XmlText.trim(text);
    if (trimmed.length() > limit && trimmed.codePointCount(0, trimmed.length()) > limit) {
      String what = new String(name, US_ASCII);
      boolean mayBeParted = what.equals(Element.CHUNK_ID.text());
      refuse(
          "%s is longer than the limit %s, %s characters%s"
              .formatted(
                  what,
                  limitName,
                  limit,
                  mayBeParted
                      ? "; part the list over several ChunkID elements or several requests"
                      : ""));
      return "";
    }
    return trimmed;
  }

  private void refuse(String reason) {
    message.refuse(BAD_REQUEST, reason);
  }

  /// As much of a stranger's text as belongs into a message.
  static String clip(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "…";
  }
}
