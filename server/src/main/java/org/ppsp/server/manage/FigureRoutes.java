package org.ppsp.server.manage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The tracker in figures: now, over the last hour, and as they change.
public final class FigureRoutes implements AutoCloseable {
  private static final String TYPE = "text/event-stream";

  private final Figures figures;
  private final Duration pause;
  private final CountDownLatch closed = new CountDownLatch(1);
  private byte @Nullable [] made;
  private long madeAt;

  /// Makes them.
  ///
  /// @param pause between two events
  public FigureRoutes(Figures figures, Duration pause) {
    this.figures = figures;
    this.pause = pause;
  }

  /// The calls.
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "/api/v1/overview", ask -> Reply.json(figures.overview())),
        Route.of("GET", "/api/v1/history", ask -> Reply.json(figures.history())),
        Route.of(
            "GET", "/api/v1/events", ask -> new Reply(200, TYPE, Map.of(), null, this::write)));
  }

  private void write(OutputStream out) throws IOException, InterruptedException {
    do {
      out.write("event: overview\ndata: ".getBytes(StandardCharsets.US_ASCII));
      out.write(overview());
      out.write("\n\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS));
  }

  /// The figures as all streams show them, however many there are.
  private synchronized byte[] overview() {
    long now = System.nanoTime();
    if (made == null || now - madeAt > pause.toNanos() / 2) {
      made = Json.write(figures.overview());
      madeAt = now;
    }
    return made;
  }

  /// Ends the streams.
  @Override
  public void close() {
    closed.countDown();
  }
}
