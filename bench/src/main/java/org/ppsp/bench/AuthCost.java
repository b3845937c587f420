package org.ppsp.bench;

import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.IntFunction;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Requests;
import org.ppsp.server.security.Security;
import org.ppsp.testkit.TestAuthority;
import org.ppsp.tracker.Tracker;
import org.ppsp.tracker.TrackerSettings;

/// Prints what it costs to find out who a peer is, and to bound what it may ask: processor time of
/// the thread that answers, without HTTP and XML. All ways take turns, and each is compared with
/// none in the same round. Whatever the peer does, as signing, is not counted. Argument: rounds.
public final class AuthCost {
  private static final int PEERS = 50;

  /// How often a request is repeated in a round that takes a microsecond or two.
  private static final int TIMES = 20;

  /// The JDK keeps the last 750 certificates that it has read.
  private static final int STRANGERS = 800;

  private static final double NANOS_PER_MICRO = 1000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Map<String, List<Double>> figures = new LinkedHashMap<>();
  private final List<byte[]> strangers = new ArrayList<>();
  private final CertificateFactory certificates;

  private AuthCost(TestAuthority authority) throws GeneralSecurityException {
    certificates = CertificateFactory.getInstance("X.509");
    for (int i = 0; i < STRANGERS; i++) {
      strangers.add(authority.peer(new PeerId("stranger-" + i)).value().getEncoded());
    }
  }

  /// A way to prove who one is.
  ///
  /// @param connects what each peer sends with CONNECT
  /// @param isNew whether the certificates shall be such as were not seen lately
  private record Way(
      String name, Requests requests, IntFunction<AuthPeers.Ask> connects, boolean isNew) {}

  /// Measures and prints.
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("ppsp-auth");
    try {
      TestAuthority authority = TestAuthority.in(folder);
      AuthCost cost = new AuthCost(authority);
      cost.measure(AuthPeers.in(folder, authority, PEERS), rounds);
      cost.print();
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private void measure(AuthPeers peers, int rounds) throws Exception {
    List<Way> ways = new ArrayList<>();
    Security none = peers.security(null, "OPEN");
    ways.add(new Way("none", requests(none), peers::plain, false));
    Requests tls = requests(peers.security("TLS", "OPEN"));
    ways.add(new Way("TLS certificate, first of a connection", tls, peers::anotherTls, true));
    ways.add(new Way("TLS certificate, seen", tls, peers::tls, false));
    Requests proofs = requests(peers.security("CERTIFICATE", "OPEN"));
    for (String key : List.of("RSA", "EC", "Ed25519")) {
      IntFunction<AuthPeers.Ask> signed = i -> peers.signed(key, i, ask(proofs, peers.plain(i)));
      ways.add(new Way("Cer and Signature, " + key, proofs, signed, true));
      ways.add(new Way("Cer seen lately and Signature, " + key, proofs, signed, false));
    }
    Requests digest = requests(peers.security("DIGEST", "OPEN"));
    for (String qop : List.of("auth", "auth-int")) {
      ways.add(
          new Way(
              "Digest SHA-256, " + qop,
              digest,
              i -> peers.digest(qop, i, ask(digest, peers.plain(i))),
              false));
    }
    Requests bearer = requests(peers.security("BEARER", "OPEN"));
    for (String algorithm : List.of("ES256", "RS256")) {
      ways.add(
          new Way("new token, " + algorithm, bearer, i -> peers.token(algorithm, i, true), false));
      ways.add(
          new Way(
              "token seen, " + algorithm, bearer, i -> peers.token(algorithm, i, false), false));
    }
    AuthLimits limits = new AuthLimits();
    Security listed = peers.security(null, "ALLOW_LIST");
    Requests listedRequests = requests(listed);
    for (int round = -rounds / 2; round < rounds; round++) { // the first are for warming up
      boolean counts = round >= 0;
      for (Way way : ways) {
        round(way, peers, counts);
      }
      challenge("401, Digest", digest, peers, counts);
      challenge("401, Cer and Signature", proofs, peers, counts);
      challenge("401, bearer", bearer, peers, counts);
      join("JOIN", requests(none), peers, counts);
      join("JOIN, by a list", listedRequests, peers, counts);
      add("the list alone", counts, AuthLimits.ask(listed.access(), PEERS * TIMES), PEERS * TIMES);
      limits.round((name, nanos, times) -> add(name, counts, nanos, times));
    }
  }

  /// What stands before the tracker, and the tracker.
  private static Requests requests(Security security) {
    Tracker tracker =
        new Tracker(
            TrackerSettings.DEFAULT,
            System::nanoTime,
            InstantSource.system(),
            new Random(1),
            security.access());
    return security.before(
        (request, sender, later) -> Answer.of(tracker.handle(request, sender.caller())),
        (address, request) -> null);
  }

  static long nanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  private void add(String name, boolean counts, long nanos, int times) {
    if (counts) {
      figures.computeIfAbsent(name, any -> new ArrayList<>()).add(nanos / NANOS_PER_MICRO / times);
    }
  }

  static Answer ask(Requests requests, AuthPeers.Ask ask) {
    Answer answer = requests.handle(ask.request(), ask.sender(), later -> {});
    if (answer == null) {
      throw new IllegalStateException("no answer to " + ask.request());
    }
    return answer;
  }

  private static void check(Answer answer) {
    if (answer.response().status() != Status.SUCCESSFUL) {
      throw new IllegalStateException(answer.response().toString());
    }
  }

  private static Answer[] ask(Requests requests, List<AuthPeers.Ask> asks) {
    Answer[] answers = new Answer[asks.size()];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = ask(requests, asks.get(i));
    }
    return answers;
  }

