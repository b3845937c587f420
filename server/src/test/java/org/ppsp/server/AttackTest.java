package org.ppsp.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ppsp.protocol.Status.AUTHENTICATION_REQUIRED;
import static org.ppsp.protocol.Status.BAD_REQUEST;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.server.PeerClient.connect;
import static org.ppsp.server.PeerClient.join;
import static org.ppsp.server.PeerClient.joining;
import static org.ppsp.server.PeerClient.keepAlive;
import static org.ppsp.server.http.Messages.request;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.auth.ConnectProof;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.Messages;
import org.ppsp.server.http.RawClient;
import org.ppsp.testkit.TestAuthority;

/// What strangers may try against a real server, over sockets: with certificates, connections,
/// headers, and other peers' sessions. Those with many names are in [SybilAttackTest].
@Timeout(60)
class AttackTest {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();
  private static final InetAddress ATTACKER = InetAddress.ofLiteral("127.0.0.66");

  @TempDir private Path folder;
  private TestAuthority authority;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void prepare() {
    authority = TestAuthority.in(folder);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private Server start(String... settings) throws Exception {
    Map<String, String> options = new HashMap<>();
    options.put("listen", "127.0.0.1:0");
    options.put("manage.listen", "none");
    for (int i = 0; i < settings.length; i += 2) {
      options.put(settings[i], settings[i + 1]);
    }
    Server server = Server.start(Configuration.load(null, Map.of(), options));
    open.add(server);
    return server;
  }

  private Server startTls(String... settings) throws Exception {
    TestAuthority.Issued own = authority.issue("tracker", "127.0.0.1");
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("tls.certificate", own.certificate().toString()));
    all.addAll(List.of("tls.key", own.key().toString()));
    return start(all.toArray(String[]::new));
  }

  private PeerClient client(Server server) {
    PeerClient client = new PeerClient(server);
    open.add(client);
    return client;
  }

  private <T extends AutoCloseable> T closing(T one) {
    open.add(one);
    return one;
  }

  // ---- certificates in CONNECT

  private Server startWithCertificates() throws Exception {
    return start(
        "auth.mechanisms", "certificate", "auth.authorities", authority.certificate().toString());
  }

  private static String nonce(PeerClient.Answer refusal) {
    Condition.Challenge challenge =
        ((Response.Refusal) refusal.response()).conditions().getFirst().challenge();
    assertThat(challenge).isNotNull();
    return challenge.nonce();
  }

  private static Certificate cer(byte[] der) {
    return new Certificate(Base64.getEncoder().encodeToString(der));
  }

  /// Alice comes with a certificate, and a signature of the nonce that the tracker gave her.
  private static PeerClient.Answer prove(PeerClient client, Certificate cer, KeyPair signer)
      throws Exception {
    String nonce = nonce(client.send(connect("alice")));
    return client.send(connect("alice", cer, sign(signer, nonce)));
  }

  private static Signature sign(KeyPair signer, String nonce) {
    PrivateKey key = signer.getPrivate();
    ConnectProof.Algorithm algorithm =
        switch (key == null ? "" : key.getAlgorithm()) {
          case "RSA" -> ConnectProof.Algorithm.RSA_PSS;
          case "EC" -> ConnectProof.Algorithm.ECDSA_P256;
          default -> ConnectProof.Algorithm.ED25519;
        };
    byte[] message = ConnectProof.message(nonce, new PeerId("alice"), PeerClient.TRANSACTION);
    try {
      return ConnectProof.sign(key, algorithm, message);
    } catch (IllegalArgumentException | NullPointerException _) {
      return new Signature(algorithm.text(), Base64.getEncoder().encodeToString(new byte[64]));
    }
  }

  private void assertStillServes(PeerClient client) throws Exception {
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    assertThat(prove(client, cer(alice.value().getEncoded()), alice.pair()).status())
        .isEqualTo(SUCCESSFUL);
  }

