package org.ppsp.cli.check;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.Charset;
import org.ppsp.protocol.Response;

/// Forms of XML in which a request may come (specification, sections 2 and 3): each is the same
/// KEEPALIVE of a connected peer.
final class XmlForms {
  private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"%s\"?>\n";
  private static final String ID = "T-ID";

  private XmlForms() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    TestPeer peer = checks.peer();
    String plain = Message.of("KEEPALIVE", ID, Message.element("PeerID", peer.id()));
    String[][] forms = {
      {"no XML declaration", plain},
      {"an XML declaration", DECLARATION.formatted("UTF-8") + plain},
      {"text with white space around it", plain.replace(peer.id(), "\n\t " + peer.id() + " \n")},
      {"CDATA", plain.replace(peer.id(), "<![CDATA[" + peer.id() + "]]>")},
      {"a character reference", plain.replace("KEEPALIVE", "K&#69;EP&#x41;LIVE")},
      {"a comment", plain.replace("<PeerID>", "<!-- who --><PeerID>")},
      {
        "a message with unknown elements and attributes",
        plain.replace("<PeerID>", "<Mood><Now>good</Now></Mood><PeerID since=\"2026\">")
      },
      {
        "a message in another order",
        Message.document(
            Message.element("PeerID", peer.id()),
            Message.element("TransactionID", ID),
            Message.element("Method", "KEEPALIVE"))
      },
      {"a namespace on the root", plain.replace("version=", "xmlns=\"urn:example\" version=")},
      {"an attribute in single quotes", plain.replace("\"1.0\"", "'1.0'")},
      {"UTF-8 with a byte order mark", "\ufeff" + plain},
    };
    for (String[] form : forms) {
      checks.check(form[0] + " is read", () -> read(checks, form[1], UTF_8));
    }
    for (Charset charset : new Charset[] {UTF_16, US_ASCII}) { // the first writes a mark
      checks.check(
          charset.name() + " is read",
          () -> read(checks, DECLARATION.formatted(charset.name()) + plain, charset));
    }
    checks.check("names beyond ASCII come back unchanged", () -> beyondAscii(checks));
  }

  private static void read(Checks checks, String form, Charset charset)
      throws IOException, InterruptedException {
    String transaction = checks.names().transaction();
    byte[] bytes = form.replace(ID, transaction).getBytes(charset);
    var _ =
        checks
            .wire()
            .send(checks.wire().post("").body(bytes), transaction)
            .is(Response.KeepAlive.class);
  }

  private static void beyondAscii(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm() + "-größe-動画-😀";
    TestPeer asker = checks.peer();
    Answer answer = asker.ask("JOIN", Message.swarm(swarm));
    String echoed = answer.is(Response.Join.class).swarmId().value();
    Mismatch.unless(
        echoed.equals(swarm),
        "SwarmID " + swarm,
        "SwarmID " + echoed,
        "read and write UTF-8, and characters beyond 16 bits as one");
  }
}
