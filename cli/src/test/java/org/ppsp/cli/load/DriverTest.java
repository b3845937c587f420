package org.ppsp.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Status;

/// The load in fake time, against a tracker that answers when the test says.
class DriverTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;
  private static final Outcome DONE = new Outcome(Status.SUCCESSFUL, null, "", null);

  private record Event(long time, Runnable task) {}

  /// Lines and a clock that goes from event to event.
  private static final class Simulation implements Lines {
    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparingLong(Event::time));
    private final Set<PeerId> underWay = new HashSet<>();
    private final LongUnaryOperator answeredAt;
    private final Driver driver;
    private final Measure measure;
    private int free;
    private long now;

    /// @param answeredAt when what is sent at a time is answered
    Simulation(int lines, double rate, double churn, String mix, LongUnaryOperator answeredAt) {
      this(lines, rate, churn, mix, 0, answeredAt);
    }

    Simulation(
        int lines,
        double rate,
        double churn,
        String mix,
        long warmup,
        LongUnaryOperator answeredAt) {
      this(Dialect.XML, lines, rate, churn, mix, warmup, answeredAt);
    }

    Simulation(
        Dialect dialect,
        int lines,
        double rate,
        double churn,
        String mix,
        long warmup,
        LongUnaryOperator answeredAt) {
      this.free = lines;
      this.answeredAt = answeredAt;
      Population population = new Population(dialect, 100, 3, 30, new SplittableRandom(1));
      for (Member member : population.members()) {
        member.connected = true;
        member.joined = true;
      }
      driver =
          new Driver(
              population,
              Mix.parse(mix),
              this,
              () -> now,
              new SplittableRandom(2),
              new Schedule(rate, 0, warmup),
              new Schedule(rate, warmup, 2 * SECOND),
              new Schedule(churn, 0, 2 * SECOND),
              warmup);
      measure = new Measure(driver, warmup, 2 * SECOND, rate);
      events.add(new Event(2 * SECOND, () -> measure.stop(now)));
    }

    @Override
    public boolean hasFree() {
      return free > 0;
    }

    @Override
    public void send(Request request, @Nullable String session, Consumer<Outcome> done) {
      assertThat(free--).isPositive();
      assertThat(underWay.add(request.peerId())).as("one request of a peer at a time").isTrue();
      events.add(
          new Event(
              answeredAt.applyAsLong(now),
              () -> {
                free++;
                underWay.remove(request.peerId());
                done.accept(DONE);
              }));
    }

    LoadResult run() {
      driver.pump();
      while (!driver.isDone()) {
        Event event = events.peek();
        long next = driver.next();
        if (event == null || next - event.time() < 0) {
          now = Math.max(now, next);
        } else {
          now = Math.max(now, event.time());
          events.remove().task().run();
        }
        driver.pump();
      }
      return measure.result();
    }
  }

  @Test
  void stall_isSeenByAllThatWereDueInIt() {
    Simulation simulation =
        new Simulation(
            4,
            1000,
            0,
            "FIND=1",
            sent -> {
              boolean stalled = sent >= 500 * MILLI && sent < 1500 * MILLI;
              return (stalled ? 1500 * MILLI : sent) + MILLI;
            });
    LoadResult result = simulation.run();
    Histogram micros = result.tally().all().micros;
    assertThat(micros.getTotalCount()).isEqualTo(2000);
    assertThat(micros.getMinValue()).isEqualTo(1000);
    assertThat(micros.getMaxValue()).isBetween(1_000_000L, 1_002_000L);
    // A closed loop would have had four slow requests of a thousand or so: p99 of 1 ms.
    assertThat(micros.getValueAtPercentile(99)).isBetween(950_000L, 1_002_000L);
    assertThat(micros.getValueAtPercentile(50)).isGreaterThan(200_000L);
    assertThat(result.keptUp()).isTrue();
    assertThat(result.unsent()).isZero();
  }

  @Test
  void trackerThatIsTooSlow_isToldSo() {
    LoadResult result = new Simulation(1, 1000, 0, "FIND=1", sent -> sent + 10 * MILLI).run();
    assertThat(result.keptUp()).isFalse();
    assertThat(result.served()).isBetween(99.0, 101.0);
    assertThat(result.unsent()).isBetween(1790L, 1810L);
    assertThat(LoadTable.of(result))
        .contains("offered 1000/s, served 100/s", "did not keep up", "were due and never sent");
  }

  @Test
  void whatIsLeftOfTheWarmUp_isNotSent() {
    Simulation simulation =
        new Simulation(
            1, 1000, 0, "FIND=1", SECOND, sent -> sent + (sent < SECOND ? 100 * MILLI : MILLI / 2));
    LoadResult result = simulation.run();
    assertThat(result.tally().all().micros.getTotalCount()).isEqualTo(1000);
    assertThat(result.tally().all().micros.getMaxValue()).isLessThan(101_000);
    assertThat(result.served()).isBetween(999.0, 1000.0);
  }

  @Test
  void loadEndedInItsWarmUp_hasMeasuredNothing() {
    Simulation simulation = new Simulation(1, 1000, 0, "FIND=1", SECOND, sent -> sent + MILLI);
    simulation.events.add(new Event(SECOND / 2, () -> simulation.measure.stop(SECOND / 2)));
    LoadResult result = simulation.run();
    assertThat(result.keptUp()).isTrue();
    assertThat(LoadTable.of(result)).contains("nothing was measured");
  }

  @Test
  void churn_goesAndComesBesidesTheMix() {
    LoadResult result = new Simulation(10, 1000, 50, "KEEPALIVE=1", sent -> sent + MILLI).run();
    assertThat(result.tally().rows().keySet())
        .containsExactlyInAnyOrder(
            Method.CONNECT, Method.DISCONNECT, Method.JOIN, Method.KEEPALIVE);
    assertThat(result.tally().rows().get(Method.JOIN).micros.getTotalCount()).isEqualTo(100);
    assertThat(result.tally().rows().get(Method.KEEPALIVE).micros.getTotalCount()).isEqualTo(2000);
    assertThat(result.errors()).isZero();
  }

  @Test
  void churnInJson_isLeavingTheOnlySwarmAndJoiningIt() {
    LoadResult result =
        new Simulation(Dialect.JSON, 10, 1000, 50, "KEEPALIVE=1", 0, sent -> sent + MILLI).run();
    assertThat(result.tally().rows().keySet())
        .containsExactlyInAnyOrder(Method.LEAVE, Method.JOIN, Method.KEEPALIVE);
    assertThat(result.tally().rows().get(Method.JOIN).micros.getTotalCount()).isEqualTo(100);
    assertThat(result.tally().rows().get(Method.LEAVE).micros.getTotalCount()).isEqualTo(100);
    assertThat(result.errors()).isZero();
  }

  @Test
  void leavingInJson_isForMembers_whoComeBackUnconnected() {
    LoadResult result =
        new Simulation(Dialect.JSON, 10, 1000, 0, "JOIN=1,LEAVE=9", 0, sent -> sent + MILLI).run();
    assertThat(result.tally().all().micros.getTotalCount()).isEqualTo(2000);
    assertThat(result.errors()).isZero();
    assertThat(result.tally().rows().get(Method.JOIN).micros.getTotalCount()).isGreaterThan(400);
  }

  @Test
  void leaving_isOnlyForMembers_andJoiningBringsThemBack() {
    LoadResult result =
        new Simulation(10, 1000, 0, "JOIN=1,LEAVE=9,JOIN_CHUNK=1", sent -> sent + MILLI).run();
    assertThat(result.tally().all().micros.getTotalCount()).isEqualTo(2000);
    assertThat(result.errors()).isZero();
    assertThat(result.tally().rows().get(Method.JOIN).micros.getTotalCount())
        .isGreaterThan(400); // nobody can leave twice
  }

  @Test
  void progress_tellsOfTheTimeSinceTheLastLine() {
    Simulation simulation = new Simulation(1, 1000, 0, "FIND=1", sent -> sent + 2 * MILLI);
    simulation.events.add(
        new Event(
            SECOND,
            () ->
                assertThat(simulation.measure.line(SECOND))
                    .matches(
                        "1 s  offered 100[01]/s  served (499|500)/s  p50 25\\d\\.\\d+ ms  p99"
                            + " \\d+\\.\\d+ ms  errors 0  waiting 50\\d")));
    var _ = simulation.run();
  }
}
