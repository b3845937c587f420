package org.ppsp.cli.load;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts a tracker under load: peers connect and join, then requests are sent on a schedule, then
/// the peers disconnect. One event loop, so one core, sends and reads them all.
public final class Load {
  private static final Duration CHECK_EVERY = Duration.ofMillis(100);
  private static final int HTTP_PORT = 80;

  private final LoadSettings settings;
  private final Consumer<String> progress;
  private final Duration every;
  private final EventLoop loop;
  private final NettyLines lines;
  private final Population population;
  private final SplittableRandom random = new SplittableRandom();
  private @Nullable Phase phase; // the event loop's
  private long alarm = Long.MAX_VALUE; // the event loop's
  private boolean interrupted;

  private Load(LoadSettings settings, Consumer<String> progress, Duration every, EventLoop loop) {
    this.settings = settings;
    this.progress = progress;
    this.every = every;
    this.loop = loop;
    lines =
        new NettyLines(
            loop,
            address(settings),
            settings.url(),
            settings.dialect(),
            settings.timeout(),
            this::pump);
    population =
        new Population(
            settings.dialect(),
            settings.peers(),
            settings.swarms(),
            settings.peernum(),
            random.split());
  }

  private static InetSocketAddress address(LoadSettings settings) {
    int port = settings.url().getPort();
    String host = settings.url().getHost().replaceAll("^\\[|]$", "");
    return new InetSocketAddress(host, port < 0 ? HTTP_PORT : port);
  }

  /// Runs a load. Interrupting the thread ends it early, with what was measured until then; the
  /// thread is interrupted again when this returns.
  ///
  /// @param progress is told lines for a person, from another thread
  /// @param every how often
  /// @throws LoadException if the peers could not connect and join
  public static LoadResult run(LoadSettings settings, Consumer<String> progress, Duration every)
      throws LoadException {
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    Load load = new Load(settings, progress, every, group.next());
    try {
      return load.run();
    } finally {
      var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
      if (load.interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private LoadResult run() throws LoadException {
    loop.execute(() -> lines.open(settings.connections()));
    try {
      populate();
      System.gc(); // or collecting what was left of that would count as the tracker's delay
      return load();
    } finally {
      if (!settings.leavePeers()) {
        rollcall(
            "disconnected",
            new Rollcall(population, lines, List.of(settings.dialect().going()), true));
      }
      loop.execute(lines::close);
    }
  }

  private void pump() {
    if (phase != null) {
      phase.pump();
    }
  }

  private void run(Phase next, Runnable stop) {
    loop.execute(() -> phase = next);
    interrupted |= next.await(stop);
  }

  private void populate() throws LoadException {
    Rollcall peers = new Rollcall(population, lines, settings.dialect().coming(), false);
    rollcall("connected", peers);
    if (peers.done() == 0 && peers.failure().isEmpty() && !interrupted) {
      throw new LoadException(
          "no tracker answers at " + settings.url() + ": " + lines.trouble(), true);
    }
    if (!peers.failure().isEmpty()) {
      throw new LoadException(
          "the peers cannot connect and join: " + peers.failure(), !peers.isRefused());
    }
  }

  private void rollcall(String verb, Rollcall rollcall) {
    Phase calling = new Phase(loop, rollcall::pump, rollcall::isDone);
    calling.each(
        every,
        () ->
            progress.accept(
                "%s of %s peers %s".formatted(rollcall.done(), settings.peers(), verb)));
    calling.each(
        CHECK_EVERY,
        () -> {
          if (lines.connected() == 0 && !lines.trouble().isEmpty()) {
            calling.finish();
          }
        });
    run(
        calling,
        () -> {
          rollcall.stop();
          calling.pump();
        });
  }

  private LoadResult load() {
    long start = System.nanoTime();
    long from = start + settings.warmup().toNanos();
    long end = from + settings.duration().toNanos();
    double churn = settings.churn() * settings.peers() / TimeUnit.MINUTES.toSeconds(1);
    Driver driver =
        new Driver(
            population,
            settings.mix(),
            lines,
            System::nanoTime,
            random.split(),
            new Schedule(settings.rate(), start, from),
            new Schedule(settings.rate(), from, end),
            new Schedule(churn, start, end),
            from);
    Measure measure = new Measure(driver, from, end, settings.rate());
    Phase loading = new Phase(loop, () -> pump(driver), driver::isDone);
    Runnable stop =
        () -> {
          measure.stop(System.nanoTime());
          loading.pump();
        };
    if (interrupted) {
      loop.execute(stop);
    }
    loading.each(every, () -> progress.accept(measure.line(System.nanoTime())));
    loading.after(end - System.nanoTime(), stop);
    run(loading, stop);
    return measure.result();
  }

  private void pump(Driver driver) {
    driver.pump();
    long next = driver.next();
    if (next != Long.MAX_VALUE && (alarm == Long.MAX_VALUE || next - alarm < 0)) {
      alarm = next;
      var _ =
          loop.schedule(
              () -> {
                alarm = Long.MAX_VALUE;
                pump();
              },
              Math.max(0, next - System.nanoTime()),
              TimeUnit.NANOSECONDS);
    }
  }
}
