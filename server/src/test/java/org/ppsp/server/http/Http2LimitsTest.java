package org.ppsp.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ppsp.server.http.Messages.keepAlive;
import static org.ppsp.server.http.RawHttp2.CONTINUATION;
import static org.ppsp.server.http.RawHttp2.DATA;
import static org.ppsp.server.http.RawHttp2.END_HEADERS;
import static org.ppsp.server.http.RawHttp2.END_STREAM;
import static org.ppsp.server.http.RawHttp2.ENHANCE_YOUR_CALM;
import static org.ppsp.server.http.RawHttp2.GOAWAY;
import static org.ppsp.server.http.RawHttp2.HEADERS;
import static org.ppsp.server.http.RawHttp2.NO_ERROR;
import static org.ppsp.server.http.RawHttp2.PING;
import static org.ppsp.server.http.RawHttp2.PRIORITY;
import static org.ppsp.server.http.RawHttp2.PROTOCOL_ERROR;
import static org.ppsp.server.http.RawHttp2.REFUSED_STREAM;
import static org.ppsp.server.http.RawHttp2.RST_STREAM;
import static org.ppsp.server.http.RawHttp2.SETTINGS;
import static org.ppsp.server.http.RawHttp2.WINDOW_UPDATE;

import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;
import org.ppsp.server.http.RawClient.Reply;
import org.ppsp.server.http.RawHttp2.Frame;
import org.ppsp.server.security.TlsEngine;
import org.ppsp.testkit.TestAuthority;

/// Slow, broken and hostile clients of HTTP/2, and the end.
@ParameterizedClass
@EnumSource(
    value = TlsEngine.class,
    names = {"BORINGSSL", "JDK"})
