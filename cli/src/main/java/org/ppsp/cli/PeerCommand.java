package org.ppsp.cli;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ppsp.client.PeerSession;
import org.ppsp.client.PeerSessionBuilder;
import org.ppsp.client.Result;
import org.ppsp.client.Swarm;
import org.ppsp.client.TrackerClient;
import org.ppsp.client.TrackerException;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ppsp peer`: a peer that stays connected until SIGINT or SIGTERM.
@Command(
    name = "peer",
    customSynopsis = {
      "ppsp peer [--peer-id PEERID] [--swarm-id SWARMID]... [--peer-mode MODE]",
      "                 [--chunk-id CHUNKS]... [--find-every DURATION] [--duration DURATION]"
          + " [OPTION]..."
    },
    description = {
      "Play a peer that stays connected until SIGINT or SIGTERM.",
      "",
      "It joins swarms, sends KEEPALIVE, renews what expires, answers what the tracker asks,",
      "connects again when it has to, and sends DISCONNECT at the end. For each event it prints",
      "a line with the time.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp peer --peer-id alice --swarm-id movie --peer-mode SEEDER",
      "  ppsp peer --swarm-id movie --chunk-id 0-99 --find-every 30s --require NAT=STUN",
      "  ppsp peer --swarm-id movie --control-port 0 --stat BufferLevel=4000 --duration 10m"
    })
final class PeerCommand implements Callable<Integer> {
  @Mixin private final TrackerOptions tracker = new TrackerOptions();
  @Mixin private final ChunkOptions chunks = new ChunkOptions();
  @Mixin private final Console console = new Console();

  @Option(
      names = "--peer-id",
      paramLabel = "PEERID",
      description = "The peer (default: the one that --cert names, or random).")
  private @Nullable PeerId id;

  @Option(
      names = "--swarm-id",
      paramLabel = "SWARMID",
      description = "A swarm to be in; may be repeated.")
  private List<SwarmId> swarms = List.of();

  @Option(
      names = "--peer-mode",
      paramLabel = "MODE",
      defaultValue = "LEECH",
      description = "SEEDER has the whole content, LEECH (default) a part.")
  private PeerMode mode = PeerMode.LEECH;

  @Option(
      names = "--address",
      paramLabel = "IP:PORT[,ATTRIBUTE=VALUE]...",
      description = "Where the peer serves chunks; may be repeated. See 'ppsp connect --help'.")
  private List<PeerAddress> addresses = List.of();

  @Option(
      names = "--control-port",
      paramLabel = "PORT",
      description =
          "Answer STAT_QUERY at this port; 0 takes any free one (default: the tracker asks in the"
              + " answers to KEEPALIVE).")
  private @Nullable Integer controlPort;

  @Option(
      names = "--stat",
      paramLabel = "NAME=VALUE",
      description = "A statistic to tell; may be repeated.")
  private List<Stat> stats = List.of();

  @Option(
      names = "--report-every",
      paramLabel = "DURATION",
      defaultValue = "1m",
      description = "How often statistics are told, from 1s on (default: ${DEFAULT-VALUE}).")
  private Duration reportEvery = Duration.ofMinutes(1);

  @Option(
      names = "--expire",
      paramLabel = "DURATION",
      description =
          "How long a membership lasts before it is renewed (default: the tracker decides).")
  private @Nullable Duration expire;

  @Option(
      names = "--peernum",
      paramLabel = "N",
      defaultValue = "30",
      description = "How many peers to ask for (default: ${DEFAULT-VALUE}).")
  private int peernum;

  @Option(
      names = "--find-every",
      paramLabel = "DURATION",
      description = "Look for peers so often, from 1s on (default: only when joining).")
  private @Nullable Duration findEvery;

  @Option(
      names = "--require",
      paramLabel = "[MATCH:]NAME=VALUE",
      description = "What peers found must have, as --stat of 'ppsp find'; may be repeated.")
  private List<Requirement> requirements = List.of();

  @Mixin private final CertificateOption cer = new CertificateOption();

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      description = "Disconnect after this time (default: at a signal).")
  private @Nullable Duration duration;

  /// For picocli.
  PeerCommand() {}

  @Override
  public Integer call() throws Failure {
    if (peernum < 0) {
      throw console.misuse("--peernum must not be negative");
    }
    if (findEvery != null && findEvery.compareTo(Duration.ofSeconds(1)) < 0) {
      throw console.misuse("--find-every must be 1s or more");
    }
    checkWords();
    PeerEvents events =
        new PeerEvents(console.out(), InstantSource.system(), tracker.encoding() == Encoding.XML);
    PeerId peer =
        id == null ? tracker.credentials().peer(console).orElseGet(PeerCommand::random) : id;
    tracker.credentials().check(peer, console);
    try (UntilSignal _ = new UntilSignal();
        TrackerClient client = tracker.open(tracker.client(peer, console), console)) {
      PeerSessionBuilder setup = session(client, peer, events);
      events.print("peer-id " + peer);
      try (PeerSession session = connect(setup, events)) {
        events.connected().await(); // another thread prints it
        session.controlPort().ifPresent(port -> events.print("answers STAT_QUERY at port " + port));
        stay(join(session, events), events);
      }
    } catch (InterruptedException e) {
      return ExitCode.OK; // the signal
    } catch (TrackerException e) {
      throw Failure.of(e);
    } catch (IOException e) {
      throw new Failure(
          "the control port %s cannot be opened: %s; name another with --control-port"
              .formatted(controlPort, e.getMessage()),
          e);
    }
    return ExitCode.OK;
  }

  private static PeerId random() {
    return new PeerId("peer-" + HexFormat.of().toHexDigits(new SecureRandom().nextLong()));
  }

  /// Better now than when it is to be said for the first time.
  private void checkWords() {
    boolean isSaid =
        chunks.all().isEmpty()
            && controlPort == null
            && cer.certificate() == null
            && expire == null;
    if (tracker.encoding() == Encoding.JSON && !isSaid) {
      throw console.misuse(
          "the JSON encoding (RFC 7846) has no word for chunks, control ports, certificates and"
              + " expire times; use --encoding xml");
    }
    TransactionId never = new TransactionId("0");
    PeerId self = new PeerId("self");
    SwarmId swarm = new SwarmId("swarm");
    try {
      tracker
          .encoding()
          .check(
              new Request.Find(
                  never, self, swarm, ChunkSet.EMPTY, OptionalInt.of(peernum), requirements));
      tracker.encoding().check(new Request.StatReport(never, self, swarm, stats));
    } catch (IllegalArgumentException e) {
      throw console.misuse(String.valueOf(e.getMessage()));
    }
  }

  private PeerSessionBuilder session(TrackerClient client, PeerId peer, PeerEvents events) {
    try {
      PeerSessionBuilder session =
          PeerSession.builder(client, peer)
              .addresses(addresses.toArray(PeerAddress[]::new))
              .peersOnJoin(peernum)
              .listener(events)
              .withoutShutdownHook();
      if (!stats.isEmpty()) {
        session.statistics(reportEvery, () -> events.told(stats));
      }
      if (controlPort != null) {
        session.controlPort(controlPort);
      }
      if (expire != null) {
        session.expireTime(expire);
      }
      if (cer.certificate() != null) {
        session.certificate(cer.certificate());
      }
      return session;
    } catch (IllegalArgumentException e) {
      throw console.misuse(String.valueOf(e.getMessage()));
    }
  }

  /// Connects. A tracker that says how long to wait is asked again then: the session of an earlier
  /// run may still be there, with a token that is lost.
  private PeerSession connect(PeerSessionBuilder setup, PeerEvents events)
      throws IOException, InterruptedException {
    while (true) {
      try {
        return setup.connect();
      } catch (TrackerException e) {
        Duration wait =
            e.result() instanceof Result.Refused<?> refused
                    && refused.status() == Status.FORBIDDEN_ACTION
                ? refused.retryAfter()
                : null;
        if (wait == null || duration != null && wait.compareTo(duration) >= 0) {
          throw e;
        }
        events.print("trying again in " + wait.toSeconds() + " s");
        Thread.sleep(wait);
      }
    }
  }

  private List<Swarm> join(PeerSession session, PeerEvents events)
      throws TrackerException, InterruptedException {
    List<Swarm> joined = new ArrayList<>();
    for (SwarmId id : swarms) {
      events.print("joins " + id + " as " + mode); // before the peers that the answer brings
      Swarm swarm = session.join(id, mode);
      if (!chunks.all().isEmpty()) {
        swarm.announce(chunks.all());
      }
      joined.add(swarm);
    }
    return joined;
  }

  /// Returns when the duration is over.
  private void stay(List<Swarm> joined, PeerEvents events) throws InterruptedException {
    long begin = System.nanoTime();
    long nextFind = findEvery == null ? Long.MAX_VALUE : findEvery.toNanos();
    long end = duration == null ? Long.MAX_VALUE : duration.toNanos();
    while (true) {
      long passed = System.nanoTime() - begin;
      if (passed >= end) {
        return;
      }
      if (findEvery != null && passed >= nextFind) {
        find(joined, events);
        nextFind = passed + findEvery.toNanos();
      } else {
        Thread.sleep(Duration.ofNanos(Math.min(end, nextFind) - passed));
      }
    }
  }

  private void find(List<Swarm> joined, PeerEvents events) throws InterruptedException {
    for (Swarm swarm : joined) {
      try {
        int found = swarm.find(peernum, requirements.toArray(Requirement[]::new)).size();
        events.print("found %s peers in %s".formatted(found, swarm.id()));
      } catch (TrackerException e) {
        events.print("found nothing in " + swarm.id() + ": " + e.result().summary());
      }
    }
  }
}
