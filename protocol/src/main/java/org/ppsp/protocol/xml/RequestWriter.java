package org.ppsp.protocol.xml;

import static org.ppsp.protocol.xml.XmlWriter.bytes;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;

/// Writes requests in the regular form; the elements are in the order of the seed.
final class RequestWriter {
  private static final byte[][] HEAD = new byte[Method.values().length][];
  private static final byte[] STAT = bytes("<Stat property=\"");
  private static final byte[] MATCH = bytes("\" match=\"");
  private static final byte[] TAG_END = bytes("\">");
  private static final byte[] EMPTY_END = bytes("\"/>");
  private static final byte[] SIGNATURE = bytes("<Signature algorithm=\"");
  private static final byte[] SIGNATURE_TRACKER = bytes("\" tracker=\"");

  static {
    for (Method method : Method.values()) {
      HEAD[method.ordinal()] =
          bytes(XmlWriter.HEAD + "<Method>" + method + "</Method><TransactionID>");
    }
  }

  private final XmlWriter xml;

  RequestWriter(XmlWriter xml) {
    this.xml = xml;
  }

  void write(Request request) {
    xml.raw(HEAD[request.method().ordinal()]);
    xml.text(request.transactionId().value());
    xml.close(Element.TRANSACTION_ID);
    xml.element(Element.PEER_ID, request.peerId().value());
    switch (request) {
      case Request.Connect connect -> connect(connect);
      case Request.Disconnect disconnect -> certificate(disconnect.certificate());
      case Request.Joining joining -> joining(joining);
      case Request.Leave leave -> {
        xml.element(Element.SWARM_ID, leave.swarmId().value());
        xml.chunks(leave.chunks());
      }
      case Request.Finding finding -> finding(finding);
      case Request.KeepAlive _ -> {}
      case Request.StatReport report -> {
        if (report.swarmId() != null) {
          xml.element(Element.SWARM_ID, report.swarmId().value());
        }
        stats(report.stats(), true);
      }
      case Request.StatQuery query -> statRequest(query.properties(), xml);
      case Request.Combined combined ->
          throw new IllegalArgumentException(
              "a message of RFC 7846 has no form in XML: " + combined.method());
    }
    xml.end();
  }

  private void connect(Request.Connect connect) {
    certificate(connect.certificate());
    if (connect.signature() != null) {
      xml.raw(SIGNATURE);
      xml.attributeText(connect.signature().algorithm());
      String tracker = connect.signature().tracker();
      if (tracker != null) {
        xml.raw(SIGNATURE_TRACKER);
        xml.attributeText(tracker);
      }
      xml.raw(TAG_END);
      xml.text(connect.signature().value());
      xml.close(Element.SIGNATURE);
    }
    connect.addresses().forEach(xml::address);
    number(Element.CONTROL_PORT, connect.controlPort());
    stats(connect.stats(), false);
  }

  private void certificate(@Nullable Certificate certificate) {
    if (certificate != null) {
      xml.element(Element.CER, certificate.text());
    }
  }

  private void joining(Request.Joining joining) {
    xml.element(Element.SWARM_ID, joining.swarmId().value());
    if (joining.expireTime() != null) {
      xml.element(Element.EXPIRE_TIME, joining.expireTime().toString());
    }
    if (joining.mode() != null) {
      xml.element(Element.PEER_MODE, joining.mode().name());
    }
    xml.chunks(joining.chunks());
    number(Element.PEERNUM, joining.peernum());
    stats(joining.stats(), false);
  }

  private void finding(Request.Finding finding) {
    xml.element(Element.SWARM_ID, finding.swarmId().value());
    xml.chunks(finding.chunks());
    number(Element.PEERNUM, finding.peernum());
    if (finding.requirements().isEmpty()) {
      return;
    }
    xml.open(Element.STATS);
    for (Requirement requirement : finding.requirements()) {
      Property property = requirement.property();
      xml.raw(STAT);
      xml.attributeText(property.name());
      if (requirement.match() != property.defaultMatch()) {
        xml.raw(MATCH);
        xml.text(requirement.match().text());
      }
      xml.raw(TAG_END);
      xml.text(requirement.value());
      xml.close(Element.STAT);
    }
    xml.close(Element.STATS);
  }

  private void number(Element element, OptionalInt number) {
    if (number.isPresent()) {
      xml.element(element, number.getAsInt());
    }
  }

  private void stats(List<Stat> stats, boolean evenIfNone) {
    if (evenIfNone || !stats.isEmpty()) {
      stats(stats, xml);
    }
  }

  static void stats(List<Stat> stats, XmlWriter xml) {
    xml.open(Element.STATS);
    for (Stat stat : stats) {
      xml.raw(STAT);
      xml.attributeText(stat.property().name());
      xml.raw(TAG_END);
      xml.text(stat.value());
      xml.close(Element.STAT);
    }
    xml.close(Element.STATS);
  }

  static void statRequest(List<Property> properties, XmlWriter xml) {
    xml.open(Element.STAT_REQUEST);
    for (Property property : properties) {
      xml.raw(STAT);
      xml.attributeText(property.name());
      xml.raw(EMPTY_END);
    }
    xml.close(Element.STAT_REQUEST);
  }
}
