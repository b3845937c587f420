package org.ppsp.cli.demo;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.client.TrackerException;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.xml.XmlCodec;

/// Simulated peers with a real tracker, until it is enough. For one thread.
public final class Demo {
  private static final long STEP = 200;
  private static final long FRAME = 600;
  private static final long QUERY = 2000;

  /// The longest step; after a longer break (a laptop that slept, say) the world goes on where it
  /// was.
  private static final long LONGEST_STEP = 1000;

  /// What is wanted.
  ///
  /// @param tracker to use
  /// @param viewers how many there are at a time, about
  /// @param duration how long it runs; null: until it is stopped
  /// @param seed of all that is random in the world
  /// @param tag behind all PeerIDs, so that two demos can use one tracker
  /// @param hints what to try next, line by line
  public record Settings(
      URI tracker,
      int viewers,
      @Nullable Duration duration,
      long seed,
      String tag,
      List<String> hints) {
    /// Copies the list.
    public Settings {
      hints = List.copyOf(hints);
    }
  }

  private final Settings settings;
  private final Screen screen;
  private final RandomGenerator random;

  /// @param screen what happens is shown there
  public Demo(Settings settings, Screen screen) {
    this.settings = settings;
    this.screen = screen;
    random = new SplittableRandom(settings.seed());
  }

  /// Runs until time is up or it is stopped, and shows the summary.
  ///
  /// @param stop is counted down to stop it
  /// @throws TrackerException if the tracker cannot be reached at the beginning
  public void run(CountDownLatch stop) throws TrackerException, InterruptedException {
    Sessions.check(settings.tracker());
    Tally tally = new Tally(new XmlCodec());
    DemoView view =
        new DemoView(settings.tracker().toString(), settings.hints(), Screen.showsBlocks());
    Figures last;
    try (Sessions sessions = new Sessions(settings.tracker(), tally);
        Operator operator = new Operator(settings.tracker())) {
      World world =
          new World(Content.CATALOGUE, settings.viewers(), random, sessions, settings.tag());
      last = watch(view, world, new Census(world, tally), operator, stop);
    }
    screen.say(view.summary(last));
  }

  private Figures watch(
      DemoView view, World world, Census census, Operator operator, CountDownLatch stop)
      throws InterruptedException {
    Duration duration = settings.duration();
    long end = duration == null ? Long.MAX_VALUE : duration.toMillis();
    long queryAt = QUERY;
    long frameAt = 0;
    long before = System.nanoTime();
    long now = 0;
    while (now < end && !stop.await(STEP, TimeUnit.MILLISECONDS)) {
      long time = System.nanoTime();
      now += Math.min(LONGEST_STEP, TimeUnit.NANOSECONDS.toMillis(time - before));
      before = time;
      world.step(now);
      if (now >= queryAt) {
        queryAt = now + QUERY;
        operator.ask(anyPeer(world));
      }
      if (now >= frameAt) {
        frameAt = now + FRAME;
        screen.show(view, census.take(now, operator.heard()));
      }
    }
    return census.take(now, operator.heard());
  }

  private PeerId anyPeer(World world) {
    List<SimulatedPeer> peers = new ArrayList<>();
    world.swarms().forEach(swarm -> peers.addAll(swarm.members()));
    return peers.get(random.nextInt(peers.size())).id();
  }
}
