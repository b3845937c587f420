package org.ppsp.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.server.http.Messages.keepAlive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.RawClient.Reply;
import org.ppsp.server.proxy.Proxies;
import org.ppsp.server.proxy.ProxyHeader;

/// Proxies, and clients that pretend to be some. Requests are refused with the address that they
/// seem to come from as the reason.
class ProxyTest {
  private static final Requests WHO =
      (request, sender, later) ->
          Answer.of(
              Response.Refusal.of(
                  request,
                  Status.FORBIDDEN_ACTION,
                  sender.caller().ip() + " " + sender.caller().port()));

  private static Front front(String trusted, ProxyHeader header) throws IOException {
    return front(trusted, header, Duration.ofSeconds(30));
  }

  private static Front front(String trusted, ProxyHeader header, Duration patience)
      throws IOException {
    Front.Settings settings = new Front.Settings();
    settings.proxies = new Proxies(List.of(IpNetwork.parse(trusted)), header);
    settings.requestTimeout = patience;
    return Front.with(settings, WHO);
  }

  private static String who(Reply reply) {
    assertThat(reply.status()).isEqualTo(403);
    return ((Response.Refusal) Messages.read(reply)).reason();
  }

  @Test
  void header_ofATrustedProxy_isBelieved_eachRequestAnew() throws Exception {
    try (Front front = front("127.0.0.1", ProxyHeader.X_FORWARDED_FOR)) {
      RawClient proxy = front.client();
      assertThat(who(proxy.post(keepAlive("1"), "X-Forwarded-For: 203.0.113.9:80").reply()))
          .isEqualTo("203.0.113.9 80");
      assertThat(who(proxy.post(keepAlive("2"), "x-forwarded-for: 2001:db8::2").reply()))
          .isEqualTo("2001:db8::2 0");
      assertThat(who(proxy.post(keepAlive("3")).reply())).startsWith("127.0.0.1 ");
      assertThat(
              who(
                  proxy
                      .post(keepAlive("4"), "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 1.2.3.4")
                      .reply()))
          .startsWith("1.2.3.4 ");
    }
  }

  @ParameterizedTest
  @CsvSource({"FORWARDED, 'for=6.6.6.6', 6.6.6.6", "X_FORWARDED_FOR, 'x', 7.7.7.7"})
  void onlyTheHeaderThatIsConfigured_isLookedAt(ProxyHeader header, String forwarded, String who)
      throws Exception {
    try (Front front = front("127.0.0.1", header)) {
      Reply reply =
          front
              .client()
              .post(keepAlive("1"), "Forwarded: " + forwarded, "X-Forwarded-For: 7.7.7.7")
              .reply();
      assertThat(who(reply)).startsWith(who + " ");
    }
  }

  /// RFC 9110, section 7.4: it may have ended TLS.
  @ParameterizedTest
  @CsvSource({"127.0.0.1, 403", "10.0.0.0/8, 421"})
  void targetOfHttps_isForTrustedProxiesOnly(String trusted, int status) throws Exception {
    try (Front front = front(trusted, ProxyHeader.X_FORWARDED_FOR)) {
      String message = keepAlive("1");
      Reply reply =
          front
              .client()
              .send(
                  "POST https://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: %s\r\n\r\n%s"
                      .formatted(message.length(), message))
              .reply();
      assertThat(reply.status()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FORWARDED", "X_FORWARDED_FOR"})
  void header_ofAnyoneElse_isNotLookedAt(ProxyHeader header) throws Exception {
    try (Front front = front("10.0.0.0/8", header)) {
      Reply reply =
          front
              .client()
              .post(
                  keepAlive("1"), "Forwarded: for=\"10.0.0.1", "X-Forwarded-For: rubbish, 1.1.1.1")
              .reply();
      assertThat(who(reply)).startsWith("127.0.0.1 ");
    }
  }

  @Test
  void malformedHeader_ofATrustedProxy_is400_andTheConnectionGoesOn() throws Exception {
    try (Front front = front("127.0.0.1", ProxyHeader.FORWARDED)) {
      RawClient proxy = front.client();
      Reply reply = proxy.post(keepAlive("1"), "Forwarded: for=\"1.2.3.4").reply();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).contains("Forwarded is malformed");
      assertThat(front.refusals.of(Reason.BAD_PROXY)).isEqualTo(1);
      assertThat(who(proxy.post(keepAlive("2"), "Forwarded: for=1.2.3.4").reply()))
          .startsWith("1.2.3.4 ");
      assertThat(proxy.head("Forwarded: x", "Expect: 100-continue", "Content-Length: 9").reply())
          .satisfies(refused -> assertThat(refused.status()).isEqualTo(400));
    }
  }

  /// Forms in which one server sees the header and another does not.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For : 6.6.6.6",
        "X-Forwarded-For\t: 6.6.6.6",
        "\u0000X-Forwarded-For: 6.6.6.6",
        "X-Forwarded-For: 1.1.1.1\rX-Forwarded-For: 6.6.6.6",
        "X-Forwarded-For\u000b: 6.6.6.6"
      })
  void smuggledHeader_is400(String line) throws Exception {
    try (Front front = front("127.0.0.1", ProxyHeader.X_FORWARDED_FOR)) {
      RawClient client = front.client().post(keepAlive("1"), "X-Forwarded-For: 203.0.113.9", line);
      assertThat(client.reply().status()).isEqualTo(400);
      assertThat(front.refusals.of(Reason.MALFORMED) + front.refusals.of(Reason.BAD_PROXY))
          .isEqualTo(1);
    }
  }