  /// As large as a message lets it be, and begun as a certificate begins.
  @ParameterizedTest
  @ValueSource(strings = {"names", "zeros", "nested", "endless", "cut", "pem"})
  void oversizedCertificate_isRefused(String kind) throws Exception {
    PeerClient client = client(startWithCertificates());
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    int most = Certificate.MAX_LENGTH / 4 * 3;
    byte[] der = new byte[most];
    byte[] long16 = {0x30, (byte) 0x82, (byte) (most - 4 >> 8), (byte) (most - 4)};
    System.arraycopy(long16, 0, der, 0, 4);
    switch (kind) {
      case "names" -> {
        String[] names = new String[540];
        Arrays.setAll(names, i -> String.format(Locale.ROOT, "urn:ppsp:peer:x%03d", i));
        names[0] = "urn:ppsp:peer:alice";
        der = authority.issue("names", names).value().getEncoded();
        assertThat(der.length).isBetween(most / 4 * 3, most);
      }
      case "nested" -> {
        for (int at = 0; at + 4 < most; at += 4) {
          byte[] next = {0x30, (byte) 0x82, (byte) (most - at - 4 >> 8), (byte) (most - at - 4)};
          System.arraycopy(next, 0, der, at, 4);
        }
      }
      case "endless" -> Arrays.fill(der, 1, 6, (byte) 0xff);
      case "cut" -> System.arraycopy(alice.value().getEncoded(), 4, der, 4, 300);
      default -> {
        // zeros behind the first length
      }
    }
    Certificate cer =
        kind.equals("pem")
            ? new Certificate("-----BEGIN CERTIFICATE-----\n".repeat(585).strip())
            : cer(der);
    PeerClient.Answer answer = prove(client, cer, alice.pair());
    assertThat(answer.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(answer.reason()).contains(kind.equals("names") ? "names no peer" : "Cer");
    assertStillServes(client);
  }

  /// Only the first one counts, whoever is named by those behind it.
  @Test
  void pemWithManyCertificates_isWhatItsFirstIs() throws Exception {
    PeerClient client = client(startWithCertificates());
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    TestAuthority.Issued mallory = authority.peer(new PeerId("mallory"));
    String hers = Files.readString(alice.certificate());
    String his = Files.readString(mallory.certificate());
    Certificate his1st = new Certificate((his + hers.repeat(40)).substring(0, 16_000).strip());
    Certificate hers1st = new Certificate((hers + his.repeat(40)).substring(0, 16_000).strip());
    assertThat(prove(client, his1st, mallory.pair()).status()).isEqualTo(FORBIDDEN_ACTION);
    assertThat(prove(client, hers1st, mallory.pair()).status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(prove(client, hers1st, alice.pair()).status()).isEqualTo(SUCCESSFUL);
  }

  private static KeyPair strange(String kind) throws Exception {
    String[] words = kind.split(" ", -1);
    KeyPairGenerator generator = KeyPairGenerator.getInstance(words[0]);
    switch (kind) {
      case "RSA 1024" -> generator.initialize(1024);
      case "RSA huge exponent" ->
          generator.initialize(
              new RSAKeyGenParameterSpec(2048, BigInteger.ONE.shiftLeft(2000).nextProbablePrime()));
      case "RSA 16384" -> {
        // Nobody has the key that belongs to it; only the work of checking counts.
        BigInteger modulus = new BigInteger(16_384, new Random(7)).setBit(16_383).setBit(0);
        PublicKey key =
            KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)));
        return new KeyPair(key, null);
      }
      case "DSA 2048" -> generator.initialize(2048);
      default -> {
        if (words.length > 1) {
          generator.initialize(new ECGenParameterSpec(words[1]));
        }
      }
    }
    return generator.generateKeyPair();
  }

  /// Of an authority that is trusted, with what would be a proof.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "RSA 1024",
        "RSA huge exponent",
        "RSA 16384",
        "EC secp384r1",
        "EC secp521r1",
        "DSA 2048",
        "Ed448"
      })
  void certificateWithAStrangeKey_isRefused(String kind) throws Exception {
    PeerClient client = client(startWithCertificates());
    KeyPair pair = strange(kind);
    X509Certificate certificate = authority.peer(new PeerId("alice"), pair.getPublic());
    PeerClient.Answer answer = prove(client, cer(certificate.getEncoded()), pair);
    assertThat(answer.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(answer.reason()).contains("key must be RSA");
    assertStillServes(client);
  }

  // ---- certificates in the handshake

  /// Shows a chain, whatever is in it.
  private static final class Chain extends X509ExtendedKeyManager {
    private final PrivateKey key;
    private final X509Certificate[] chain;

    Chain(PrivateKey key, X509Certificate... chain) {
      this.key = key;
      this.chain = chain;
    }

    SSLContext context(TestAuthority authority) throws Exception {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      try (InputStream in = Files.newInputStream(authority.certificate())) {
        store.setCertificateEntry(
            "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {this}, trust.getTrustManagers(), null);
      return context;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {"peer"};
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return "peer";
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return "peer";
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return "peer";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain;
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }
  }

  private static SSLSocket handshake(Server server, SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /// A chain that would cost memory and time never comes to be a request; others are served.
  @ParameterizedTest
  @CsvSource({"boringssl, huge", "jdk, huge", "boringssl, many", "jdk, many"})
  void clientChainThatIsHuge_endsItsHandshake(String engine, String kind) throws Exception {
    Server server =
        startTls(
            "auth.mechanisms",
            "tls",
            "auth.authorities",
            authority.certificate().toString(),
            "tls.engine",
            engine);
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    X509Certificate[] chain;
    switch (kind) {
      case "huge" -> {
        String[] names = new String[8000];
        Arrays.setAll(names, i -> String.format(Locale.ROOT, "urn:ppsp:peer:x%05d", i));
        chain = new X509Certificate[] {alice.value(), authority.issue("h", names).value()};
        assertThat(chain[1].getEncoded().length).isGreaterThan(150_000);
      }
      case "many" -> {
        chain = new X509Certificate[600];
        Arrays.fill(chain, alice.value());
      }
      default -> throw new IllegalArgumentException(kind);
    }
    SSLContext context = new Chain(alice.pair().getPrivate(), chain).context(authority);
    RawClient attacker = closing(new RawClient(handshake(server, context)));
    assertThatThrownBy(
            () -> {
              attacker.post(request("CONNECT", "1", "alice"));
              attacker.reply();
            })
        .isInstanceOf(IOException.class);
    PeerClient honest = closing(new PeerClient(server, authority.serve(alice)));
    assertThat(honest.send(connect("alice")).status()).isEqualTo(SUCCESSFUL);
  }

  /// The handshake proves no more than that it has the key; the request is told what is wrong.
  @ParameterizedTest
  @CsvSource({
    "boringssl, RSA 1024",
    "jdk, RSA 1024",
    "boringssl, EC secp384r1",
    "jdk, EC secp384r1"
  })
  void clientCertificateWithAStrangeKey_isRefusedInWords(String engine, String kind)
      throws Exception {
    Server server =
        startTls(
            "auth.mechanisms",
            "tls",
            "auth.authorities",
            authority.certificate().toString(),
            "tls.engine",
            engine);
    KeyPair pair = strange(kind);
    X509Certificate certificate = authority.peer(new PeerId("alice"), pair.getPublic());
    SSLContext context = new Chain(pair.getPrivate(), certificate).context(authority);
    PeerClient attacker = closing(new PeerClient(server, context));
    PeerClient.Answer answer = attacker.send(connect("alice"));
    assertThat(answer.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(answer.reason()).contains("key must be RSA");
  }

  /// To check a signature takes as long as hundreds of requests.
  @Test
  void forgedTokens_areLimitedAsConnectsAre() throws Exception {
    Path jwks = folder.resolve("jwks.json");
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    Files.writeString(jwks, new JWKSet(key.toPublicJWK()).toString());
    Server server =
        start(
            "auth.mechanisms",
            "bearer",
            "auth.jwks",
            jwks.toString(),
            "rate.exempt",
            "none",
            "rate.connectsPerAddress",
            "1/m",
            "rate.burst",
            "10m");
    PeerClient client = closing(new PeerClient(server));
    List<Status> answers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String forged = "Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.e30." + "A".repeat(80 + i);
      answers.add(client.send(keepAlive("alice"), "Authorization", forged).status());
    }
    assertThat(answers.subList(0, 10)).containsOnly(AUTHENTICATION_REQUIRED);
    assertThat(answers.getLast()).isEqualTo(Status.SERVICE_UNAVAILABLE);
    assertThat(client.send(keepAlive("alice")).status()).isEqualTo(FORBIDDEN_ACTION);
  }

  // ---- connections

  /// A connection that comes from an address of loopback.
  private RawClient from(InetAddress address, Server server) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(address, 0));
    socket.setSoTimeout(20_000);
    socket.connect(server.address(), 20_000);
    return closing(new RawClient(socket));
  }

  private static boolean isServed(RawClient client) {
    try {
      return client.post(request("CONNECT", "1", "a")).reply().status() != 503;
    } catch (IOException _) {
      return false; // turned away
    }
  }

  private void until(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.call()) {
      assertThat(System.nanoTime() - end).as("nanoseconds too late").isNegative();
      Thread.onSpinWait();
    }
  }

  @Test
  void connectionFloodFromOneAddress_keepsNobodyElseOut() throws Exception {
    Server server =
        start(
            "http.maxConnectionsPerAddress",
            "10",
            "http.maxConnections",
            "100",
            "rate.exempt",
            "none");
    List<RawClient> flood = new ArrayList<>();
    int served = 0;
    for (int i = 0; i < 60; i++) {
      RawClient one = from(ATTACKER, server);
      flood.add(one);
      served += isServed(one) ? 1 : 0;
    }
    assertThat(served).isEqualTo(10);
    assertThat(server.refusals().of(Reason.CONNECTIONS_OF_ADDRESS)).isEqualTo(50);
    RawClient honest = closing(new RawClient(server.address()));
    assertThat(honest.post(request("CONNECT", "1", "b")).reply().status()).isEqualTo(200);
    for (RawClient one : flood) {
      one.close();
    }
    until(() -> isServed(from(ATTACKER, server)));
    assertThat(honest.post(request("KEEPALIVE", "2", "b")).reply().status()).isEqualTo(200);
  }

  /// From more addresses than one: all places are taken, and the flood makes room for itself; who
  /// has one connection keeps it.
  @Test
  void connectionFloodFromManyAddresses_isBounded_andEnds() throws Exception {
    Server server =
        start(
            "http.maxConnectionsPerAddress",
            "10",
            "http.maxConnections",
            "50",
            "rate.exempt",
            "none");
    RawClient early = closing(new RawClient(server.address()));
    assertThat(early.post(request("CONNECT", "1", "b")).reply().status()).isEqualTo(200);
    List<RawClient> flood = new ArrayList<>();
    int served = 0;
    for (int i = 0; i < 100; i++) {
      RawClient one = from(InetAddress.ofLiteral("127.0.66." + (1 + i % 20)), server);
      flood.add(one);
      served += isServed(one) ? 1 : 0;
    }
    assertThat(served).isEqualTo(100);
    assertThat(server.refusals().of(Reason.CONNECTIONS)).isZero();
    assertThat(early.post(request("KEEPALIVE", "2", "b")).reply().status()).isEqualTo(200);
    for (RawClient one : flood) {
      one.close();
    }
    until(() -> isServed(closing(new RawClient(server.address()))));
  }

  /// The first bytes of a ClientHello that announces more than it sends.
  private static final byte[] HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void halfOpenHandshakes_keepNobodyElseOut_andAreCutOff(String engine) throws Exception {
    Server server =
        startTls(
            "http.maxConnectionsPerAddress",
            "10",
            "rate.exempt",
            "none",
            "http.requestTimeout",
            "500ms",
            "http.idleTimeout",
            "500ms",
            "tls.engine",
            engine);
    List<RawClient> halves = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      RawClient half = from(ATTACKER, server);
      half.send(Arrays.copyOf(HELLO, i % 2 == 0 ? 0 : HELLO.length));
      halves.add(half);
    }
    PeerClient honest = closing(new PeerClient(server, authority.trust()));
    assertThat(honest.send(connect("a")).status()).isEqualTo(SUCCESSFUL);
    for (RawClient half : halves) {
      assertThat(half.isClosed()).isTrue();
    }
    until(
        () -> {
          RawClient again = from(ATTACKER, server);
          return again.post(request("CONNECT", "1", "a")).reply().status() == 400; // speaks TLS
        });
  }

  /// A byte whenever the last one is forgotten: the time is that of the whole handshake.
  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void slowHandshake_isCutOff_howeverItGoesOn(String engine) throws Exception {
    Server server =
        startTls("http.requestTimeout", "300ms", "http.idleTimeout", "10m", "tls.engine", engine);
    try (Socket slow = new Socket(server.address().getAddress(), server.address().getPort())) {
      slow.setSoTimeout(10);
      slow.getOutputStream().write(HELLO);
      long begin = System.nanoTime();
      boolean closed = false;
      while (!closed) {
        assertThat(System.nanoTime() - begin).isLessThan(PATIENCE_NANOS);
        try {
          closed = slow.getInputStream().read() < 0;
        } catch (SocketTimeoutException _) {
          try {
            slow.getOutputStream().write(0);
          } catch (SocketException _) {
            closed = true;
          }
        } catch (SocketException _) {
          closed = true;
        }
      }
    }
    until(() -> server.refusals().of(Reason.TIMEOUT) == 1);
  }

  // ---- headers

  private static final String ALICE = "203.0.113.9";
  private static final String STRANGER = "198.51.100.7";

  private Server startBehindProxy(String... settings) throws Exception {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("proxy.trusted", "127.0.0.1", "proxy.header", "x-forwarded-for"));
    return start(all.toArray(String[]::new));
  }

  private static String via(String address) {
    return "X-Forwarded-For: " + address;
  }

  /// Forms in which a proxy may not see the token, or another one than the tracker.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PPSP-Session: %s\r\nPPSP-Session: " + "00000000000000000000000000000000",
        "PPSP-Session: 00000000000000000000000000000000\r\nppsp-session: %s",
        "PPSP-Session: %s\r\nPPSP-Session:",
        "PPSP-Session: %s, %s",
        "PPSP-Session: %s\r\n %s",
        "PPSP-Session: %s\0",
        "PPSP-Session : %s",
        "PPSP-Session\0: %s",
        "PPSP_Session: %s",
        "PPSP-Session:\u00a0%s",
        "X: y\rPPSP-Session: %s",
        "X: y\0\r\nPPSP-Session: %s"
      })
  void smuggledSessionToken_isNoToken(String header) throws Exception {
    Server server = startBehindProxy();
    RawClient proxy = closing(new RawClient(server.address()));
    String token =
        proxy.post(request("CONNECT", "1", "a"), via(ALICE)).reply().header("ppsp-session");
    String line = header.replace("%s", token);
    RawClient.Reply reply = proxy.post(request("KEEPALIVE", "2", "a"), via(STRANGER), line).reply();
    assertThat(reply.status()).isIn(400, 403);
    RawClient next = closing(new RawClient(server.address()));
    for (String good : List.of("PPSP-Session: ", "ppsp-session:", "PPSP-SESSION:\t")) {
      assertThat(
              next.post(request("KEEPALIVE", "3", "a"), via(STRANGER), good + token)
                  .reply()
                  .status())
          .isEqualTo(200);
    }
  }

  private static String chunked(String message, String... trailers) {
    return Integer.toHexString(message.length())
        + "\r\n"
        + message
        + "\r\n0\r\n"
        + String.join("", List.of(trailers).stream().map(t -> t + "\r\n").toList())
        + "\r\n";
  }

  /// What stands behind the body is not looked at: proxies do not, either.
  @Test
  void headersInTrailers_proveNothing() throws Exception {
    Server server = startBehindProxy();
    RawClient proxy = closing(new RawClient(server.address()));
    String token =
        proxy.post(request("CONNECT", "1", "a"), via(ALICE)).reply().header("ppsp-session");
    String keepAlive = request("KEEPALIVE", "2", "a");
    for (String trailer : List.of("PPSP-Session: " + token, via(ALICE), "Host: b")) {
      proxy.head(via(STRANGER), "Transfer-Encoding: chunked", "Trailer: PPSP-Session");
      proxy.send(chunked(keepAlive, trailer));
      assertThat(proxy.reply().status()).isEqualTo(403);
    }
    proxy.head(via(ALICE), "Transfer-Encoding: chunked");
    proxy.send(chunked(keepAlive, via(STRANGER)));
    assertThat(proxy.reply().status()).isEqualTo(200);
  }

  /// Which of two would count is a matter of taste; so neither does.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: %s\r\nAuthorization: %s",
        "Authorization: %s\r\nauthorization: Bearer x",
        "AUTHORIZATION: Bearer x\r\nAuthorization: %s",
        "Authorization: Bearer\r\nAuthorization: %s",
        "Authorization: Bearer x, %s",
        "Authorization: %s, Bearer x",
        "Authorization: Bearer x\r\n %s",
        "Authorization: %s\r\n x",
        "Authorization : %s",
        "Authorization: %s\0",
        "Authorization\0: %s",
        "Proxy-Authorization: %s",
        "X: y\rAuthorization: %s"
      })
  void smuggledAuthorization_provesNothing(String header) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    Path jwks = folder.resolve("jwks.json");
    Files.writeString(jwks, new JWKSet(key.toPublicJWK()).toString());
    Server server = start("auth.mechanisms", "bearer", "auth.jwks", jwks.toString());
    String good = Tokens.bearer(key, "a");
    RawClient attacker = closing(new RawClient(server.address()));
    String line = header.replace("%s", good);
    assertThat(attacker.post(request("CONNECT", "1", "a"), line).reply().status()).isIn(400, 401);
    RawClient trailing = closing(new RawClient(server.address()));
    trailing.head("Transfer-Encoding: chunked");
    trailing.send(chunked(request("CONNECT", "1", "a"), "Authorization: " + good));
    assertThat(trailing.reply().status()).isEqualTo(401);
    RawClient honest = closing(new RawClient(server.address()));
    assertThat(
            honest.post(request("CONNECT", "1", "a"), "aUTHORIZATION:  " + good).reply().status())
        .isEqualTo(200);
  }

  /// A client's own lines come first, and a proxy adds its line behind them, or on to them.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 198.51.100.7",
        "x-forwarded-for: 203.0.113.9\r\nX-FORWARDED-FOR: 198.51.100.7",
        "X-Forwarded-For: 203.0.113.9, 198.51.100.7",
        "X-Forwarded-For: 203.0.113.9\r\n , 198.51.100.7",
        "X-Forwarded-For: 203.0.113.9, 127.0.0.1\r\nX-Forwarded-For: 198.51.100.7",
        "X-Forwarded-For: 203.0.113.9\0\r\nX-Forwarded-For: 198.51.100.7",
        "Forwarded: for=203.0.113.9\r\nX-Forwarded-For: 198.51.100.7",
        "X-Real-IP: 203.0.113.9\r\nX-Forwarded-For: 198.51.100.7",
      })
  void forwardedForThatAClientSays_isNotItsAddress(String lines) throws Exception {
    Server server = startBehindProxy();
    RawClient proxy = closing(new RawClient(server.address()));
    proxy.post(request("CONNECT", "1", "a"), via(ALICE)).reply();
    assertThat(proxy.post(request("KEEPALIVE", "2", "a"), lines).reply().status()).isIn(400, 403);
    RawClient again = closing(new RawClient(server.address()));
    assertThat(again.post(request("KEEPALIVE", "2", "a"), via(ALICE)).reply().status())
        .isEqualTo(200);
  }

  // ---- sessions of others

  private static List<Request> requestsInTheNameOf(String peer) {
    PeerId id = new PeerId(peer);
    SwarmId movie = new SwarmId("movie");
    return List.of(
        connect(peer),
        joining(peer, "movie"),
        joining(peer, "other"),
        keepAlive(peer),
        join(peer, "movie"),
        new Request.Find(
            PeerClient.TRANSACTION, id, movie, ChunkSet.EMPTY, OptionalInt.empty(), List.of()),
        new Request.StatReport(PeerClient.TRANSACTION, id, null, List.of()),
        new Request.Leave(PeerClient.TRANSACTION, id, movie, ChunkSet.EMPTY),
        new Request.Disconnect(PeerClient.TRANSACTION, id, null));
  }

  /// From elsewhere, without her token, with one that is nearly hers, and with the attacker's own.
  @Test
  void stolenName_isOfNoUse_withoutTheToken() throws Exception {
    PeerClient client = client(startBehindProxy());
    String[] hers = {"X-Forwarded-For", ALICE};
    SessionToken token = client.send(connect("alice"), hers).token();
    assertThat(client.send(join("alice", "movie"), hers).status()).isEqualTo(SUCCESSFUL);
    String[] his = {"X-Forwarded-For", STRANGER};
    SessionToken own = client.send(connect("mallory"), his).token();
    List<String> guesses = new ArrayList<>(Collections.singletonList(null));
    guesses.add(own.text());
    guesses.add("0".repeat(32));
    guesses.add("f".repeat(32));
    guesses.add(new SessionToken(token.high() ^ 1, token.low()).text());
    guesses.add(new SessionToken(token.high(), token.low() ^ 1L << 63).text());
    guesses.add(new SessionToken(token.low(), token.high()).text());
    Random random = new Random(7);
    for (int i = 0; i < 20; i++) {
      guesses.add(new SessionToken(random.nextLong(), random.nextLong()).text());
    }
    for (String guess : guesses) {
      for (Request request : requestsInTheNameOf("alice")) {
        PeerClient.Answer answer =
            guess == null
                ? client.send(request, his)
                : client.send(request, his[0], his[1], SessionToken.HEADER, guess);
        assertThat(answer.status()).as("%s with %s", request, guess).isEqualTo(FORBIDDEN_ACTION);
        assertThat(answer.session()).isNull();
        assertThat(answer.reason()).doesNotContain(token.text()).doesNotContain(ALICE);
      }
    }
    // Behind one NAT with her: a wrong token is wrong there, too.
    assertThat(
            client.send(keepAlive("alice"), hers[0], hers[1], "PPSP-Session", own.text()).status())
        .isEqualTo(FORBIDDEN_ACTION);
    assertThat(client.send(keepAlive("alice"), hers).status()).isEqualTo(SUCCESSFUL);
    assertThat(
            client
                .send(
                    new Request.Leave(
                        PeerClient.TRANSACTION,
                        new PeerId("alice"),
                        new SwarmId("movie"),
                        ChunkSet.EMPTY),
                    hers)
                .status())
        .isEqualTo(SUCCESSFUL);
  }

  // ---- statistics

  /// The tracker asks the peer itself, whatever it says of where it is, and no well-known port.
  @Test
  void controlPort_cannotPointElsewhere() throws Exception {
    try (FakePeer victim = FakePeer.honest("127.0.0.2");
        FakePeer own = FakePeer.honest("127.0.0.66")) {
      Server server = start();
      assertThat(own.port()).isNotEqualTo(victim.port());
      Request connect =
          new Request.Connect(
              PeerClient.TRANSACTION,
              new PeerId("mallory"),
              null,
              List.of(
                  PeerAddress.of(IpAddress.parse("127.0.0.2"), victim.port(), AddressType.HOST)),
              OptionalInt.of(own.port()),
              List.of(),
              null);
      String message = new String(PeerClient.bytes(connect), US_ASCII);
      RawClient.Reply reply = from(ATTACKER, server).post(message).reply();
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
      String query =
          request("STAT_QUERY", "2", "mallory", "<Properties><Stat name=\"Uptime\"/></Properties>");
      RawClient operator = closing(new RawClient(server.address()));
      assertThat(operator.post(query).reply().status()).isEqualTo(200);
      assertThat(own.asked).hasSize(1);
      assertThat(victim.asked).isEmpty();
      for (String port : List.of("22", "80", "1023", "0", "-1", "65536", "65558")) {
        String low = request("CONNECT", "1", "b", "<ControlPort>" + port + "</ControlPort>");
        Response answer = Messages.read(operator.post(low).reply());
        assertThat(answer.status()).as(port).isEqualTo(BAD_REQUEST);
      }
    }
  }
}