class Http2LimitsTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final byte[] CANCEL = {0, 0, 0, 8};

  @Parameter private TlsEngine engine;
  @TempDir private Path folder;

  private final Front.Settings settings = new Front.Settings();
  private final List<RawHttp2> clients = new ArrayList<>();
  private TestAuthority authority;
  private @Nullable Front front;

  @BeforeEach
  void issue() throws Exception {
    authority = TestAuthority.in(folder);
    SslContext context = Http2Test.tls(engine, authority.issue("tracker", "127.0.0.1"), null);
    settings.tls = () -> context;
  }

  @AfterEach
  void close() throws IOException {
    for (RawHttp2 client : clients) {
      client.close();
    }
    if (front != null) {
      front.close();
    }
  }

  private void start() throws IOException {
    start(Front.KEEP_ALIVE);
  }

  private void start(Requests requests) throws IOException {
    front = Front.with(settings, requests);
  }

  private RawHttp2 client(int... settings) throws IOException {
    RawHttp2 client = RawHttp2.connect(front.front.address(), authority.trust(), settings);
    clients.add(client);
    return client;
  }

  private static void assertRefused(Reply reply, int status, String reason) {
    assertThat(reply.status()).isEqualTo(status);
    Response response = Messages.read(reply);
    assertThat(((Response.Refusal) response).reason()).contains(reason);
  }

  private static void assertReset(RawHttp2 client, int stream, int error) throws IOException {
    Frame reset = client.next(RST_STREAM);
    assertThat(reset.stream()).isEqualTo(stream);
    assertThat(reset.error()).isEqualTo(error);
  }

  private static void assertAnswers(RawHttp2 client, int stream) throws IOException {
    assertThat(client.post(stream, keepAlive("t")).reply(stream).status()).isEqualTo(200);
  }

  private static int endOf(RawHttp2 client, byte[] bytes, int times) throws IOException {
    try {
      for (int i = 0; i < times; i++) {
        client.send(bytes);
      }
    } catch (SocketException | SSLException e) {
      // closed while we were sending
    }
    return client.end();
  }

  // ---- what is said at the beginning

  @Test
  void limits_areTold() throws Exception {
    start();
    ByteBuffer told = client().next(SETTINGS).payload();
    Map<Integer, Integer> values = new HashMap<>();
    while (told.hasRemaining()) {
      values.put((int) told.getShort(), told.getInt());
    }
    assertThat(values)
        .containsEntry(3, 100) // streams
        .containsEntry(4, 65_536) // the largest body
        .containsEntry(6, 8192); // headers
  }

  @Test
  void whatIsNoHttp2_endsTheConnection() throws Exception {
    start();
    for (String bytes :
        List.of("POST / HTTP/1.1\r\nHost: a\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nXX\r\n")) {
      try (RawHttp2 client = RawHttp2.silent(front.front.address(), authority.trust())) {
        client.send(bytes.getBytes(ISO_8859_1));
        assertThat(client.end()).isEqualTo(PROTOCOL_ERROR);
      }
    }
    assertAnswers(client(), 1);
  }

  // ---- malformed requests

  @Test
  void requestsThatAreMalformed_endTheirStreamOnly() throws Exception {
    start();
    RawHttp2 client = client();
    String[][] heads = {
      {":method", "POST", ":path", "/"},
      {":method", "POST", ":scheme", "https", ":authority", "a"},
      {":method", "POST", ":scheme", "https", ":authority", "a", ":path", ""},
      {":scheme", "https", ":path", "/", ":authority", "a"},
      {":method", "POST", ":scheme", "https", ":path", "/", ":status", "200"},
      {":method", "POST", ":scheme", "https", ":path", "/", ":authority", "a", ":x", "y"},
      {":method", "POST", ":scheme", "https", ":path", "/", "x", "y", ":authority", "a"},
      {":method", "POST", ":method", "GET", ":scheme", "https", ":path", "/", ":authority", "a"},
      {"connection", "close"},
      {"keep-alive", "1"},
      {"proxy-connection", "x"},
      {"transfer-encoding", "chunked"},
      {"upgrade", "x"},
      {"te", "gzip"},
      {"Content-Type", "text/xml"},
      {"x y", "z"},
      {"content-length", "5"},
      {"content-length", "-5"},
      {"content-length", "x"},
      {"content-length", "0", "content-length", "5"},
      {":method", "POST", ":scheme", "https", ":authority", "a", ":path", "/a\r\nb"},
      {":method", "POST", ":scheme", "https", ":authority", "a", ":path", "/", "x", "a\r\nb: c"},
    };
    int stream = 1;
    for (String[] head : heads) {
      if (head[0].startsWith(":")) {
        client.headers(stream, true, head);
      } else {
        client.head(stream, true, head);
      }
      assertReset(client, stream, PROTOCOL_ERROR);
      stream += 2;
    }
    assertAnswers(client, stream);
  }

  @Test
  void requestsThatHttp11WouldNotHave_are400() throws Exception {
    start();
    RawHttp2 client = client();
    String[][] heads = {
      {":method", "P ST", ":scheme", "https", ":authority", "a", ":path", "/"},
      {":method", "POST", ":scheme", "https", ":path", "/"},
      {":method", "POST", ":scheme", "https", ":authority", "a", ":path", "/", "host", "b"},
      {
        ":method",
        "POST",
        ":scheme",
        "https",
        ":authority",
        "a",
        ":path",
        "/",
        "content-type",
        "application/xml",
        "content-type",
        "text/xml"
      },
      {":method", "POST", ":scheme", "https", ":path", "/", "host", "a", "host", "a"},
    };
    int stream = 1;
    for (String[] head : heads) {
      assertRefused(client.headers(stream, true, head).reply(stream), 400, "");
      stream += 2;
    }
    String[][] good = {
      {":method", "POST", ":scheme", "https", ":authority", "a", ":path", "/", "host", "A"},
      {":method", "POST", ":scheme", "https", ":path", "/", "host", "a"}
    };
    for (String[] head : good) {
      client.headers(stream, false, head).data(stream, true, keepAlive("t"));
      assertThat(client.reply(stream).status()).isEqualTo(200);
      stream += 2;
    }
    client.headers(stream, true, ":method", "CONNECT", ":authority", "a:1");
    assertThat(client.reply(stream).header("allow")).isEqualTo("POST");
  }

  @Test
  void bodyOfAnotherLengthThanSaid_endsItsStream() throws Exception {
    start();
    RawHttp2 client = client();
    client.head(1, false, "content-length", "5").data(1, true, "four");
    assertReset(client, 1, PROTOCOL_ERROR);
    client.head(3, false, "content-length", "5").data(3, false, "sixsix");
    assertReset(client, 3, PROTOCOL_ERROR);
    String message = keepAlive("t");
    client.post(5, message, "content-length", message.length() + "");
    assertThat(client.reply(5).status()).isEqualTo(200);
  }

  @Test
  void bodyInParts_withTrailers_isRead() throws Exception {
    start();
    RawHttp2 client = client().head(1, false, "te", "trailers");
    for (char c : keepAlive("t").toCharArray()) {
      client.data(1, false, "" + c);
    }
    client.headers(1, true, "x-checksum", "1");
    assertThat(client.reply(1).status()).isEqualTo(200);
    client.head(3, false).data(3, false, "<a/>").headers(3, true, ":path", "/");
    assertReset(client, 3, PROTOCOL_ERROR);
  }

  @Test
  void expectationThatCannotBeMet_is417() throws Exception {
    start();
    RawHttp2 client = client().head(1, false, "expect", "200-ok");
    assertRefused(client.reply(1), 417, "100-continue");
    assertReset(client, 1, NO_ERROR);
    client.head(3, false, "expect", "100-continue");
    assertThat(client.next(HEADERS).has(END_STREAM)).isFalse();
    assertThat(client.data(3, true, keepAlive("t")).reply(3).status()).isEqualTo(200);
  }

  // ---- too much

  @Test
  void bodyTooLarge_is413_andNoMoreIsWanted() throws Exception {
    start();
    RawHttp2 client = client().head(1, false, "content-length", "65537");
    assertRefused(client.reply(1), 413, "65536 bytes");
    assertReset(client, 1, NO_ERROR);
    client.data(1, false, "late");
    client.head(3, false);
    for (int i = 0; i < 5; i++) {
      client.data(3, false, " ".repeat(16_000));
    }
    assertRefused(client.reply(3), 413, "65536 bytes");
    assertReset(client, 3, NO_ERROR);
    assertAnswers(client, 5);
  }

  @Test
  void longHeaders_are431() throws Exception {
    start();
    RawHttp2 client = client().head(1, false, "x", "v".repeat(8192));
    assertRefused(client.reply(1), 431, "8192 bytes");
    assertReset(client, 1, NO_ERROR);
    client.head(3, false).headers(3, true, "x", "v".repeat(8192));
    assertReset(client, 3, PROTOCOL_ERROR);
    assertAnswers(client, 5);
  }

  /// A name and value once, and then again and again for one byte each.
  @Test
  void headersThatUnfold_endTheConnection() throws Exception {
    start();
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.writeBytes(RawHttp2.block(":method", "POST", ":scheme", "https", ":path", "/"));
    byte[] field = RawHttp2.block("x", "v".repeat(3000));
    field[0] = 0x40; // to be kept in the table
    bomb.writeBytes(field);
    byte[] again = new byte[10_000];
    Arrays.fill(again, (byte) (0x80 | 62));
    bomb.writeBytes(again);
    RawHttp2 client = client().frame(HEADERS, END_HEADERS | END_STREAM, 1, bomb.toByteArray());
    assertThat(client.end()).isPositive();
    assertAnswers(client(), 1);
  }

  @Test
  void continuationsWithoutEnd_endTheConnection() throws Exception {
    start();
    for (byte[] more : new byte[][] {{}, {0}, RawHttp2.block("x", "v".repeat(1000))}) {
      RawHttp2 client = client().frame(HEADERS, 0, 1, RawHttp2.block(":method", "POST"));
      assertThat(endOf(client, RawHttp2.bytes(CONTINUATION, 0, 1, more), 100))
          .isNotEqualTo(NO_ERROR);
    }
    assertAnswers(client(), 1);
  }

  @Test
  void streamsBeyondTheLimit_areRefused() throws Exception {
    start();
    RawHttp2 client = client();
    for (int stream = 1; stream <= 201; stream += 2) {
      client.head(stream, false);
    }
    assertReset(client, 201, REFUSED_STREAM);
    assertThat(client.data(1, true, keepAlive("t")).reply(1).status()).isEqualTo(200);
    assertAnswers(client, 203);
  }

  @Test
  void tooManyBodiesInParts_are503() throws Exception {
    start();
    RawHttp2 client = client();
    String part = " ".repeat(16_000);
    int stream = 1;
    for (int i = 0; i < 66; i++) { // of 4 x 16,000 bytes: 16 of 65,536 hold 16.4 of them
      if (i % 4 == 0) {
        stream = 1 + i / 2;
        client.head(stream, false);
      }
      client.data(stream, false, part);
    }
    Reply reply = client.reply(stream);
    assertThat(reply.status()).isEqualTo(503);
    assertThat(Long.parseLong(reply.header("retry-after"))).isBetween(7L, 10L);
    assertReset(client, stream, NO_ERROR);
    client.frame(RST_STREAM, 0, 1, CANCEL);
    client.head(stream + 2, false).data(stream + 2, false, part).data(stream + 2, true, part);
    assertThat(client.reply(stream + 2).status()).isEqualTo(400);
  }

  // ---- floods

  @ParameterizedTest
  @ValueSource(ints = {SETTINGS, PING, PRIORITY, DATA, RST_STREAM, 0x77})
  void floods_endTheConnection(int type) throws Exception {
    start();
    RawHttp2 client = client();
    byte[] flood =
        switch (type) {
          case PING -> RawHttp2.bytes(PING, 0, 0, new byte[8]);
          case PRIORITY -> RawHttp2.bytes(PRIORITY, 0, 1, new byte[] {0, 0, 0, 3, 9});
          case DATA -> RawHttp2.bytes(DATA, 0, 1);
          default -> RawHttp2.bytes(type, 0, 0);
        };
    int times = 300;
    if (type == DATA) {
      client.head(1, false);
    } else if (type == RST_STREAM) { // rapid reset, CVE-2023-44487
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] head = RawHttp2.block(":method", "POST", ":scheme", "https", ":path", "/");
      for (int stream = 1; stream < 1000; stream += 2) {
        all.writeBytes(RawHttp2.bytes(HEADERS, END_HEADERS, stream, head));
        all.writeBytes(RawHttp2.bytes(RST_STREAM, 0, stream, CANCEL));
      }
      flood = all.toByteArray();
      times = 1;
    }
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 1000 && many.size() < 16_000; i++) {
      many.writeBytes(flood);
    }
    assertThat(endOf(client, many.toByteArray(), times)).isIn(ENHANCE_YOUR_CALM, -1);
    assertAnswers(client(), 1);
  }

  /// Streams that we have to reset, by what is wrong with them (MadeYouReset, CVE-2025-8671).
  @Test
  void resetsThatAreOurs_areCounted() throws Exception {
    start();
    RawHttp2 client = client();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] head = RawHttp2.block(":method", "POST", ":scheme", "https", ":path", "/", "te", "x");
    for (int stream = 1; stream < 1000; stream += 2) {
      all.writeBytes(RawHttp2.bytes(HEADERS, END_HEADERS, stream, head));
    }
    assertThat(endOf(client, all.toByteArray(), 1)).isIn(ENHANCE_YOUR_CALM, -1);
  }

  /// Frames that are broken by chance: each connection ends in some way, and the front answers as
  /// before.
  @Test
  void garbage_leavesTheFrontAnswering() throws Exception {
    start();
    Random random = new Random(7);
    byte[] head =
        RawHttp2.block(":method", "POST", ":scheme", "https", ":authority", "a", ":path", "/");
    for (int i = 0; i < 60; i++) {
      try (RawHttp2 client = RawHttp2.connect(front.front.address(), authority.trust())) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int k = 0; k < 30; k++) {
          byte[] payload = k % 2 == 0 ? head.clone() : new byte[random.nextInt(40)];
          if (random.nextInt(3) == 0 && payload.length > 0) {
            payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
          }
          int type = k % 2 == 0 ? HEADERS : random.nextInt(11);
          all.writeBytes(
              RawHttp2.bytes(type, k % 2 == 0 ? 4 : random.nextInt(256), 1 + k / 2 * 2, payload));
        }
        all.writeBytes(RawHttp2.bytes(GOAWAY, 0, 1)); // of the wrong size: an error, if not before
        assertThat(endOf(client, all.toByteArray(), 1)).isNotEqualTo(NO_ERROR);
      }
    }
    assertAnswers(client(), 1);
  }

  // ---- slow clients

  @Test
  void requestThatIsNotComplete_is408_andOthersGoOn() throws Exception {
    settings.requestTimeout = SHORT;
    start();
    RawHttp2 client = client().head(1, false);
    assertRefused(client.reply(1), 408, "100 ms");
    assertReset(client, 1, NO_ERROR);
    client.head(3, false).data(3, false, "<PPSP");
    assertRefused(client.reply(3), 408, "100 ms");
    assertReset(client, 3, NO_ERROR);
    assertAnswers(client, 5);
  }

  @Test
  void idleConnection_isClosed() throws Exception {
    settings.idleTimeout = SHORT;
    start();
    try (RawHttp2 silent = RawHttp2.silent(front.front.address(), authority.trust())) {
      assertThat(silent.end()).isEqualTo(NO_ERROR);
    }
    assertThat(client().end()).isEqualTo(NO_ERROR);
    RawHttp2 half = client();
    half.next(SETTINGS); // or its acknowledgment would stand amid the headers
    half.frame(HEADERS, 0, 1, RawHttp2.block(":method", "POST"));
    assertThat(half.end()).isEqualTo(NO_ERROR);
    RawHttp2 client = client();
    assertAnswers(client, 1);
    assertThat(client.end()).isEqualTo(NO_ERROR);
  }

  private static Response large(TransactionId transaction, int count) {
    List<Property> properties = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      properties.add(Property.of("property-" + i));
    }
    return new Response.KeepAlive(transaction, properties);
  }

  @Test
  void clientThatOpensNoWindow_isClosed() throws Exception {
    settings.writeTimeout = SHORT;
    start();
    RawHttp2 client = client(INITIAL_WINDOW_SIZE, 0).post(1, keepAlive("t"));
    assertThat(client.end()).isEqualTo(ENHANCE_YOUR_CALM);
    awaitNoConnection();
  }

  private void awaitNoConnection() {
    while (front.front.connections() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void answersThatAreNotTaken_areBounded() throws Exception {
    start((request, sender, later) -> Answer.of(large(request.transactionId(), 10_000)));
    RawHttp2 client = client(INITIAL_WINDOW_SIZE, 0);
    int stream = 1;
    Frame frame;
    do {
      client.post(stream, keepAlive("t"));
      do {
        frame = client.next();
      } while (frame.stream() != stream);
      stream += 2;
    } while (frame.type() == HEADERS);
    assertThat(frame.type()).isEqualTo(RST_STREAM);
    assertThat(frame.error()).isEqualTo(REFUSED_STREAM);
    assertThat(stream).isBetween(10, 60);
  }

  @Test
  void clientThatDoesNotRead_isClosed() throws Exception {
    settings.writeTimeout = SHORT;
    start((request, sender, later) -> Answer.of(large(request.transactionId(), 10_000)));
    RawHttp2 client = client(INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
    client.frame(WINDOW_UPDATE, 0, 0, (byte) 0x7f, (byte) 0, (byte) 0, (byte) 0);
    int stream = 1;
    try {
      while (front.front.connections() > 0) {
        client.post(stream, keepAlive("t"));
        stream += 2;
      }
    } catch (SocketException | SSLException e) {
      // closed while we were sending
    }
    awaitNoConnection();
    assertThat(stream).isGreaterThan(1);
  }

  @Test
  void clientThatHasGone_isOfNoConsequence() throws Exception {
    BlockingQueue<Consumer<Answer>> taken = new ArrayBlockingQueue<>(1);
    start(
        (request, sender, later) -> {
          taken.add(later);
          return null;
        });
    RawHttp2 client = client().post(1, keepAlive("t"));
    Consumer<Answer> later = taken.poll(10, TimeUnit.SECONDS);
    client.frame(RST_STREAM, 0, 1, CANCEL).frame(PING, 0, 0, new byte[8]);
    client.next(PING);
    later.accept(Answer.of(new Response.KeepAlive(new TransactionId("t"), null)));
    client.post(3, keepAlive("t")).head(5, false);
    later = taken.poll(10, TimeUnit.SECONDS);
    client.close();
    later.accept(Answer.of(new Response.KeepAlive(new TransactionId("t"), null)));
    awaitNoConnection();
    client().post(1, keepAlive("t"));
    assertThat(taken.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  // ---- many clients, and the end

  /// Those of the exempt do not give way.
  @Test
  void connectionsBeyondTheLimit_are503_whereNoneGivesWay() throws Exception {
    settings.maxConnections = 1;
    settings.exempt = List.of(IpNetwork.parse("127.0.0.0/8"));
    start();
    RawHttp2 first = client();
    assertAnswers(first, 1);
    RawHttp2 second = client().post(1, keepAlive("t"));
    Reply reply = second.reply(1);
    assertThat(reply.status()).isEqualTo(503);
    assertThat(Long.parseLong(reply.header("retry-after"))).isBetween(7L, 10L);
    assertThat(Messages.read(reply).status()).isEqualTo(Status.SERVICE_UNAVAILABLE);
    assertThat(second.end()).isNotPositive();
    assertAnswers(first, 3);
    first.close();
    awaitNoConnection();
    assertAnswers(client(), 1);
  }

  @Test
  void close_finishesWhatIsUnderWay_andClosesTheRest() throws Exception {
    BlockingQueue<Consumer<Answer>> taken = new ArrayBlockingQueue<>(1);
    start(
        (request, sender, later) -> {
          taken.add(later);
          return null;
        });
    RawHttp2 idle = client();
    idle.next(SETTINGS);
    RawHttp2 busy = client().post(1, keepAlive("t"));
    Consumer<Answer> later = taken.poll(10, TimeUnit.SECONDS);
    Thread closing = Thread.ofVirtual().start(front.front::close);
    assertThat(idle.end()).isEqualTo(NO_ERROR);
    assertThatThrownBy(this::client).isInstanceOf(ConnectException.class);
    Frame goAway = busy.next(GOAWAY);
    assertThat(goAway.error()).isEqualTo(NO_ERROR);
    later.accept(Answer.of(new Response.KeepAlive(new TransactionId("t"), null)));
    assertThat(busy.reply(1).status()).isEqualTo(200);
    assertThat(busy.end()).isEqualTo(NO_ERROR);
    closing.join();
  }

  @Test
  void close_cutsOffWhatTakesTooLong() throws Exception {
    settings.shutdownGrace = SHORT;
    BlockingQueue<Consumer<Answer>> taken = new ArrayBlockingQueue<>(1);
    start(
        (request, sender, later) -> {
          taken.add(later);
          return null;
        });
    RawHttp2 client = client().post(1, keepAlive("t"));
    assertThat(taken.poll(10, TimeUnit.SECONDS)).isNotNull();
    front.front.close();
    assertThat(client.end()).isEqualTo(NO_ERROR);
  }
}
