package org.ppsp.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.server.http.Messages.keepAlive;

import java.net.SocketException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.server.http.RawClient.Reply;

/// What HTTP itself calls wrong; every answer has a PPSP message that says what.
class HttpErrorsTest {
  private static Front front;

  @BeforeAll
  static void start() throws Exception {
    front = Front.start();
  }

  @AfterAll
  static void stop() throws Exception {
    front.close();
  }

  private static void assertRefused(Reply reply, int status, String reason) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("content-type")).isEqualTo("application/ppsp-tracker+xml");
    Response response = Messages.read(reply);
    assertThat(response.status()).isEqualTo(Status.BAD_REQUEST);
    assertThat(((Response.Refusal) response).reason()).contains(reason);
  }

  private static void assertRefusedAndClosed(RawClient client, int status, String reason)
      throws Exception {
    Reply reply = client.reply();
    assertRefused(reply, status, reason);
    assertThat(reply.header("connection")).isEqualTo("close");
    assertThat(client.isClosed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "OPTIONS", "DELETE", "TRACE", "PATCH", "CONNECT"})
  void otherMethods_are405_andTheConnectionStays(String method) throws Exception {
    String target = method.equals("CONNECT") ? "a:80" : "/";
    RawClient client = front.client().send(method + " " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    Reply reply = client.reply();
    assertRefused(reply, 405, "POST");
    assertThat(reply.header("allow")).isEqualTo("POST");
    assertThat(client.post(keepAlive("t")).reply().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOO", "post", "Post", "PROPFIND"})
  void methodThatHttpDoesNotKnow_is501_andTheConnectionStays(String method) throws Exception {
    RawClient client = front.client().send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertRefused(client.reply(), 501, "POST");
    assertThat(client.post(keepAlive("t")).reply().status()).isEqualTo(200);
  }

  @Test
  void optionsOfAll_is405() throws Exception {
    RawClient client = front.client().send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(client.reply().header("allow")).isEqualTo("POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "a b",
        "a/b",
        "a, b",
        "user@a",
        "a:b",
        "a:65536",
        "a:80:80",
        "a%zz",
        "a%2",
        "a?b",
        "a#b",
        "a\"b",
        "<a>",
        "[::1",
        "[a]",
        "[127.0.0.1]",
        "::1",
        "http://a",
        "\u00e4"
      })
  void hostThatIsNone_is400(String host) throws Exception {
    for (String version : new String[] {"1.1", "1.0"}) {
      RawClient client =
          front.client().send("POST / HTTP/" + version + "\r\nHost: " + host + "\r\n\r\n");
      assertRefusedAndClosed(client, 400, "Host");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A.example.:80",
        "a:",
        "localhost",
        "127.0.0.1:7846",
        "[::1]",
        "[2001:DB8::1]:80",
        "xn--bcher-kva.example",
        "a_b",
        "a%20b",
        "~a!$&'()*+;="
      })
  void hostThatIsOne_isTaken(String host) throws Exception {
    String message = keepAlive("t");
    RawClient client =
        front
            .client()
            .send(
                "POST / HTTP/1.1\r\nContent-Length: %s\r\nHost: %s\r\n\r\n%s"
                    .formatted(message.length(), host, message));
    assertThat(client.reply().status()).isEqualTo(200);
  }

  /// RFC 9112, section 3.2: each target has the form that its method asks for.
  @ParameterizedTest
  @CsvSource({
    "POST, *, 400",
    "GET, *, 400",
    "POST, a:80, 400",
    "POST, a, 400",
    "POST, /#x, 400",
    "POST, /a?b#, 400",
    "POST, http://a/#x, 400",
    "POST, http:///, 400",
    "POST, http://user@a/, 400",
    "POST, http://a b/, 400",
    "POST, http:/a, 400",
    "POST, /\u00e4, 400",
    "CONNECT, /, 400",
    "CONNECT, a, 400",
    "CONNECT, http://a/, 400",
    "POST, https://a/, 421",
    "POST, HTTPS://a:443/x, 421",
    "GET, https://a/, 421",
    "POST, ftp://a/, 421"
  })
  void targetOfAnotherForm_isRefused(String method, String target, int status) throws Exception {
    RawClient client = front.client().send(method + " " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    assertRefusedAndClosed(client, status, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "//", "/a?b=%20", "/x{|}~", "http://a/", "HTTP://a:80", "http://[::1]:9?x"})
  void targetOfTheRightForm_isTaken(String target) throws Exception {
    String message = keepAlive("t");
    RawClient client =
        front
            .client()
            .send(
                "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %s\r\n\r\n%s"
                    .formatted(target, message.length(), message));
    assertThat(client.reply().status()).isEqualTo(200);
  }

  @Test
  void head_is405_withoutABody() throws Exception {
    RawClient client = front.client().send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    Reply reply = client.reply(false);
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("content-length")).isNotEqualTo("0");
    assertThat(client.post(keepAlive("t")).reply().status()).isEqualTo(200);
  }

  /// What is wrong is told in the header that goes with it, and in no other: Accept-Encoding would
  /// mean that it is the coding (RFC 9110, section 12.5.3).
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Type: application/json          | application/xml",
        "Content-Type: text/plain                | application/xml",
        "Content-Type:                           | application/xml",
        "Content-Type: ;                         | application/xml",
        "Content-Type: text/xml; charset=latin-1 | charset",
        "Content-Type: text/xml; charset=\"latin-1\" | charset",
        "Content-Type: text/xml; x=\"a           | application/xml",
        "Content-Type: text/xml; x=\"a\\\"        | application/xml",
        "Content-Type: text/xml; charset=\"utf-8 | application/xml",
        "Content-Encoding: gzip                  | accepted is identity",
        "Content-Encoding: identity, gzip        | accepted is identity"
      })
  void whatNoCodecReads_is415_andTheConnectionStays(String header, String reason) throws Exception {
    RawClient client = front.client();
    Reply reply = client.post(keepAlive("t"), header).reply();
    assertRefused(reply, 415, reason);
    boolean isCoding = header.startsWith("Content-Encoding");
    assertThat(reply.header("accept-encoding")).isEqualTo(isCoding ? "identity" : null);
    assertThat(reply.header("accept"))
        .isEqualTo(isCoding ? null : "application/ppsp-tracker+xml, application/xml, text/xml");
    assertThat(client.post(keepAlive("t")).reply().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Encoding:",
        "Content-Encoding: ,",
        "Content-Encoding: Identity, identity",
        "Content-Type: text/xml; x=\"a;charset=latin1\"",
        "Content-Type: text/xml; x=\"\\\";charset=latin1\"; charset=utf-8",
        "Content-Type: text/xml; charset=\"UTF-8\"",
        "Content-Type: text/xml; charset=\"u\\tf-8\"",
        "Content-Type: text/xml;"
      })
  void headerThatSaysNothingElse_isTaken(String header) throws Exception {
    assertThat(front.client().post(keepAlive("t"), header).reply().status()).isEqualTo(200);
  }

  /// Each header may come again, as long as it says the same.
  @Test
  void headersThatContradictEachOther_areRefused() throws Exception {
    RawClient client = front.client();
    String xml = "Content-Type: application/xml";
    assertRefused(
        client.post(keepAlive("t"), xml, "Content-Type: text/xml").reply(), 400, "Content-Type");
    String identity = "Content-Encoding: identity";
    assertRefused(
        client.post(keepAlive("t"), identity, "Content-Encoding: gzip").reply(), 415, "identity");
    assertThat(client.post(keepAlive("t"), xml, xml, identity, identity).reply().status())
        .isEqualTo(200);
    String goOn = "Expect: 100-continue";
    assertRefusedAndClosed(client.post(keepAlive("t"), goOn, "Expect: 200-ok"), 417, "continue");
  }

  @Test
  void messageThatIsNone_is400_andTheConnectionStays() throws Exception {
    RawClient client = front.client();
    assertRefused(client.post("").reply(), 400, "");
    assertRefused(client.post("<a>").reply(), 400, "");
    assertRefused(client.post("<!DOCTYPE a><a/>").reply(), 400, "DOCTYPE");
    assertThat(client.post(keepAlive("t")).reply().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xyz", "0123456789abcdef0123456789abcdeg", "1"})
  void malformedSessionToken_is400(String token) throws Exception {
    Reply reply = front.client().post(keepAlive("t"), "PPSP-Session: " + token).reply();
    assertRefused(reply, 400, "PPSP-Session");
    assertThat(reply.body()).contains("<TransactionID>t</TransactionID>");
  }

  @Test
  void twoSessionTokens_are400_unlessTheyAreTheSame() throws Exception {
    String one = "PPSP-Session: " + "1".repeat(32);
    String other = "PPSP-Session: " + "2".repeat(32);
    RawClient client = front.client();
    assertRefused(client.post(keepAlive("t"), one, other).reply(), 400, "PPSP-Session");
    assertRefused(client.post(keepAlive("t"), one, one, other).reply(), 400, "PPSP-Session");
    assertThat(client.post(keepAlive("t"), one, one).reply().status()).isEqualTo(200);
  }

  @Test
  void bodyTooLarge_is413_beforeItIsSent() throws Exception {
    RawClient client =
        front.client().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n");
    assertRefusedAndClosed(client, 413, "65536 bytes");
  }

  @Test
  void bodyTooLarge_is413_insteadOfGoOn() throws Exception {
    RawClient client = front.client().head("Expect: 100-continue", "Content-Length: 99999999999");
    assertRefusedAndClosed(client, 413, "65536 bytes");
  }

  /// The client is still sending when the answer comes, and must be able to read it.
  @Test
  void chunkedBodyTooLarge_is413_whenItIs() throws Exception {
    RawClient client =
        front.client().send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    String chunk = "1000\r\n" + "a".repeat(0x1000) + "\r\n";
    for (int i = 0; i < 20; i++) {
      client.send(chunk);
    }
    assertRefusedAndClosed(client, 413, "65536 bytes");
  }

  @Test
  void expectationThatCannotBeMet_is417() throws Exception {
    assertRefusedAndClosed(
        front.client().post(keepAlive("t"), "Expect: 200-ok"), 417, "100-continue");
  }

  @Test
  void expectContinue_isNotToldToGoOn_whenTheHeadIsWrong() throws Exception {
    RawClient client =
        front
            .client()
            .head("Expect: 100-continue", "Content-Type: text/plain", "Content-Length: 5");
    assertRefusedAndClosed(client, 415, "Content-Type");
  }

  @Test
  void longRequestLine_is414() throws Exception {
    RawClient client = front.client().send("POST /" + "a".repeat(5000) + " HTTP/1.1\r\n\r\n");
    assertRefusedAndClosed(client, 414, "4096 bytes");
  }

  @Test
  void longHeaders_are431() throws Exception {
    StringBuilder headers = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      headers.append("header-").append(i).append(": ").append("v".repeat(30)).append("\r\n");
    }
    RawClient client = front.client().send("POST / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
    assertRefusedAndClosed(client, 431, "8192 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\r\n\r\n",
        "POST\r\n\r\n",
        "POST / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n",
        "POST / HTTP/x\r\nHost: a\r\n\r\n",
        "POST / http/1.1\r\nHost: a\r\n\r\n",
        "POST / Http/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.10\r\nHost: a\r\n\r\n",
        "POST / HTTPS/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "POST / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      })
  void malformedHttp_is400(String request) throws Exception {
    assertRefusedAndClosed(front.client().send(request), 400, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST / HTTP/2.0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"})
  void otherVersionsOfHttp_are505(String request) throws Exception {
    assertRefusedAndClosed(front.client().send(request), 505, "HTTP/1.1");
  }

  /// Each could be read as one request by one server and as two by another.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 5",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: gzip, chunked, gzip",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: ,chunked",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding:",
        "Transfer-Encoding:\u000bchunked",
        "Transfer-Encoding : chunked",
        "Content-Length : 5",
        "Content-Length: 5\nX: y",
        "X: y\rContent-Length: 5",
        "X: y\r\n Content-Length: 5\r\nContent-Length: 3 3",
        "X: y\r\n z",
        "X: y\r\n\tContent-Length: 5",
        "X: y\r\n \r\nContent-Length: 0",
        "Content-Length:\r\n 5",
      })
  void whatCouldBeReadInTwoWays_is400_andEndsTheConnection(String headers) throws Exception {
    RawClient client =
        front
            .client()
            .send(
                "POST / HTTP/1.1\r\nHost: a\r\n"
                    + headers
                    + "\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    assertRefusedAndClosed(client, 400, "");
  }

  /// RFC 9112, section 6.1; where what follows cannot be read, the connection ends.
  @ParameterizedTest
  @ValueSource(strings = {"gzip, chunked", "xchunked, chunked", "identity, chunked"})
  void transferCodingThatIsNotKnown_is501_andEndsTheConnection(String coding) throws Exception {
    RawClient client =
        front
            .client()
            .send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
                    + coding
                    + "\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    assertRefusedAndClosed(client, 501, "chunked");
  }

  /// A blank before the first header, before a chunk's size, behind it, and before a trailer.
  @ParameterizedTest
  @ValueSource(
      strings = {
        " Host: a\r\n\r\n",
        "\tX: y\r\nHost: a\r\n\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n 5\r\nhello\r\n0\r\n\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n\t5\r\nhello\r\n0\r\n\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n 0\r\n\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n z\r\n\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n X: y\r\n\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n000000005\r\nhello\r\n0\r\n\r\n"
      })
  void blankThatServersReadDifferently_is400(String rest) throws Exception {
    String request = "POST / HTTP/1.1\r\n" + rest;
    assertRefusedAndClosed(front.client().send(request), 400, "");
    RawClient slow = front.client();
    for (int i = 0; i < request.length(); i++) { // however the bytes are divided
      try {
        slow.send(request.substring(i, i + 1));
      } catch (SocketException e) {
        break; // refused before the end
      }
    }
    assertRefusedAndClosed(slow, 400, "");
    assertRefusedAndClosed(front.client().send(" POST / HTTP/1.1\r\nHost: a\r\n\r\n"), 400, "");
  }

  /// Chunks of all kinds of sizes, extensions and trailers, however the bytes are divided.
  @Test
  void chunks_areRead_howeverTheyCome() throws Exception {
    String message = keepAlive("t");
    String head = "\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    String first = message.substring(0, 10);
    String rest = message.substring(10);
    String whole =
        head
            + "00A;x=\"y\"\r\n"
            + first
            + "\r\n"
            + Integer.toHexString(rest.length())
            + " ;z\r\n"
            + rest
            + "\r\n0\r\nX: y\r\n\r\n";
    String all = whole + whole + head + "0\r\n\r\n" + whole;
    RawClient client = front.client();
    Random random = new Random(3);
    for (int i = 0; i < all.length(); ) {
      int end = Math.min(all.length(), i + 1 + random.nextInt(20));
      client.send(all.substring(i, end));
      i = end;
    }
    assertThat(client.reply().status()).isEqualTo(200);
    assertThat(client.reply().status()).isEqualTo(200);
    assertThat(client.reply().status()).isEqualTo(400); // no message
    assertThat(client.reply().status()).isEqualTo(200);
  }

  @Test
  void chunkedInHttp10_is400() throws Exception {
    RawClient client =
        front.client().send("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    assertRefusedAndClosed(client, 400, "");
  }

  /// Thousands of broken requests, some by chance, some valid ones with a few bytes changed: each
  /// connection ends in some way, and the front answers as before.
  @Test
  void garbage_leavesTheFrontAnswering() throws Exception {
    Random random = new Random(7);
    String message = keepAlive("t");
    byte[] valid =
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + message.length() + "\r\n\r\n" + message)
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes;
      if (i % 3 == 0) {
        bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
      } else {
        bytes = Arrays.copyOf(valid, 1 + random.nextInt(valid.length));
        for (int k = random.nextInt(8); k > 0; k--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      try (RawClient client = new RawClient(front.front.address())) {
        client.send(bytes).endInput();
        while (!client.isClosed()) {}
      }
    }
    assertThat(front.client().post(message).reply().status()).isEqualTo(200);
  }
}