  /// The peers connect, keep alive and go.
  private void round(Way way, AuthPeers peers, boolean counts) throws GeneralSecurityException {
    List<AuthPeers.Ask> connects = new ArrayList<>();
    if (way.isNew) {
      readStrangers();
    }
    for (int i = 0; i < PEERS; i++) {
      connects.add(way.connects.apply(i));
    }
    if (way.isNew) {
      readStrangers();
    }
    long begun = nanos();
    Answer[] connected = ask(way.requests, connects);
    add("CONNECT, " + way.name, counts, nanos() - begun, PEERS);
    Arrays.stream(connected).forEach(AuthCost::check);
    List<AuthPeers.Ask> alive = new ArrayList<>();
    List<AuthPeers.Ask> gone = new ArrayList<>();
    for (int i = 0; i < PEERS; i++) {
      SessionToken token = connected[i].response().session();
      alive.add(peers.ask(new Request.KeepAlive(AuthPeers.TRANSACTION, peers.peer(i)), i, token));
      gone.add(
          peers.ask(new Request.Disconnect(AuthPeers.TRANSACTION, peers.peer(i), null), i, token));
    }
    Answer[] last = {};
    begun = nanos();
    for (int i = 0; i < TIMES; i++) {
      last = ask(way.requests, alive);
    }
    add("KEEPALIVE, " + way.name, counts, nanos() - begun, PEERS * TIMES);
    Arrays.stream(last).forEach(AuthCost::check);
    Arrays.stream(ask(way.requests, gone)).forEach(AuthCost::check);
  }

  /// After that, the JDK does not know again any certificate that it had read before.
  private void readStrangers() throws GeneralSecurityException {
    for (byte[] stranger : strangers) {
      certificates.generateCertificate(new ByteArrayInputStream(stranger));
    }
  }

  /// Peers that show nothing are told what would do.
  private void challenge(String name, Requests requests, AuthPeers peers, boolean counts) {
    List<AuthPeers.Ask> asks = new ArrayList<>();
    for (int i = 0; i < PEERS; i++) {
      asks.add(peers.plain(i));
    }
    long begun = nanos();
    Answer[] answers = ask(requests, asks);
    add("CONNECT, " + name, counts, nanos() - begun, PEERS);
    for (Answer answer : answers) {
      if (answer.response().status() != Status.AUTHENTICATION_REQUIRED) {
        throw new IllegalStateException(answer.response().toString());
      }
    }
  }

  private void join(String name, Requests requests, AuthPeers peers, boolean counts) {
    List<AuthPeers.Ask> joins = new ArrayList<>();
    List<AuthPeers.Ask> leaves = new ArrayList<>();
    for (int i = 0; i < PEERS; i++) {
      Response connected = ask(requests, peers.plain(i)).response();
      joins.add(
          peers.ask(
              new Request.Join(
                  AuthPeers.TRANSACTION,
                  peers.peer(i),
                  Population.SWARM,
                  null,
                  null,
                  OptionalInt.empty(),
                  ChunkSet.EMPTY,
                  List.of()),
              i,
              connected.session()));
      leaves.add(
          peers.ask(
              new Request.Leave(
                  AuthPeers.TRANSACTION, peers.peer(i), Population.SWARM, ChunkSet.EMPTY),
              i,
              connected.session()));
    }
    long nanos = 0;
    for (int i = 0; i < TIMES; i++) {
      long begun = nanos();
      Answer[] joined = ask(requests, joins);
      nanos += nanos() - begun;
      Arrays.stream(joined).forEach(AuthCost::check);
      Arrays.stream(ask(requests, leaves)).forEach(AuthCost::check);
    }
    add(name, counts, nanos, PEERS * TIMES);
  }

  private void print() {
    figures.forEach(
        (name, values) -> {
          double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
          System.out.printf(
              Locale.ROOT,
              "%-55s %9.3f us (%.3f to %.3f)%s%n",
              name,
              sorted[sorted.length / 2],
              sorted[0],
              sorted[sorted.length - 1],
              ratio(name));
        });
  }

  /// To the same request where nobody has to prove anything, in the same round.
  private String ratio(String name) {
    String method = name.replaceFirst(",.*", "");
    List<Double> base = figures.get(method.equals("JOIN") ? method : method + ", none");
    List<Double> own = figures.get(name);
    if (base == null || own == null || base.size() != own.size()) {
      return "";
    }
    double[] ratios = new double[own.size()];
    Arrays.setAll(ratios, i -> own.get(i) / base.get(i));
    Arrays.sort(ratios);
    return String.format(Locale.ROOT, ", %.2f of none", ratios[ratios.length / 2]);
  }
}
