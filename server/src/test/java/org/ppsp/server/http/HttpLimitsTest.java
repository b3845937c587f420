package org.ppsp.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ppsp.server.http.Messages.keepAlive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;
import org.ppsp.server.audit.Refusals;
import org.ppsp.server.http.RawClient.Reply;

/// Slow clients, many clients, and the end.
class HttpLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P",
        "POST / HTTP/1.1\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n<PPSP",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<PPSP\r\n"
      })
  void requestThatIsNotComplete_is408(String part) throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.requestTimeout = SHORT;
    try (Front front = Front.with(settings, Front.KEEP_ALIVE)) {
      RawClient client = front.client().post(keepAlive("t"));
      client.send(part);
      assertThat(client.reply().status()).isEqualTo(200);
      Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(408);
      assertThat(Messages.read(reply).status()).isEqualTo(Status.BAD_REQUEST);
      assertThat(client.isClosed()).isTrue();
    }
  }

  /// A byte now and then does not help: the time runs from the first one.
  @Test
  void requestThatTrickles_is408() throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.requestTimeout = SHORT;
    try (Front front = Front.with(settings, Front.KEEP_ALIVE)) {
      RawClient client = front.client().send("POST / HTTP/1.1\r\n");
      CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(() -> replyOf(client));
      do {
        client.send("x: y\r\n");
      } while (!isDoneWithin(Duration.ofMillis(10), reply));
      assertThat(reply.get().status()).isEqualTo(408);
    }
  }

  private static Reply replyOf(RawClient client) {
    try {
      return client.reply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isDoneWithin(Duration time, CompletableFuture<?> future)
      throws InterruptedException, ExecutionException {
    try {
      future.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @Test
  void idleConnection_isClosed() throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.idleTimeout = SHORT;
    try (Front front = Front.with(settings, Front.KEEP_ALIVE)) {
      assertThat(front.client().isClosed()).isTrue();
      RawClient client = front.client().post(keepAlive("t"));
      assertThat(client.reply().status()).isEqualTo(200);
      assertThat(client.isClosed()).isTrue();
    }
  }

  private static Response large(TransactionId transaction) {
    return large(transaction, 10_000);
  }

  private static Response large(TransactionId transaction, int count) {
    List<Property> properties = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      properties.add(Property.of("property-" + i));
    }
    return new Response.KeepAlive(transaction, properties);
  }

  /// The client has closed its side while most of its requests wait for it to take answers, which
  /// come at once, or are made elsewhere.
  @ParameterizedTest
  @CsvSource({"EPOLL, false", "EPOLL, true", "NIO, false", "NIO, true"})
  @Timeout(60)
  void clientThatHalfCloses_getsAllAnswers_howeverSlowlyItReads(
      Transport transport, boolean elsewhere) throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.transport = transport;
    Requests requests =
        (request, sender, later) -> {
          Answer answer = Answer.of(large(request.transactionId(), 3000));
          if (!elsewhere) {
            return answer;
          }
          Thread.ofVirtual().start(() -> later.accept(answer));
          return null;
        };
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      String message = keepAlive("t" + i);
      all.append(
              "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %s\r\n\r\n"
                  .formatted(message.length()))
          .append(message);
    }
    try (Front front = Front.with(settings, requests)) {
      RawClient client = front.client(4096);
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  client.send(all.toString()).endInput();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      for (int i = 0; i < 600; i++) {
        assertThat(client.reply().body()).contains("<TransactionID>t" + i + "</TransactionID>");
      }
      assertThat(client.isClosed()).isTrue();
      sent.join();
    }
  }

  @Test
  void clientThatDoesNotRead_isClosed() throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.writeTimeout = SHORT;
    Requests requests = (request, sender, later) -> Answer.of(large(request.transactionId()));
    try (Front front = Front.with(settings, requests)) {
      RawClient client = front.client(4096);
      try {
        while (front.front.connections() > 0) {
          client.post(keepAlive("t"));
        }
      } catch (IOException e) {
        // closed while we were sending
      }
      assertThat(front.client().post(keepAlive("t")).reply().status()).isEqualTo(200);
    }
  }

  /// All connections together: who leaves the answers is cut off at once, however long it may take.
  @Test
  void clientsThatDoNotRead_areClosed_whenTheirAnswersAreTooMany() throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.maxBuffered = 100_000;
    Requests requests = (request, sender, later) -> Answer.of(large(request.transactionId()));
    try (Front front = Front.with(settings, requests)) {
      RawClient client = front.client(4096);
      try {
        while (front.refusals.of(Refusals.Reason.UNDER_WAY) == 0) {
          client.post(keepAlive("t"));
        }
      } catch (IOException e) {
        // closed while we were sending
      }
      while (front.front.connections() > 0) {
        Thread.onSpinWait();
      }
      assertThat(front.refusals.of(Refusals.Reason.UNDER_WAY)).isPositive();
      assertThat(front.front.bytesUnderWay()).isZero();
    }
  }

  /// Messages that come in parts are kept until they are whole; those in one piece are not.
  @Test
  void messagesInParts_are503_whenTheyAreTooMany_othersAreAnswered() throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.maxBuffered = 20_000;
    try (Front front = Front.with(settings, Front.KEEP_ALIVE)) {
      String head =
          """
          POST / HTTP/1.1\r
          Host: t\r
          Content-Type: application/xml\r
          Content-Length: 60000\r
          \r
          """;
      List<RawClient> clients = new ArrayList<>();
      while (front.refusals.of(Refusals.Reason.UNDER_WAY) == 0) {
        long before = front.front.bytesUnderWay();
        clients.add(front.client().send(head + " ".repeat(3000)));
        assertThat(clients.size()).isLessThan(100);
        while (front.front.bytesUnderWay() == before
            && front.refusals.of(Refusals.Reason.UNDER_WAY) == 0) {
          Thread.onSpinWait();
        }
      }
      Reply refused = clients.getLast().reply();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isNotNull();
      assertThat(refused.body()).contains("in one piece");
      assertThat(front.client().post(keepAlive("t")).reply().status()).isEqualTo(200);
      assertThat(front.front.bytesUnderWay()).isBetween(10_000L, 20_000L);
    }
  }

  /// Answers of megabytes to requests that come all at once: the client gets them all as it reads.
  @Test
  void clientThatReadsSlowly_getsAll() throws Exception {
    Requests requests = (request, sender, later) -> Answer.of(large(request.transactionId()));
    try (Front front = Front.start(requests)) {
      RawClient client = front.client(4096);
      int count = 60;
      for (int i = 0; i < count; i++) {
        client.post(keepAlive("t" + i));
      }
      client.endInput();
      for (int i = 0; i < count; i++) {
        assertThat(client.reply().body()).contains("<TransactionID>t" + i + "<");
      }
      assertThat(client.isClosed()).isTrue();
    }
  }

  /// Those of the exempt do not give way.
  @Test
  void connectionsBeyondTheLimit_are503_whereNoneGivesWay() throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.maxConnections = 2;
    settings.exempt = List.of(IpNetwork.parse("127.0.0.0/8"));
    try (Front front = Front.with(settings, Front.KEEP_ALIVE)) {
      RawClient first = front.client().post(keepAlive("a"));
      RawClient second = front.client().post(keepAlive("b"));
      assertThat(first.reply().status()).isEqualTo(200);
      assertThat(second.reply().status()).isEqualTo(200);
      RawClient third = front.client().post(keepAlive("c"));
      Reply reply = third.reply();
      assertThat(reply.status()).isEqualTo(503);
      assertThat(Long.parseLong(reply.header("retry-after"))).isBetween(7L, 10L);
      assertThat(Messages.read(reply).status()).isEqualTo(Status.SERVICE_UNAVAILABLE);
      assertThat(third.isClosed()).isTrue();
      first.close();
      third.close();
      while (front.front.connections() > 1) {
        Thread.onSpinWait();
      }
      assertThat(front.client().post(keepAlive("d")).reply().status()).isEqualTo(200);
      assertThat(second.post(keepAlive("e")).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void close_finishesWhatIsUnderWay_andClosesTheRest() throws Exception {
    BlockingQueue<Consumer<Answer>> taken = new ArrayBlockingQueue<>(1);
    try (Front front =
        Front.start(
            (request, sender, later) -> {
              taken.add(later);
              return null;
            })) {
      RawClient idle = front.client();
      RawClient busy = front.client().post(keepAlive("t"));
      Consumer<Answer> later = taken.poll(10, TimeUnit.SECONDS);
      Thread closing = Thread.ofVirtual().start(front.front::close);
      assertThat(idle.isClosed()).isTrue();
      assertThatThrownBy(front::client).isInstanceOf(ConnectException.class);
      later.accept(Answer.of(new Response.KeepAlive(new TransactionId("t"), null)));
      Reply reply = busy.reply();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(busy.isClosed()).isTrue();
      busy.close();
      closing.join();
    }
  }

  @Test
  void close_cutsOffWhatTakesTooLong() throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.shutdownGrace = SHORT;
    BlockingQueue<Consumer<Answer>> taken = new ArrayBlockingQueue<>(1);
    try (Front front =
        Front.with(
            settings,
            (request, sender, later) -> {
              taken.add(later);
              return null;
            })) {
      RawClient client = front.client().post(keepAlive("t"));
      assertThat(taken.poll(10, TimeUnit.SECONDS)).isNotNull();
      front.front.close();
      assertThat(client.isClosed()).isTrue();
    }
  }
}
