package org.ppsp.cli.check;

import java.io.IOException;
import java.util.List;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;

/// CONNECT, and whose a session is (specification, sections 4 and 9).
final class Connecting {
  private static final String ADDRESS =
      "<PeerAddress ip=\"198.51.100.22\" port=\"6778\" type=\"HOST\"/>";
  private static final String OTHER_ADDRESS =
      "<PeerAddress ip=\"203.0.113.9\" port=\"6779\" type=\"HOST\"/>";

  private Connecting() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    TestPeer alice = checks.stranger();
    Response.Connect connected = alice.ask("CONNECT", ADDRESS).is(Response.Connect.class);
    checks.check("the answer tells the observed address, REFLEXIVE", () -> observed(connected));
    checks.check(
        "the answer tells KeepaliveInterval",
        () ->
            Mismatch.unless(
                connected.keepaliveInterval() > 0,
                "KeepaliveInterval in seconds, at least 1",
                connected.keepaliveInterval() == 0 ? "none or 0" : "less",
                "add <KeepaliveInterval>30</KeepaliveInterval>"));
    checks.check(
        "the answer has a token in the header PPSP-Session",
        () ->
            Mismatch.unless(
                alice.token() != null,
                "the header PPSP-Session",
                "none",
                "give the peer a secret by which it is known when its address changes"));
    owner(checks, alice);
    String swarm = checks.names().swarm();
    TestPeer bob = checks.peer().join(swarm);
    alice.join(swarm);
    checks.check(
        "CONNECT again keeps the memberships and replaces the addresses",
        () -> {
          var _ = alice.ask("CONNECT", OTHER_ADDRESS).is(Response.Connect.class);
          Peer listed = Checks.only(bob.find(swarm), alice);
          Mismatch.unless(
              listed.addresses().size() == 1
                  && listed.addresses().getFirst().ip().toString().equals("203.0.113.9"),
              "the new address 203.0.113.9:6779 alone",
              listed.addresses().toString(),
              "a CONNECT of the owner replaces the addresses of the session");
        });
  }

  private static void owner(Checks checks, TestPeer alice)
      throws IOException, InterruptedException {
    checks.check(
        "a request with the token is honoured",
        () -> {
          var _ = alice.ask("KEEPALIVE").is(Response.KeepAlive.class);
        });
    TestPeer mallory = checks.peer();
    if (alice.token() == null || mallory.token() == null) {
      return;
    }
    checks.check(
        "once it was shown, a request without it is refused, from the same address, too",
        () -> {
          for (String method : List.of("KEEPALIVE", "CONNECT")) {
            Answer answer = alice.askWith(null, method);
            var _ = answer.isRefused(Status.FORBIDDEN_ACTION);
            Mismatch.unless(
                answer.header("Retry-After") != null,
                "the header Retry-After with " + method,
                "none",
                "tell a peer that has lost its token when its session will have ended");
          }
        });
    checks.check(
        "a peer that never shows it is known by its address, and is not given it again",
        () -> {
          TestPeer tokenless = checks.stranger();
          var _ = tokenless.ask("CONNECT").is(Response.Connect.class);
          Answer again = tokenless.askWith(null, "CONNECT");
          var _ = again.is(Response.Connect.class);
          Mismatch.unless(
              again.header(SessionToken.HEADER) == null,
              "no header PPSP-Session",
              "the token of the session",
              "give the token only to a request that shows it: others may share the address");
          var _ = tokenless.askWith(null, "KEEPALIVE").is(Response.KeepAlive.class);
        });
    checks.check(
        "a request with another peer's token is refused",
        () -> {
          var _ = alice.askWith(mallory.token(), "KEEPALIVE").isRefused(Status.FORBIDDEN_ACTION);
        });
    checks.check(
        "CONNECT under the PeerID of a live session with another's token is refused",
        () -> {
          var _ = alice.askWith(mallory.token(), "CONNECT").isRefused(Status.FORBIDDEN_ACTION);
        });
    checks.check(
        "DISCONNECT with another peer's token is refused, and the session lives on",
        () -> {
          var _ = alice.askWith(mallory.token(), "DISCONNECT").isRefused(Status.FORBIDDEN_ACTION);
          var _ = alice.ask("KEEPALIVE").is(Response.KeepAlive.class);
        });
  }

  private static void observed(Response.Connect connected) {
    PeerAddress observed = connected.observed();
    Mismatch.unless(
        observed != null && observed.type() == AddressType.REFLEXIVE,
        "PeerAddress with type=\"REFLEXIVE\"",
        observed == null ? "none" : observed.toString(),
        "tell the peer where its request came from; behind a NAT it cannot know");
  }
}
