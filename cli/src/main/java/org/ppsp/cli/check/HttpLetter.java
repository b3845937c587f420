package org.ppsp.cli.check;

import static org.ppsp.cli.check.Message.element;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.ppsp.protocol.Response;

/// Heads of requests as HTTP allows them, and as it does not (RFC 9110, RFC 9112): what an HTTP
/// client would never send stands on a connection of its own.
final class HttpLetter {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;
  private static final int MISDIRECTED_REQUEST = 421;
  private static final int NOT_IMPLEMENTED = 501;
  private static final String LENGTH = "Content-Length: 0";

  private final Checks checks;
  private final TestPeer peer;

  /// The header that a right request has.
  private final String host;

  private HttpLetter(Checks checks, TestPeer peer) {
    this.checks = checks;
    this.peer = peer;
    host = "Host: " + checks.wire().url().getRawAuthority();
  }

  static void run(Checks checks) throws IOException, InterruptedException {
    HttpLetter letter = new HttpLetter(checks, checks.peer());
    letter.hosts();
    letter.targets();
    letter.versions();
    letter.mediaTypes();
    letter.codings();
    if ("https".equalsIgnoreCase(checks.wire().url().getScheme())) {
      letter.protocols();
    }
  }

  private void hosts() throws IOException, InterruptedException {
    String cure = "refuse a request without one valid Host with 400 (RFC 9112, section 3.2)";
    String line = "POST / HTTP/1.1";
    refused("no Host is answered 400", cure, List.of(BAD_REQUEST), line, LENGTH);
    refused("two Hosts are answered 400", cure, List.of(BAD_REQUEST), line, host, host, LENGTH);
    for (String wrong : new String[] {"a b", "user@a", "a:b", ""}) {
      String name = wrong.isEmpty() ? "an empty Host" : "the Host " + wrong;
      refused(
          name + " is answered 400", cure, List.of(BAD_REQUEST), line, "Host: " + wrong, LENGTH);
    }
  }

  private void targets() throws IOException, InterruptedException {
    String cure = "a POST is for a path, or for an absolute URL (RFC 9112, section 3.2)";
    for (String target : new String[] {"*", "example.org:80", "/#fragment"}) {
      refused(
          "POST " + target + " is answered 400",
          cure,
          List.of(BAD_REQUEST),
          "POST " + target + " HTTP/1.1",
          host,
          LENGTH);
    }
    if ("http".equalsIgnoreCase(checks.wire().url().getScheme())) {
      refused(
          "an https URL is refused where no TLS is spoken",
          "answer 421 to requests for https that came without TLS (RFC 9110, section 7.4)",
          List.of(MISDIRECTED_REQUEST, BAD_REQUEST),
          "POST https://" + checks.wire().url().getRawAuthority() + "/ HTTP/1.1",
          host,
          LENGTH);
    }
  }

  private void versions() throws IOException, InterruptedException {
    refused(
        "http/1.1 in small letters is answered 400",
        "the name of HTTP is in capitals (RFC 9112, section 2.3)",
        List.of(BAD_REQUEST),
        "POST / http/1.1",
        host,
        LENGTH);
    refused(
        "an unknown method is answered 501",
        "answer 501 to methods that HTTP does not know (RFC 9110, section 9.1)",
        List.of(NOT_IMPLEMENTED),
        "PPSPCHECK / HTTP/1.1",
        host,
        LENGTH);
    refused(
        "an unknown transfer coding is answered 501",
        "answer 501 to codings that are not known (RFC 9112, section 6.1)",
        List.of(NOT_IMPLEMENTED),
        "POST / HTTP/1.1",
        host,
        "Transfer-Encoding: ppsp-check, chunked");
  }

  private void mediaTypes() throws IOException, InterruptedException {
    checks.check(
        "a semicolon within quotes parts no parameters of Content-Type",
        () -> alive("Content-Type: application/xml; x=\"a;charset=latin1\""));
    String cure = "refuse a Content-Type that cannot be read with 415";
    checks.check(
        "quotes that do not end in Content-Type are answered 415",
        () -> {
          Answer answer = ask("Content-Type: application/xml; x=\"a");
          status(answer, List.of(UNSUPPORTED_MEDIA_TYPE, BAD_REQUEST), cure);
        });
    checks.check(
        "a 415 for the media type does not name Accept-Encoding",
        () -> {
          Answer answer = ask("Content-Type: image/png");
          status(answer, List.of(UNSUPPORTED_MEDIA_TYPE), cure);
          String accept = answer.header("Accept-Encoding");
          Mismatch.unless(
              accept == null,
              "no Accept-Encoding",
              "Accept-Encoding: " + accept,
              "it would say that the coding is wrong (RFC 9110, section 12.5.3)");
        });
  }

  private void codings() throws IOException, InterruptedException {
    String xml = "Content-Type: application/xml";
    checks.check("an empty Content-Encoding is ignored", () -> alive(xml, "Content-Encoding:"));
    checks.check(
        "an unknown Content-Encoding is answered 415 with Accept-Encoding",
        () -> {
          Answer answer = ask(xml, "Content-Encoding: ppsp-check");
          String cure = "say which codings are read (RFC 9110, section 12.5.3)";
          status(answer, List.of(UNSUPPORTED_MEDIA_TYPE), cure);
          Mismatch.unless(
              answer.header("Accept-Encoding") != null, "Accept-Encoding", "no such header", cure);
        });
  }

  /// RFC 7301, section 3.2.
  private void protocols() throws IOException, InterruptedException {
    checks.check(
        "a client of other protocols is refused in the handshake (ALPN)",
        () -> {
          if (agreed("http/1.1").isEmpty()) {
            throw new Skip("the tracker does without ALPN");
          }
          String agreed;
          try {
            agreed = agreed("ppsp-check");
          } catch (SSLException e) {
            return;
          }
          throw new Mismatch(
              "the alert no_application_protocol",
              agreed.isEmpty() ? "a connection without a protocol" : agreed,
              "end the handshake if ALPN names no protocol that is spoken");
        });
  }

  private String agreed(String protocol) throws IOException {
    try (SSLSocket socket = (SSLSocket) RawConnection.socket(checks.wire())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {protocol});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getApplicationProtocol();
    }
  }

  private void refused(
      String name, String cure, List<Integer> fitting, String line, String... headers)
      throws IOException, InterruptedException {
    checks.check(
        name,
        () -> {
          try (RawConnection connection = RawConnection.to(checks.wire(), null)) {
            connection.head(line, headers);
            status(connection.read(null), fitting, cure);
          }
        });
  }

  private static void status(Answer answer, List<Integer> fitting, String cure) {
    Mismatch.unless(
        fitting.contains(answer.http()),
        "HTTP " + fitting.stream().map(String::valueOf).collect(Collectors.joining(" or ")),
        "HTTP " + answer.http(),
        cure);
  }

  private void alive(String... headers) throws IOException {
    Answer answer = ask(headers);
    status(answer, List.of(OK), "read what HTTP allows");
    var _ = answer.is(Response.KeepAlive.class);
  }

  /// A KEEPALIVE with these headers.
  private Answer ask(String... headers) throws IOException {
    String message = Message.of("KEEPALIVE", "t", element("PeerID", peer.id()));
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = host;
    all[headers.length + 1] = "Content-Length: " + message.length();
    try (RawConnection connection = RawConnection.to(checks.wire(), peer.token())) {
      connection.head("POST " + connection.path() + " HTTP/1.1", all);
      connection.body(message);
      return connection.read("t");
    }
  }
}
