package org.ppsp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/// What one hostile host costs an honest viewer. Fills a swarm, then measures the viewer's requests
/// three times: in quiet, while the attack goes to a sink, and while it goes to the tracker. Prints
/// one line: the attack, and for each of the three the median and the 99th percentile in
/// milliseconds and how many requests failed; then what the attack was told.
///
/// The viewer sends a hundred requests a second, FIND and KEEPALIVE in turns on one connection, and
/// one in ten as a newcomer on a connection of its own. What is measured is the time from when a
/// request was due, so a tracker that stops is not measured as one that was not asked.
///
/// Arguments: attack, URL of the tracker (which must take the PROXY protocol from loopback), URL of
/// the sink, seconds of each attack, URL of the management port.
public final class Abuse {
  private static final int MEMBERS = 30_000;
  private static final int MEMBERS_OF_A_NETWORK = 100;
  private static final int VIEWER_REQUESTS = 100;
  private static final String SWARM = "<SwarmID>live-event</SwarmID>";

  private final InetSocketAddress tracker;
  private final InetSocketAddress management;
  private final int seconds;
  private final AbuseAttack attack;
  private final AtomicLong transactions = new AtomicLong();

  /// The viewer's connection and token.
  private @Nullable AbuseLine line;

  private @Nullable String token;

  /// What the attack was told.
  private String told = "";

  private Abuse(String[] args) {
    attack = AbuseAttack.valueOf(args[0].toUpperCase(Locale.ROOT));
    tracker = address(args[1]);
    seconds = Integer.parseInt(args[3]);
    management = address(args[4]);
  }

  /// Measures one attack.
  public static void main(String[] args) throws IOException, InterruptedException {
    new Abuse(args).run(address(args[2]));
  }

  private static InetSocketAddress address(String url) {
    URI uri = URI.create(url);
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  private void run(InetSocketAddress sink) throws IOException, InterruptedException {
    fill();
    measure(2, null); // the JIT of both sides
    String quiet = measure(seconds, null);
    String besideSink = measure(seconds, sink);
    String attacked = measure(seconds, attack.isOnManagement() ? management : tracker);
    System.out.println(
        String.join(
            " ", attack.name().toLowerCase(Locale.ROOT), quiet, besideSink, attacked, told));
    System.exit(0); // attackers may still wait for an answer
  }

  /// Puts members into the swarm, a hundred from each network.
  private void fill() throws IOException {
    for (int from = 0; from < MEMBERS; from += MEMBERS_OF_A_NETWORK) {
      int network = from / MEMBERS_OF_A_NETWORK;
      String address = "11." + network / 256 + "." + network % 256 + ".1";
      try (AbuseLine line = new AbuseLine(tracker, address)) {
        for (int i = from; i < from + MEMBERS_OF_A_NETWORK; i++) {
          String peer = peer("member-" + i);
          expect(
              line.ask(
                  "CONNECT",
                  peer
                      + "<PeerAddress ip=\""
                      + address
                      + "\" port=\""
                      + (10_000 + i)
                      + "\"/><Stats><Stat property=\"UploadBandwidth\">5000</Stat></Stats>",
                  null));
          expect(line.ask("JOIN", peer + SWARM + "<ExpireTime>3600</ExpireTime>", null));
        }
      }
    }
  }

  private static void expect(AbuseLine.Answer answer) throws IOException {
    if (!answer.isOk()) {
      throw new IOException(answer.toString());
    }
  }

  private static String peer(String name) {
    return "<PeerID>" + name + "</PeerID>";
  }

  /// Measures the viewer for some seconds.
  ///
  /// @param target what is attacked meanwhile, from a second before; null: nothing
  private String measure(int time, @Nullable InetSocketAddress target) throws InterruptedException {
    ConcurrentHistogram times = new ConcurrentHistogram(3);
    AtomicLong failed = new AtomicLong();
    AbuseAttack.Under under = target == null ? null : attack.begin(target);
    Thread.sleep(1000);
    ExecutorService viewer = Executors.newSingleThreadExecutor();
    ExecutorService newcomers = Executors.newVirtualThreadPerTaskExecutor();
    long begun = System.nanoTime();
    for (int i = 0; i < time * VIEWER_REQUESTS; i++) {
      long at = begun + i * (1_000_000_000L / VIEWER_REQUESTS);
      for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
        Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
      }
      boolean isNew = i % 10 == 9;
      Viewing what = attack.isOnManagement() ? this::probe : isNew ? this::arrive : this::watch;
      (isNew || attack.isOnManagement() ? newcomers : viewer)
          .execute(() -> timed(at, what, times, failed));
    }
    for (ExecutorService each : List.of(viewer, newcomers)) {
      each.shutdown();
      if (!each.awaitTermination(10, TimeUnit.SECONDS)) {
        failed.addAndGet(each.shutdownNow().size()); // those still in line
      }
    }
    if (under != null) {
      told = under.end(time + 1);
    }
    return String.format(
        Locale.ROOT,
        "%.2f %.2f %d",
        times.getValueAtPercentile(50) / 1e6,
        times.getValueAtPercentile(99) / 1e6,
        failed.get());
  }

  /// One thing that a viewer does.
  private interface Viewing {
    void run() throws IOException;
  }

  private static void timed(long due, Viewing what, ConcurrentHistogram times, AtomicLong failed) {
    try {
      what.run();
    } catch (IOException | RuntimeException _) {
      failed.incrementAndGet();
    }
    times.recordValue(Math.max(1, System.nanoTime() - due));
  }

  /// A request of the viewer that has been there all the time.
  private void watch() throws IOException {
    AbuseLine kept = line;
    if (kept == null) {
      kept = new AbuseLine(tracker, "203.0.113.7");
    }
    line = null;
    String viewer = peer("viewer");
    if (token == null) {
      AbuseLine.Answer connected = kept.ask("CONNECT", viewer, null);
      expect(connected);
      token = connected.token();
      expect(kept.ask("JOIN", viewer + SWARM, token));
    }
    boolean finds = transactions.incrementAndGet() % 2 == 0;
    expect(
        finds
            ? kept.ask("FIND", viewer + SWARM + "<Peernum>30</Peernum>", token)
            : kept.ask("KEEPALIVE", viewer, token));
    line = kept; // only after a good answer; otherwise the next request opens another one
  }

  /// A viewer who comes, looks for peers and goes.
  private void arrive() throws IOException {
    String name = "guest-" + transactions.incrementAndGet();
    try (AbuseLine newcomer = new AbuseLine(tracker, "192.0.2.9")) {
      AbuseLine.Answer connected = newcomer.ask("CONNECT", peer(name), null);
      expect(connected);
      expect(newcomer.ask("JOIN", peer(name) + SWARM + "<Peernum>30</Peernum>", connected.token()));
      expect(newcomer.ask("DISCONNECT", peer(name), connected.token()));
    }
  }

  /// A probe of the tracker's health.
  private void probe() throws IOException {
    try (AbuseLine probe = new AbuseLine(management, null)) {
      expect(probe.get("/health/live"));
    }
  }
}
