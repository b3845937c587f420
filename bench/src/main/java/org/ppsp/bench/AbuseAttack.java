package org.ppsp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What one hostile host, or all of its network, does at a fixed rate.
enum AbuseAttack {
  /// Sessions that join as many swarms and offer as many separate chunks as they may.
  MEMORY(300, 8) {
    @Override
    void act(Hand hand, long number) throws IOException {
      String peer = "<PeerID>hoarder-" + number / 128 + "</PeerID>";
      AbuseLine line = hand.line(HOST);
      if (number % 128 == 0) {
        hand.count(line.ask("CONNECT", peer, null));
      }
      hand.count(
          line.ask(
              "JOIN_CHUNK",
              peer + ("<SwarmID>s" + number % 64 + "</SwarmID>") + everySecond(number / 64 % 2),
              null));
      hand.keep(line);
    }
  },

  /// Looks for a property that no member has, in a way that no summary tells.
  PROCESSOR(50, 8) {
    @Override
    void act(Hand hand, long number) throws IOException {
      String peer = "<PeerID>searcher-" + number % 8 + "</PeerID>";
      AbuseLine line = hand.line(HOST);
      if (number < 8) {
        hand.count(line.ask("CONNECT", peer, null));
      }
      hand.count(
          line.ask(
              "FIND",
              peer
                  + "<SwarmID>live-event</SwarmID><Stats><Stat property=\"UploadBandwidth\">"
                  + (7000 + number % 1000)
                  + "</Stat></Stats>",
              null));
      hand.keep(line);
    }
  },

  /// Connections that ask for nothing, from all addresses of a network.
  CONNECTIONS(1500, 64) {
    @Override
    void act(Hand hand, long number) throws IOException {
      hand.hold(hand.open("198.51.100." + number % 256));
    }
  },

  /// Names in refusals that the log has to write.
  LOG(1000, 8) {
    @Override
    void act(Hand hand, long number) throws IOException {
      AbuseLine line = hand.line(HOST);
      hand.count(
          line.ask(
              "KEEPALIVE", "<PeerID>viewer</PeerID>", String.format(Locale.ROOT, "%032x", number)));
      hand.keep(line);
    }
  },

  /// Connections to the management port that send a byte now and then.
  MANAGEMENT(400, 64) {
    @Override
    void act(Hand hand, long number) throws IOException {
      if (number < 1100) {
        AbuseLine line = hand.open(null);
        line.send("G");
        hand.hold(line);
      } else {
        hand.trickle();
      }
    }

    @Override
    boolean isOnManagement() {
      return true;
    }
  },

  /// Begins session after session to be told all members' addresses.
  HARVEST(200, 8) {
    @Override
    void act(Hand hand, long number) throws IOException {
      String peer = "<PeerID>harvester-" + number + "</PeerID>";
      AbuseLine line = hand.line(HOST);
      AbuseLine.Answer connected = line.ask("CONNECT", peer, null);
      hand.count(connected);
      for (int i = 0; i < 4 && connected.isOk(); i++) {
        hand.told(
            line.ask(
                "FIND",
                peer + "<SwarmID>live-event</SwarmID><Peernum>50</Peernum>",
                connected.token()));
      }
      hand.keep(line);
    }
  };

  private static final String HOST = "198.51.100.9";
  private static final Pattern ADDRESS = Pattern.compile("ip=\"[0-9.]+\" port=\"[0-9]+\"");

  private final int rate;
  private final int threads;

  /// @param rate how many actions a second
  /// @param threads how many of them at a time
  AbuseAttack(int rate, int threads) {
    this.rate = rate;
    this.threads = threads;
  }

  /// Does it once.
  ///
  /// @param number counts from 0
  abstract void act(Hand hand, long number) throws IOException;

  /// Whether it is the management port that is attacked.
  boolean isOnManagement() {
    return false;
  }

  /// Attacks from now on.
  Under begin(InetSocketAddress target) {
    return new Under(target);
  }

  /// Chunks of which no two are neighbours, so that none can be kept with others as a range.
  ///
  /// @param part which 256 of them, counted from 0
  private static String everySecond(long part) {
    StringBuilder numbers = new StringBuilder("<ChunkID>");
    for (int i = 0; i < 256; i++) {
      numbers.append(2 * (256 * part + i)).append(' ');
    }
    return numbers + "</ChunkID>";
  }

  /// An attack that is under way.
  final class Under {
    private final InetSocketAddress target;
    private final long begun = System.nanoTime();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Set<String> addresses = ConcurrentHashMap.newKeySet();
    private final List<AbuseLine> held = new ArrayList<>();

    private Under(InetSocketAddress target) {
      this.target = target;
      for (int i = 0; i < threads; i++) {
        Thread.ofPlatform().daemon().start(new Hand(this)::work);
      }
    }

    /// Ends it and says what became of it.
    ///
    /// @param seconds how long it was
    String end(int seconds) {
      over.set(true);
      synchronized (held) {
        held.forEach(AbuseLine::close);
      }
      return String.format(
          Locale.ROOT,
          "%d/s, %d refused, %d addresses told",
          done.get() / seconds,
          refused.get(),
          addresses.size());
    }
  }

  /// One thread of an attack.
  final class Hand {
    private final Under under;
    private @Nullable AbuseLine kept;

    private Hand(Under under) {
      this.under = under;
    }

    private void work() {
      while (!under.over.get()) {
        long number = under.next.getAndIncrement();
        long due = under.begun + number * 1_000_000_000L / rate;
        long left = due - System.nanoTime();
        try {
          if (left > 0) {
            Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
          }
          act(this, number);
        } catch (IOException _) {
          under.refused.incrementAndGet();
        } catch (InterruptedException _) {
          return;
        }
        under.done.incrementAndGet();
      }
    }

    AbuseLine open(@Nullable String from) throws IOException {
      return new AbuseLine(under.target, from);
    }

    /// Its own connection, if the last request on it was answered.
    AbuseLine line(String from) throws IOException {
      AbuseLine line = kept;
      kept = null;
      return line == null ? open(from) : line;
    }

    void keep(AbuseLine line) {
      kept = line;
    }

    void hold(AbuseLine line) {
      synchronized (under.held) {
        under.held.add(line);
      }
    }

    /// Sends a byte on a connection that is under.held.
    void trickle() throws IOException {
      AbuseLine line;
      synchronized (under.held) {
        if (under.held.isEmpty()) {
          return;
        }
        line = under.held.removeFirst();
        under.held.addLast(line);
      }
      line.send("E");
    }

    void count(AbuseLine.Answer answer) {
      if (!answer.isOk()) {
        if (under.refused.incrementAndGet() == 1) {
          System.err.println(answer); // why, for whoever looks
        }
      }
    }

    void told(AbuseLine.Answer answer) {
      count(answer);
      Matcher matcher = ADDRESS.matcher(answer.body());
      while (matcher.find()) {
        under.addresses.add(matcher.group());
      }
    }
  }
}
