package org.ppsp.server.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  private static final double[] BOUNDS = {0.001, 0.01, 0.1};

  private Reading now = reading(0, 0, List.of(0L, 0L, 0L, 0L));

  private static Reading reading(long at, long requests, List<Long> durations) {
    return new Reading(
        at,
        (int) requests,
        2,
        3,
        1,
        0,
        4,
        requests,
        durations,
        5,
        6,
        10 * requests,
        30 * requests,
        10 * requests,
        2 * requests,
        Map.of("LIMITED", requests / 10, "MALFORMED", 0L),
        0.5);
  }

  private Figures figures() {
    return new Figures(() -> now, BOUNDS);
  }

  @Test
  void overview_hasRatesSinceTheLastSample() {
    Figures figures = figures();
    now = reading(10_000, 1000, List.of(1000L, 0L, 0L, 0L));
    figures.sample();
    now = reading(10_500, 1100, List.of(1100L, 0L, 0L, 0L)); // too soon after it
    assertThat(figures.overview().requestsPerSecond()).isCloseTo(1100 / 10.5, within(1e-9));
    now = reading(12_000, 1200, List.of(1100L, 0L, 100L, 0L));
    Figures.Overview overview = figures.overview();
    assertThat(overview.requestsPerSecond()).isEqualTo(100);
    assertThat(overview.latency().p50()).isCloseTo(0.001, within(1e-9));
    assertThat(overview.latency().p99()).isBetween(0.09, 0.1);
    assertThat(overview.offload()).isEqualTo(0.75);
    assertThat(overview.refusals()).containsEntry("LIMITED", 120L);
    assertThat(overview.at()).isEqualTo("1970-01-01T00:00:12Z");
  }

  @Test
  void nothing_isZero() {
    Figures.Overview overview = figures().overview();
    assertThat(overview.requestsPerSecond()).isZero();
    assertThat(overview.latency()).isEqualTo(new Figures.Latency(0, 0));
    assertThat(overview.offload()).isZero();
    assertThat(figures().history().at()).isEmpty();
  }

  /// A hundred requests, so many of them in each bucket.
  @ParameterizedTest
  @CsvSource({
    "100,0,0,0, 0.5, 0.0005",
    "0,100,0,0, 0.5, 0.0055",
    "50,50,0,0, 0.5, 0.001",
    "50,50,0,0, 1.0, 0.01",
    "0,0,0,100, 0.5, 0.1",
    "99,0,0,1, 0.99, 0.001",
    "99,0,0,1, 0.999, 0.1"
  })
  void quantile_liesWithinItsBucket(
      long first, long second, long third, long beyond, double part, double expected) {
    Reading before = reading(0, 0, List.of(7L, 7L, 7L, 7L));
    Reading after = reading(1, 0, List.of(7 + first, 7 + second, 7 + third, 7 + beyond));
    assertThat(Reading.quantile(part, before, after, BOUNDS)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void history_isThatOfAnHour() {
    Figures figures = figures();
    for (int i = 1; i <= 500; i++) {
      now = reading(i * 10_000L, i * 100L, List.of(i * 100L, 0L, 0L, 0L));
      figures.sample();
    }
    Figures.History history = figures.history();
    assertThat(history.interval()).isEqualTo(10);
    assertThat(history.at()).hasSize(360).first().isEqualTo(1410L);
    assertThat(history.at()).last().isEqualTo(5000L);
    assertThat(history.series().values()).allMatch(values -> values.size() == 360);
    assertThat(history.series().get("requestsPerSecond")).containsOnly(10.0);
    assertThat(history.series().get("offload")).containsOnly(0.75);
    assertThat(history.series().get("refusalsPerSecond")).containsOnly(1.0);
  }

  @Test
  @Timeout(60)
  void events_comeUntilTheClientGoes_orAllIsClosed() throws Exception {
    FigureRoutes routes = new FigureRoutes(figures(), Duration.ofMillis(1));
    Reply.Stream stream = Objects.requireNonNull(stream(routes));
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    OutputStream client =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            if (seen.size() > 2000) {
              throw new IOException("gone");
            }
            seen.write(b);
          }
        };
    try {
      stream.writeTo(client);
      throw new AssertionError("it goes on without a client");
    } catch (IOException gone) {
      assertThat(gone).hasMessage("gone");
    }
    String text = seen.toString(StandardCharsets.UTF_8);
    assertThat(text).startsWith("event: overview\ndata: {\"at\":\"1970").contains("}\n\nevent:");
    routes.close();
    ByteArrayOutputStream last = new ByteArrayOutputStream();
    stream.writeTo(last);
    assertThat(last.toString(StandardCharsets.UTF_8)).containsOnlyOnce("event:");
  }

  private static Reply.Stream stream(FigureRoutes routes) throws InterruptedException {
    for (Route route : routes.routes()) {
      if (route.segments().contains("events")) {
        return Objects.requireNonNull(
            route.handler().handle(new Ask(Map.of(), Map.of(), new byte[0])).stream());
      }
    }
    throw new AssertionError("there is no such route");
  }
}
