package org.ppsp.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.server.http.Messages.keepAlive;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;

/// What the front tells who counts.
class TallyTest {
  private static final long PATIENCE_SECONDS = 20;

  private record Told(Codec codec, Answer answer, long whole) {}

  /// Keeps all it is told; its clock ticks with each look.
  private static final class Book implements Tally {
    private final BlockingQueue<Told> answers = new LinkedBlockingQueue<>();
    private final Queue<Long> delays = new ConcurrentLinkedQueue<>();
    private final AtomicLong connected = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private long ticks;

    @Override
    public long now() {
      return ++ticks;
    }

    @Override
    public void connected() {
      connected.incrementAndGet();
    }

    @Override
    public void received(int bytes) {
      received.addAndGet(bytes);
    }

    @Override
    public void sent(int bytes) {
      sent.addAndGet(bytes);
    }

    @Override
    public void answered(Codec codec, Answer answer, long whole) {
      answers.add(new Told(codec, answer, whole));
    }

    @Override
    public void delayed(long nanos) {
      delays.add(nanos);
    }

    Told next() throws InterruptedException {
      Told told = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(told).isNotNull();
      return told;
    }
  }

  private static Front start(Book book, Requests requests) throws IOException {
    Front.Settings settings = new Front.Settings();
    settings.tallies = () -> book;
    settings.codecs = List.of(new JsonCodec());
    return Front.with(settings, requests);
  }

  @Test
  void answer_isToldWithTheRequestsEndAndAllBytes() throws Exception {
    Book book = new Book();
    try (Front front = start(book, Front.KEEP_ALIVE);
        RawClient client = front.client()) {
      String message = keepAlive("1");
      String head =
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/xml\r\nContent-Length: "
              + message.length()
              + "\r\n\r\n";
      RawClient.Reply reply = client.send(head + message).reply();

      Told told = book.next();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(told.answer().response().method()).isEqualTo(Method.KEEPALIVE);
      assertThat(told.codec()).isInstanceOf(XmlCodec.class);
      assertThat(told.whole()).isEqualTo(1);
      assertThat(book.connected).hasValue(1);
      assertThat(book.received).hasValue(head.length() + message.length());
      assertThat(book.sent.get()).isGreaterThan(reply.body().length());
    }
  }

  @Test
  void requestThatIsRefusedBeforeItsEnd_hasNoTime() throws Exception {
    Book book = new Book();
    try (Front front = start(book, Front.KEEP_ALIVE);
        RawClient client = front.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n").reply();

      Told told = book.next();
      assertThat(told.answer().http()).isEqualTo(413);
      assertThat(told.answer().response().method()).isNull();
      assertThat(told.whole()).isEqualTo(Tally.NEVER);
    }
  }

  @Test
  void requestsOfOneConnection_haveTheirOwnTimes() throws Exception {
    Book book = new Book();
    try (Front front = start(book, Front.KEEP_ALIVE);
        RawClient client = front.client()) {
      client.post(keepAlive("1")).reply();
      client.post(keepAlive("2")).reply();
      client.send("no HTTP\r\n\r\n").reply();

      assertThat(book.next().whole()).isEqualTo(1);
      assertThat(book.next().whole()).isEqualTo(2);
      assertThat(book.next().whole()).isEqualTo(Tally.NEVER);
    }
  }

  @Test
  void answerThatComesLater_isToldWhenItIsGiven() throws Exception {
    Book book = new Book();
    BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    Requests slow =
        (request, sender, later) -> {
          Consumer<Answer> taker = later;
          waiting.add(() -> taker.accept(Answer.of(Front.answer(request))));
          return null;
        };
    try (Front front = start(book, slow);
        RawClient client = front.client()) {
      client.post(keepAlive("1"));
      Runnable answer = waiting.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(book.answers).isEmpty();
      assertThat(answer).isNotNull();
      answer.run();

      assertThat(book.next().whole()).isEqualTo(1);
    }
  }
}
