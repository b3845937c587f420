package org.ppsp.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.server.http.Messages.keepAlive;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.xml.XmlCodec;
import org.ppsp.server.http.RawClient.Reply;
import org.ppsp.tracker.Caller;

class HttpFrontTest {
  private static TransactionId id(String value) {
    return new TransactionId(value);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void everyTransport_answers(Transport transport) throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.transport = transport;
    try (Front front = Front.with(settings, Front.KEEP_ALIVE)) {
      Reply reply = front.client().post(keepAlive("t1")).reply();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("content-type")).isEqualTo("application/ppsp-tracker+xml");
      assertThat(reply.header("date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8} GMT");
      assertThat(reply.header("connection")).isNull();
      assertThat(Messages.read(reply)).isEqualTo(new Response.KeepAlive(id("t1"), null));
    }
  }

  @Test
  void anOrdinaryClient_isServed() throws Exception {
    try (Front front = Front.start();
        HttpClient client = HttpClient.newHttpClient()) {
      URI url = URI.create("http://127.0.0.1:" + front.front.address().getPort() + "/any/path?a=b");
      for (String transaction : List.of("t1", "t2")) {
        var reply =
            client.send(
                HttpRequest.newBuilder(url)
                    .POST(HttpRequest.BodyPublishers.ofString(keepAlive(transaction)))
                    .build(),
                BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).contains("<TransactionID>" + transaction + "<");
      }
      assertThat(front.front.connections()).isEqualTo(1);
    }
  }