  @Test
  void otherNames_areOtherHeaders() throws Exception {
    try (Front front = front("127.0.0.1", ProxyHeader.X_FORWARDED_FOR)) {
      RawClient client =
          front
              .client()
              .post(
                  keepAlive("1"),
                  "X_Forwarded_For: 6.6.6.6",
                  "X-Forwarded-For: 203.0.113.9",
                  "Transfer-Encodin: chunked");
      assertThat(who(client.reply())).startsWith("203.0.113.9 ");
    }
  }

  /// A second request in the body of the first does not come from someone else.
  @Test
  void requestInABody_isNoRequest() throws Exception {
    try (Front front = front("127.0.0.1", ProxyHeader.X_FORWARDED_FOR)) {
      RawClient proxy =
          front
              .client()
              .post(
                  "POST / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n",
                  "X-Forwarded-For: 203.0.113.9");
      assertThat(proxy.reply().status()).isEqualTo(400);
      assertThat(who(proxy.post(keepAlive("2"), "X-Forwarded-For: 203.0.113.10").reply()))
          .startsWith("203.0.113.10 ");
    }
  }

  // ---- the PROXY protocol

  private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

  /// Version 2.
  ///
  /// @param kind version and command, family and protocol, as hexadecimal digits
  private static byte[] second(String kind, String body) {
    byte[] bytes = HexFormat.of().parseHex(body);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    out.writeBytes(HexFormat.of().parseHex(kind));
    out.writeBytes(ByteBuffer.allocate(2).putShort((short) bytes.length).array());
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  private static final String V4 = "cb007109" + "7f000001" + "1267" + "1ea6";
  private static final String V6 =
      "20010db8000000000000000000000001" + "00000000000000000000000000000001" + "1267" + "1ea6";

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 203.0.113.9 127.0.0.1 4711 7846, 203.0.113.9 4711",
    "PROXY TCP6 2001:db8::1 ::1 4711 7846, 2001:db8::1 4711",
    "PROXY UNKNOWN, :: 0",
    "PROXY UNKNOWN 6.6.6.6 6.6.6.6 1 1, :: 0",
    "PROXY TCP4 127.0.0.1 127.0.0.1 4711 7846, 127.0.0.1 0"
  })
  void firstVersion_isTakenFromATrustedProxy(String header, String who) throws Exception {
    try (Front front = front("127.0.0.1", ProxyHeader.PROXY_PROTOCOL)) {
      RawClient proxy = front.client().send(header + "\r\n");
      assertThat(who(proxy.post(keepAlive("1"), "X-Forwarded-For: 6.6.6.6").reply()))
          .startsWith(who);
      assertThat(who(proxy.post(keepAlive("2")).reply())).startsWith(who);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2111, " + V4 + ", 203.0.113.9 4711",
    "2111, " + V4 + "04000401020304, 203.0.113.9 4711",
    "2121, " + V6 + ", 2001:db8::1 4711",
    "2011, " + V4 + ", 127.0.0.1",
    "2000, '', 127.0.0.1",
    "2100, '', :: 0"
  })
  void secondVersion_isTakenFromATrustedProxy(String kind, String body, String who)
      throws Exception {
    try (Front front = front("127.0.0.1", ProxyHeader.PROXY_PROTOCOL)) {
      RawClient proxy = front.client();
      for (byte b : second(kind, body)) {
        proxy.send(new byte[] {b});
      }
      assertThat(who(proxy.post(keepAlive("1")).reply())).startsWith(who);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: a\r\n\r\n",
        "PROXY TCP4 203.0.113.9 127.0.0.1 4711\r\n",
        "PROXY TCP4 203.0.113.9 127.0.0.1 0 7846\r\n",
        "PROXY TCP4 203.0.113.9 127.0.0.1 65536 7846\r\n",
        "PROXY TCP4 2001:db8::1 ::1 4711 7846\r\n",
        "PROXY TCP4 0.0.0.0 127.0.0.1 4711 7846\r\n",
        "PROXY TCP6 ff02::1 ::1 4711 7846\r\n",
        "PROXY TCP4 x y z z\r\n",
        "PROXY\r\n_______",
        "proxy UNKNOWN\r\n"
      })
  void otherBeginning_ofATrustedProxy_isCutOff(String bytes) throws Exception {
    try (Front front = front("127.0.0.1", ProxyHeader.PROXY_PROTOCOL)) {
      assertThat(front.client().send(bytes).isClosed()).isTrue();
      awaitCount(front, 1);
    }
  }

  /// The client may see the end before it is counted.
  private static void awaitCount(Front front, long count) {
    while (front.refusals.of(Reason.BAD_PROXY) < count) {
      Thread.onSpinWait();
    }
    assertThat(front.refusals.of(Reason.BAD_PROXY)).isEqualTo(count);
  }

  @Test
  void headerWithoutEnd_isCutOff() throws Exception {
    try (Front front = front("127.0.0.1", ProxyHeader.PROXY_PROTOCOL)) {
      assertThat(front.client().send("PROXY TCP4 " + "1".repeat(200)).isClosed()).isTrue();
      byte[] wide = second("2111", V4 + "00".repeat(60_000));
      assertThat(front.client().send(Arrays.copyOf(wide, 5000)).isClosed()).isTrue();
      awaitCount(front, 2);
    }
  }

  @Test
  void headerThatIsLate_isCutOff() throws Exception {
    try (Front front = front("127.0.0.1", ProxyHeader.PROXY_PROTOCOL, Duration.ofMillis(100))) {
      assertThat(front.client().send("PROXY TCP4").isClosed()).isTrue();
      assertThat(front.client().isClosed()).isTrue();
      assertThat(front.refusals.of(Reason.TIMEOUT)).isEqualTo(2);
    }
  }

  @Test
  void header_ofAnyoneElse_isNoHttp() throws Exception {
    try (Front front = front("10.0.0.0/8", ProxyHeader.PROXY_PROTOCOL)) {
      RawClient stranger = front.client().send("PROXY TCP4 6.6.6.6 127.0.0.1 4711 7846\r\n");
      assertThat(stranger.post(keepAlive("1")).reply().status()).isEqualTo(400);
      RawClient other = front.client().send(second("2111", V4));
      assertThat(other.post(keepAlive("1")).reply().status()).isEqualTo(400);
      assertThat(who(front.client().post(keepAlive("1")).reply())).startsWith("127.0.0.1 ");
      assertThat(front.refusals.of(Reason.MALFORMED)).isEqualTo(2);
    }
  }

  @Test
  void secondHeader_isNoHttp() throws Exception {
    try (Front front = front("127.0.0.1", ProxyHeader.PROXY_PROTOCOL)) {
      RawClient proxy = front.client().send("PROXY TCP4 203.0.113.9 127.0.0.1 4711 7846\r\n");
      proxy.send("PROXY TCP4 6.6.6.6 127.0.0.1 4711 7846\r\n".getBytes(ISO_8859_1));
      assertThat(proxy.post(keepAlive("1")).reply().status()).isEqualTo(400);
    }
  }
}
