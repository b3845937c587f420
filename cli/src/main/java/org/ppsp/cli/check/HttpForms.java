package org.ppsp.cli.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.ppsp.cli.check.Message.element;

import java.io.IOException;
import java.net.URI;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.xml.XmlCodec;

/// How messages travel (specification, section 2).
final class HttpForms {
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;

  private final Checks checks;
  private final TestPeer peer;

  private HttpForms(Checks checks, TestPeer peer) {
    this.checks = checks;
    this.peer = peer;
  }

  static void run(Checks checks) throws IOException, InterruptedException {
    HttpForms forms = new HttpForms(checks, checks.peer());
    forms.posts();
    forms.refusals();
    forms.connections();
  }

  private void posts() throws IOException, InterruptedException {
    for (String type :
        new String[] {
          "application/xml", "text/xml", XmlCodec.MEDIA_TYPE + "; charset=utf-8", "TEXT/XML"
        }) {
      checks.check("Content-Type " + type + " is accepted", () -> alive(post("t").as(type), "t"));
    }
    checks.check(
        "any path is accepted",
        () -> {
          URI url = checks.wire().url();
          if (!url.getRawPath().isEmpty() && !url.getRawPath().equals("/")) {
            throw new Skip("the tracker is at a path; what stands before it may serve others");
          }
          alive(post("t").to(url.resolve("/ppsp-check/any?path")), "t");
        });
    checks.check(
        "a chunked body is read",
        () ->
            alive(
                checks.wire().post("").chunked(message("t").getBytes(UTF_8)).with(peer.token()),
                "t"));
  }

  private void refusals() throws IOException, InterruptedException {
    for (String method : new String[] {"GET", "PUT"}) {
      checks.check(
          "HTTP " + method + " is answered 405 with Allow",
          () -> {
            Answer answer = checks.wire().send(post("t").by(method), null);
            var _ = answer.isRefused(Status.BAD_REQUEST, METHOD_NOT_ALLOWED);
            String allow = answer.header("Allow");
            Mismatch.unless(
                answer.http() == METHOD_NOT_ALLOWED && allow != null && allow.contains("POST"),
                "HTTP 405 with Allow: POST",
                "HTTP " + answer.http() + " with Allow: " + allow,
                "messages are sent with POST; say so to who uses another method");
          });
    }
    checks.check(
        "Content-Type application/x-www-form-urlencoded is answered 415",
        () -> {
          Answer answer =
              checks.wire().send(post("t").as("application/x-www-form-urlencoded"), null);
          var _ = answer.isRefused(Status.BAD_REQUEST, UNSUPPORTED_MEDIA_TYPE);
          Mismatch.unless(
              answer.http() == UNSUPPORTED_MEDIA_TYPE,
              "HTTP 415",
              "HTTP " + answer.http(),
              "refuse media types that are not read with 415");
        });
  }

  private void connections() throws IOException, InterruptedException {
    checks.check(
        "a connection stays open for the next request",
        () -> {
          try (RawConnection connection = RawConnection.to(checks.wire(), peer.token())) {
            connection.post(message("t-1"));
            var _ = connection.read("t-1").is(Response.KeepAlive.class);
            connection.post(message("t-2"));
            var _ = connection.read("t-2").is(Response.KeepAlive.class);
          }
        });
    checks.check(
        "and after a refused message, too",
        () -> {
          try (RawConnection connection = RawConnection.to(checks.wire(), peer.token())) {
            connection.post(message("t-1").replace("KEEPALIVE", "DANCE"));
            var _ = connection.read("t-1").isRefused(Status.BAD_REQUEST);
            connection.post(message("t-2"));
            var _ = connection.read("t-2").is(Response.KeepAlive.class);
          }
        });
    checks.check(
        "pipelined requests are answered in their order",
        () -> {
          try (RawConnection connection = RawConnection.to(checks.wire(), peer.token())) {
            connection.post(message("t-1"), message("t-2"), message("t-3"));
            for (int i = 1; i <= 3; i++) {
              var _ = connection.read("t-" + i).is(Response.KeepAlive.class);
            }
          }
        });
  }

  private String message(String transaction) {
    return Message.of("KEEPALIVE", transaction, element("PeerID", peer.id()));
  }

  private Wire.Post post(String transaction) {
    return checks.wire().post(message(transaction)).with(peer.token());
  }

  private void alive(Wire.Post post, String transaction) throws IOException, InterruptedException {
    var _ = checks.wire().send(post, transaction).is(Response.KeepAlive.class);
  }
}