  @Test
  void pipelinedRequests_areAnsweredInOrder() throws Exception {
    try (Front front = Front.start()) {
      int count = 2000;
      RawClient client = front.client();
      Thread sender =
          Thread.startVirtualThread(
              () -> {
                try {
                  for (int i = 0; i < count; i++) {
                    client.post(keepAlive("t" + i));
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      for (int i = 0; i < count; i++) {
        assertThat(Messages.read(client.reply()).transactionId()).isEqualTo(id("t" + i));
      }
      sender.join();
    }
  }

  /// An answer that takes time: the next request waits for it, wherever it has already got to.
  @Test
  void pipelinedRequests_areAnsweredInOrder_whenOneTakesTime() throws Exception {
    BlockingQueue<Consumer<Answer>> taken = new ArrayBlockingQueue<>(1);
    List<TransactionId> order = new ArrayList<>();
    Requests requests =
        (request, sender, later) -> {
          order.add(request.transactionId());
          if (request.transactionId().equals(id("slow"))) {
            taken.add(later);
            return null;
          }
          return Answer.of(Front.answer(request));
        };
    try (Front front = Front.start(requests)) {
      RawClient client = front.client();
      client.post(keepAlive("a")).post(keepAlive("slow"));
      for (int i = 0; i < 500; i++) {
        client.post(keepAlive("n" + i));
      }
      client.endInput();
      assertThat(Messages.read(client.reply()).transactionId()).isEqualTo(id("a"));
      Consumer<Answer> later = taken.poll(10, TimeUnit.SECONDS);
      assertThat(order).containsExactly(id("a"), id("slow"));
      later.accept(Answer.of(new Response.KeepAlive(id("slow"), null)));
      later.accept(Answer.of(new Response.KeepAlive(id("twice"), null))); // of no effect
      assertThat(Messages.read(client.reply()).transactionId()).isEqualTo(id("slow"));
      for (int i = 0; i < 500; i++) {
        assertThat(Messages.read(client.reply()).transactionId()).isEqualTo(id("n" + i));
      }
      assertThat(client.isClosed()).isTrue();
    }
  }

  /// A client may close its sending side at once, as `nc` does, and the answer may come when the
  /// server has long noticed.
  @Test
  void halfClosedConnection_isStillAnswered() throws Exception {
    BlockingQueue<Consumer<Answer>> taken = new ArrayBlockingQueue<>(1);
    try (Front front =
        Front.start(
            (request, sender, later) -> {
              if (request.transactionId().equals(id("other"))) {
                return Answer.of(Front.answer(request));
              }
              taken.add(later);
              return null;
            })) {
      RawClient client = front.client().post(keepAlive("t")).endInput();
      Consumer<Answer> later = taken.poll(10, TimeUnit.SECONDS);
      for (int i = 0; i < 50; i++) { // on whichever loop: it has seen the end by then
        assertThat(front.client().post(keepAlive("other")).reply().status()).isEqualTo(200);
      }
      later.accept(Answer.of(new Response.KeepAlive(id("t"), null)));
      assertThat(Messages.read(client.reply()).transactionId()).isEqualTo(id("t"));
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void clientThatHasGone_isOfNoConsequence() throws Exception {
    BlockingQueue<Consumer<Answer>> taken = new ArrayBlockingQueue<>(1);
    try (Front front =
        Front.start(
            (request, sender, later) -> {
              taken.add(later);
              return null;
            })) {
      RawClient client = front.client().post(keepAlive("t"));
      Consumer<Answer> later = taken.poll(10, TimeUnit.SECONDS);
      client.close();
      later.accept(Answer.of(new Response.KeepAlive(id("t"), null)));
      front.client().post(keepAlive("t"));
      taken.poll(10, TimeUnit.SECONDS).accept(Answer.of(new Response.KeepAlive(id("t"), null)));
    }
  }

  @Test
  void body_mayComeByteByByte() throws Exception {
    try (Front front = Front.start()) {
      RawClient client = front.client();
      String message = keepAlive("t");
      String all = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + message.length() + "\r\n\r\n";
      for (byte b : (all + message).getBytes(java.nio.charset.StandardCharsets.US_ASCII)) {
        client.send(new byte[] {b});
      }
      assertThat(client.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void body_mayBeChunked_withExtensionsAndTrailers() throws Exception {
    try (Front front = Front.start()) {
      RawClient client = front.client();
      StringBuilder chunks = new StringBuilder();
      for (char c : keepAlive("t").toCharArray()) {
        chunks.append("1;name=value\r\n").append(c).append("\r\n");
      }
      for (int i = 0; i < 2; i++) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        client.send(chunks + "0\r\nTrailer: x\r\n\r\n");
        assertThat(client.reply().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void bodyOfTheMostBytes_isRead() throws Exception {
    try (Front front = Front.start()) {
      String message = keepAlive("t");
      message = message + " ".repeat(65_536 - message.length());
      assertThat(front.client().post(message).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void expectContinue_isToldToGoOn() throws Exception {
    try (Front front = Front.start()) {
      RawClient client = front.client();
      String message = keepAlive("t");
      for (int i = 0; i < 2; i++) {
        client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: "
                + message.length()
                + "\r\n\r\n");
        assertThat(client.line()).isEqualTo("HTTP/1.1 100 Continue");
        assertThat(client.line()).isEmpty();
        assertThat(client.send(message).reply().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void connectionClose_isHonoured() throws Exception {
    try (Front front = Front.start()) {
      RawClient client = front.client().post(keepAlive("t"), "Connection: close");
      assertThat(client.reply().header("connection")).isEqualTo("close");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void http10_isClosed_unlessItAsksForKeepAlive() throws Exception {
    try (Front front = Front.start()) {
      String message = keepAlive("t");
      String length = "Content-Length: " + message.length() + "\r\n\r\n" + message;
      RawClient client = front.client();
      client.send("POST / HTTP/1.0\r\nConnection: keep-alive\r\n" + length);
      assertThat(client.reply().header("connection")).isEqualTo("keep-alive");
      client.send("POST / HTTP/1.0\r\n" + length);
      assertThat(client.reply().header("connection")).isEqualTo("close");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/ppsp-tracker+xml",
        "application/xml",
        "text/xml",
        "Text/XML; charset=\"UTF-8\"",
        "application/xml;charset=utf-16",
        "application/xml ; charset=us-ascii; other=1"
      })
  void mediaTypesOfXml_areRead(String type) throws Exception {
    try (Front front = Front.start()) {
      RawClient client = front.client().post(keepAlive("t"), "Content-Type: " + type);
      assertThat(client.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void sessionToken_goesBothWays() throws Exception {
    SessionToken token = new SessionToken(1, 2);
    AtomicReference<Caller> seen = new AtomicReference<>();
    Requests requests =
        (request, sender, later) -> {
          seen.set(sender.caller());
          return Answer.of(new Response.Connect(request.transactionId(), null, 30, token));
        };
    try (Front front = Front.start(requests)) {
      RawClient client = front.client();
      String message = Messages.request("CONNECT", "t", "peer");
      assertThat(client.post(message).reply().header(SessionToken.HEADER)).isEqualTo(token.text());
      assertThat(seen.get().session()).isNull();
      assertThat(seen.get().ip()).isEqualTo(IpAddress.parse("127.0.0.1"));
      assertThat(seen.get().port()).isPositive();
      client.post(message, "PPSP-SESSION: " + token.text()).reply();
      assertThat(seen.get().session()).isEqualTo(token);
    }
  }

  /// Exactly, for such a peer waits for itself alone; a 503 spreads those it turns away.
  @Test
  void refusalWithATimeToWait_saysRetryAfter() throws Exception {
    try (Front front =
        Front.start(
            (request, sender, later) ->
                Answer.of(
                    Response.Refusal.of(request, Status.FORBIDDEN_ACTION, "why").retryAfter(42)))) {
      Reply reply = front.client().post(keepAlive("t")).reply();
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.header("retry-after")).isEqualTo("42");
    }
  }

  /// Statuses and HTTP statuses, specification, section 2.
  @ParameterizedTest
  @EnumSource(value = Status.class, mode = EnumSource.Mode.EXCLUDE, names = "SUCCESSFUL")
  void refusals_haveTheirHttpStatus(Status status) throws Exception {
    int[] expected = {200, 400, 400, 403, 500, 503, 401};
    try (Front front =
        Front.start(
            (request, sender, later) -> Answer.of(Response.Refusal.of(request, status, "why")))) {
      RawClient client = front.client();
      Reply reply = client.post(keepAlive("t")).reply();
      assertThat(reply.status()).isEqualTo(expected[status.code()]);
      if (status == Status.SERVICE_UNAVAILABLE) {
        assertThat(Long.parseLong(reply.header("retry-after"))).isBetween(7L, 10L);
      } else {
        assertThat(reply.header("retry-after")).isNull();
      }
      assertThat(Messages.read(reply).status()).isEqualTo(status);
      assertThat(client.post(keepAlive("t")).reply().status()).isEqualTo(reply.status());
    }
  }

  @Test
  void unexpectedFailure_tellsNothingOfItself() throws Exception {
    try (Front front =
        Front.start(
            (request, sender, later) -> {
              throw new IllegalStateException("secret");
            })) {
      RawClient client = front.client();
      for (int i = 0; i < 2; i++) {
        Reply reply = client.post(keepAlive("t")).reply();
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body()).doesNotContain("secret").doesNotContain("Exception");
        assertThat(Messages.read(reply).status()).isEqualTo(Status.INTERNAL_ERROR);
        assertThat(Messages.read(reply).transactionId()).isEqualTo(id("t"));
      }
    }
  }

  /// A codec of another media type, which cannot write what succeeded.
  @Test
  void answerThatCannotBeWritten_isAnInternalError() throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.codecs = List.of(new HalfCodec());
    try (Front front = Front.with(settings, Front.KEEP_ALIVE)) {
      RawClient client = front.client();
      for (int i = 0; i < 2; i++) {
        Reply reply = client.post(keepAlive("t"), "Content-Type: application/half").reply();
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.header("content-type")).isEqualTo("application/half");
        assertThat(Messages.read(reply).status()).isEqualTo(Status.INTERNAL_ERROR);
      }
    }
  }

  private static final class HalfCodec implements Codec {
    private final Codec xml = new XmlCodec();

    @Override
    public String mediaType() {
      return "application/half";
    }

    @Override
    public Request decodeRequest(byte[] bytes, int offset, int length, DecodeLimits limits)
        throws ProtocolException {
      return xml.decodeRequest(bytes, offset, length, limits);
    }

    @Override
    public List<String> mediaTypes() {
      return List.of(mediaType());
    }

    @Override
    public List<String> charsets() {
      return List.of("utf-8", "utf-16", "us-ascii");
    }

    @Override
    public boolean canEncode(Request request) {
      return false;
    }

    @Override
    public Response decodeResponse(
        Request request, byte[] bytes, int offset, int length, DecodeLimits limits) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void encode(Request request, ByteWriter out) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void encode(Response response, ByteWriter out) {
      out.utf8("<PPSP");
      if (response.status() == Status.SUCCESSFUL) {
        throw new UnsupportedOperationException("cannot write " + response);
      }
      xml.encode(response, out.clear());
    }
  }
}
