package org.ppsp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ppsp.protocol.Status.AUTHENTICATION_REQUIRED;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.server.PeerClient.connect;
import static org.ppsp.server.PeerClient.join;
import static org.ppsp.server.PeerClient.joining;
import static org.ppsp.server.PeerClient.keepAlive;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.auth.AuthHeader;
import org.ppsp.protocol.auth.ConnectProof;
import org.ppsp.protocol.auth.Digest;
import org.ppsp.server.http.RawClient;
import org.ppsp.testkit.TestAuthority;

/// Peers that prove who they are to a real server, and those that cannot.
class AuthenticationTest {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

  @TempDir private Path folder;
  private TestAuthority authority;
  private Path users;
  private Path jwks;
  private Path revoked;
  private ECKey key;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    authority = TestAuthority.in(folder);
    revoked = authority.revoke();
    users = folder.resolve("users");
    passwords("alice", "bob");
    key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    jwks = folder.resolve("jwks.json");
    keys(key);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private void passwords(String... peers) throws Exception {
    StringBuilder lines = new StringBuilder("# peers\n");
    for (String peer : peers) {
      for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
        lines.append(peer + ":ppsp:" + ha1(algorithm, peer) + "\n");
      }
    }
    replace(users, lines.toString());
  }

  private void keys(JWK... trusted) throws Exception {
    replace(jwks, new JWKSet(List.of(trusted)).toString());
  }

  private static void replace(Path file, String text) throws Exception {
    Path next = Files.writeString(Path.of(file + ".next"), text);
    Files.move(
        next,
        file,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static String ha1(Digest.Algorithm algorithm, String peer) {
    return Digest.ha1(algorithm, peer, "ppsp", ("secret of " + peer).toCharArray());
  }

  private Server start(String mechanisms, String... settings) throws Exception {
    Map<String, String> options = new HashMap<>();
    options.put("listen", "127.0.0.1:0");
    options.put("manage.listen", "none");
    options.put("reloadInterval", "50ms");
    options.put("auth.mechanisms", mechanisms);
    if (!mechanisms.equals("none")) {
      options.put("auth.authorities", authority.certificate().toString());
      options.put("auth.revoked", revoked.toString());
      options.put("auth.users", users.toString());
      options.put("auth.realm", "ppsp");
      options.put("auth.jwks", jwks.toString());
    }
    for (int i = 0; i < settings.length; i += 2) {
      options.put(settings[i], settings[i + 1]);
    }
    Server server = Server.start(Configuration.load(null, Map.of(), options));
    open.add(server);
    return server;
  }

  private PeerClient client(Server server) {
    PeerClient client = new PeerClient(server);
    open.add(client);
    return client;
  }

  /// Waits until a file was taken.
  private static void until(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.call()) {
      assertThat(System.nanoTime() - end).as("nanoseconds too late").isNegative();
      Thread.onSpinWait();
    }
  }

  // ---- none

  @Test
  void noCredentials_areAnsweredWithAllThatWouldDo() throws Exception {
    PeerClient client = client(start("digest, certificate, bearer"));
    PeerClient.Answer answer = client.send(connect("alice"));
    assertThat(answer.http()).isEqualTo(401);
    assertThat(answer.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(((Response.Refusal) answer.response()).conditions())
        .extracting(Condition::type)
        .containsExactly(Condition.Type.CERTIFICATE, Condition.Type.DIGEST, Condition.Type.BEARER);
    assertThat(answer.challenges()).hasSize(3);
    assertThat(answer.challenges().getFirst())
        .startsWith("Digest realm=\"ppsp\", qop=\"auth, auth-int\", algorithm=SHA-256, nonce=");
    assertThat(answer.challenges().get(1)).isEqualTo("Bearer realm=\"ppsp\"");
    assertThat(answer.challenges().getLast())
        .isEqualTo("PPSP realm=\"ppsp\", mechanisms=\"certificate digest bearer\"");
    PeerClient.Answer json = client.send(joining("alice", "movie"));
    assertThat(json.http()).isEqualTo(401);
    assertThat(json.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(json.challenges()).hasSize(3);
    assertThat(client.send(keepAlive("alice")).status()).isEqualTo(FORBIDDEN_ACTION);
  }

  /// RFC 9110, section 15.5.2: each 401 has a challenge, also where HTTP has no scheme for what
  /// would do.
  @Test
  void every401_hasAChallenge_alsoWhereOnlyCertificatesWouldDo() throws Exception {
    PeerClient client = client(start("certificate", "auth.realm", "none"));
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    SessionToken token = prove(client, alice, "alice").token();
    List<PeerClient.Answer> refused = new ArrayList<>();
    refused.add(client.send(connect("bob")));
    refused.add(client.send(joining("bob", "movie")));
    refused.add(client.send(keepAlive("alice")));
    refused.add(client.send(connect("alice", pem(alice), proof(alice, "alice", "made-up"))));
    authority.revoke(alice.value());
    until(() -> client.send(keepAlive("alice"), token).http() == 401);
    refused.add(client.send(keepAlive("alice"), token));
    for (PeerClient.Answer answer : refused) {
      assertThat(answer.http()).isEqualTo(401);
      assertThat(answer.status()).isEqualTo(AUTHENTICATION_REQUIRED);
      assertThat(answer.challenges())
          .containsExactly("PPSP realm=\"ppsp@localhost\", mechanisms=\"certificate\"");
    }
  }

  // ---- digest

  /// What a client answers to a challenge, each part of which a test may change.
  private static final class Answering {
    Digest.Algorithm algorithm = Digest.Algorithm.SHA_256;
    String user = "alice";
    String password = "secret of alice";
    String realm = "ppsp";
    String uri = "/";
    String qop = Digest.AUTH;
    String nc = "00000001";
    String nonce;

    Answering(PeerClient.Answer refusal) {
      nonce =
          AuthHeader.challenges(refusal.challenges().getFirst())
              .getFirst()
              .parameters()
              .get("nonce");
    }

    String header(Request request) {
      String response =
          Digest.response(
              algorithm,
              Digest.ha1(algorithm, user, realm, password.toCharArray()),
              "POST",
              uri,
              nonce,
              nc,
              "0a4f113b",
              qop,
              PeerClient.bytes(request));
      return "Digest username=\"%s\", realm=\"%s\", uri=\"%s\", algorithm=%s, nonce=\"%s\", nc=%s, cnonce=\"0a4f113b\", qop=%s, response=\"%s\""
          .formatted(user, realm, uri, algorithm.text(), nonce, nc, qop, response);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth", "auth-int"})
  void digest_connectsThePeer_inEitherEncoding(String qop) throws Exception {
    PeerClient client = client(start("digest"));
    Answering answering = new Answering(client.send(connect("alice")));
    answering.qop = qop;
    Request connect = connect("alice");
    SessionToken token = client.send(connect, "Authorization", answering.header(connect)).token();
    assertThat(client.send(keepAlive("alice"), token).status()).isEqualTo(SUCCESSFUL);
    answering.nc = "00000002";
    Request json = joining("alice", "movie");
    assertThat(client.send(json, "Authorization", answering.header(json)).status())
        .isEqualTo(SUCCESSFUL);
  }

  /// As curl does it, which does not want to send its body twice.
  @Test
  void noMessageAtAll_isAnsweredWithAChallenge_whereThereIsOne() throws Exception {
    for (String mechanism : List.of("digest", "bearer", "certificate")) {
      Server server = start(mechanism);
      java.net.http.HttpResponse<String> answer =
          java.net.http.HttpClient.newHttpClient()
              .send(
                  java.net.http.HttpRequest.newBuilder(server.url())
                      .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
                      .build(),
                  java.net.http.HttpResponse.BodyHandlers.ofString());
      boolean asked = !mechanism.equals("certificate");
      assertThat(answer.statusCode()).isEqualTo(asked ? 401 : 400);
      assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(asked);
    }
  }

  @Test
  void digest_ofAnotherPeer_isForbidden() throws Exception {
    PeerClient client = client(start("digest"));
    Answering answering = new Answering(client.send(connect("bob")));
    Request connect = connect("bob");
    assertThat(client.send(connect, "Authorization", answering.header(connect)).status())
        .isEqualTo(FORBIDDEN_ACTION);
  }

  @ParameterizedTest
  @CsvSource({
    "password, guessed",
    "user, nobody",
    "realm, other",
    "nonce, made-up",
    "nc, 0000000g",
    "qop, auth"
  })
  void digest_withAnythingWrong_isRefused_andAnyTryMayFollow(String part, String value)
      throws Exception {
    PeerClient client = client(start("digest"));
    Answering answering = new Answering(client.send(connect("alice")));
    Request connect = connect("alice");
    switch (part) {
      case "password" -> answering.password = value;
      case "user" -> answering.user = value;
      case "realm" -> answering.realm = value;
      case "nonce" -> answering.nonce = value;
      case "nc" -> answering.nc = value;
      default -> answering.qop = value;
    }
    String header = answering.header(connect);
    String sent = part.equals("qop") ? header.replace("qop=auth", "qop=auth-conf") : header;
    PeerClient.Answer answer = client.send(connect, "Authorization", sent);
    assertThat(answer.http()).isEqualTo(401);
    assertThat(answer.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    Answering again = new Answering(answer);
    assertThat(client.send(connect, "Authorization", again.header(connect)).status())
        .isEqualTo(SUCCESSFUL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Digest",
        "Digest ,",
        "Digest username=\"alice\"",
        "Digest username=\"a b\"",
        "Digest username=\"alice\", realm=\"ppsp\", uri=\"/\", algorithm=SHA-256",
        "Digestive username=\"alice\"",
        "Basic YWxpY2U6c2VjcmV0",
        "Bearer x",
        "x"
      })
  void headerThatIsSomethingElse_isRefused(String header) throws Exception {
    PeerClient client = client(start("digest"));
    PeerClient.Answer answer = client.send(connect("alice"), "Authorization", header);
    assertThat(answer.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(answer.reason()).doesNotContain("alice").doesNotContain("YWxp");
  }

  /// RFC 7616, section 3.4: what is improper is a 4xx that says so; the challenge helps the client
  /// that can do better.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Digest username=alice, username=bob",
        "Digest username=\"alice",
        "Digest username=\"alice\", username*=UTF-8''alice",
        "Digest username*=latin1''alice",
        "Digest username=\"alice\" realm=\"ppsp\""
      })
  void digestThatIsMalformed_is400_withTheChallenge(String header) throws Exception {
    PeerClient client = client(start("digest"));
    PeerClient.Answer answer = client.send(connect("alice"), "Authorization", header);
    assertThat(answer.http()).isEqualTo(400);
    assertThat(answer.status()).isEqualTo(Status.BAD_REQUEST);
    assertThat(answer.reason()).startsWith("Authorization: ").doesNotContain("alice");
    Answering again = new Answering(answer);
    Request connect = connect("alice");
    assertThat(client.send(connect, "Authorization", again.header(connect)).status())
        .isEqualTo(SUCCESSFUL);
  }

  /// As curl sends it: the bytes of UTF-8, which the challenge asks for.
  @ParameterizedTest
  @ValueSource(strings = {"j\u00fcrgen", "\u5c71\u7530", "\ud83d\ude00"})
  void digestOfAName_isReadInUtf8(String peer) throws Exception {
    passwords(peer);
    Server server = start("digest");
    PeerClient client = client(server);
    PeerClient.Answer refusal = client.send(connect(peer));
    assertThat(refusal.challenges().getFirst()).contains("charset=UTF-8");
    Answering answering = new Answering(refusal);
    answering.user = peer;
    answering.password = "secret of " + peer;
    Request connect = connect(peer);
    byte[] body = PeerClient.bytes(connect);
    String header = answering.header(connect);
    String head =
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %s\r\nAuthorization: %s\r\n\r\n"
            .formatted(body.length, header);
    try (RawClient raw = new RawClient(server.address())) {
      RawClient.Reply reply = raw.send(head.getBytes(UTF_8)).send(body).reply();
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }
    if (peer.startsWith("j")) {
      try (RawClient raw = new RawClient(server.address())) {
        RawClient.Reply reply = raw.send(head.getBytes(ISO_8859_1)).send(body).reply();
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("username must be in UTF-8");
      }
    }
    answering.nc = "00000002";
    String extended =
        answering
            .header(connect)
            .replace("username=\"" + peer + "\"", "username*=" + AuthHeader.extended(peer));
    assertThat(client.send(connect, "Authorization", extended).status()).isEqualTo(SUCCESSFUL);
  }

  /// RFC 7616, section 3.4.6: it may be an attack, or a proxy that nobody has named.
  @Test
  void digestForAnotherUri_is400_andStandsInTheSecurityLog() throws Exception {
    Server server = start("digest");
    PeerClient client = client(server);
    Answering answering = new Answering(client.send(connect("alice")));
    answering.uri = "/other";
    Request connect = connect("alice");
    try (SecurityLines lines = new SecurityLines()) {
      PeerClient.Answer answer = client.send(connect, "Authorization", answering.header(connect));
      assertThat(answer.http()).isEqualTo(400);
      assertThat(answer.status()).isEqualTo(Status.BAD_REQUEST);
      assertThat(answer.reason()).contains("uri", "proxy.trusted");
      assertThat(lines.all())
          .singleElement()
          .asString()
          .contains("event=authentication-failed", "127.0.0.1", "peer=\"alice\"", "uri must be");
    }
    // The same target in another form is the same.
    Answering whole = new Answering(client.send(connect("alice")));
    whole.uri = server.url().resolve("/").toString();
    assertThat(client.send(connect, "Authorization", whole.header(connect)).status())
        .isEqualTo(SUCCESSFUL);
  }

  @Test
  void digestForAnotherUri_isTaken_whereATrustedProxyStandsBetween() throws Exception {
    for (String header : List.of("x-forwarded-for", "forwarded")) {
      PeerClient client =
          client(start("digest", "proxy.trusted", "127.0.0.1", "proxy.header", header));
      Answering answering = new Answering(client.send(connect("alice")));
      answering.uri = "/tracker/of/the/outside";
      Request connect = connect("alice");
      assertThat(client.send(connect, "Authorization", answering.header(connect)).status())
          .isEqualTo(SUCCESSFUL);
      answering.nc = "00000002";
      String forged = answering.header(connect).replace("/tracker/of", "/another/of");
      assertThat(client.send(connect, "Authorization", forged).http()).isEqualTo(401);
    }
  }

  @Test
  void digestThatComesAgain_isStale() throws Exception {
    PeerClient client = client(start("digest"));
    Answering answering = new Answering(client.send(connect("alice")));
    Request connect = connect("alice");
    String header = answering.header(connect);
    assertThat(client.send(connect, "Authorization", header).status()).isEqualTo(SUCCESSFUL);
    PeerClient.Answer again = client.send(connect, "Authorization", header);
    assertThat(again.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(again.challenges().getFirst()).contains("stale=true");
  }

  @Test
  void digestWithAuthInt_coversTheBody() throws Exception {
    PeerClient client = client(start("digest"));
    Answering answering = new Answering(client.send(connect("alice")));
    answering.qop = Digest.AUTH_INT;
    String header = answering.header(connect("alice"));
    assertThat(client.send(keepAlive("alice"), "Authorization", header).status())
        .isEqualTo(AUTHENTICATION_REQUIRED);
  }

  @Test
  void md5_isTakenOnlyWhereItIsSwitchedOn() throws Exception {
    for (boolean on : new boolean[] {false, true}) {
      PeerClient client = client(start("digest", "auth.digestMd5", Boolean.toString(on)));
      PeerClient.Answer refusal = client.send(connect("alice"));
      assertThat(refusal.challenges())
          .filteredOn(challenge -> challenge.startsWith("Digest "))
          .hasSize(on ? 2 : 1);
      Answering answering = new Answering(refusal);
      answering.algorithm = Digest.Algorithm.MD5;
      Request connect = connect("alice");
      String header = answering.header(connect);
      for (String sent : List.of(header, header.replace(" algorithm=MD5,", ""))) {
        PeerClient.Answer answer = client.send(connect, "Authorization", sent);
        assertThat(answer.status())
            .isEqualTo(on && sent.equals(header) ? SUCCESSFUL : AUTHENTICATION_REQUIRED);
      }
    }
  }

  @Test
  void passwordThatIsTakenAway_endsWhatItBegan() throws Exception {
    PeerClient client = client(start("digest"));
    Answering answering = new Answering(client.send(connect("alice")));
    Request connect = connect("alice");
    SessionToken token = client.send(connect, "Authorization", answering.header(connect)).token();
    passwords("bob");
    until(() -> client.send(keepAlive("alice"), token).status() == AUTHENTICATION_REQUIRED);
    passwords("alice");
    until(() -> client.send(keepAlive("alice"), token).status() == SUCCESSFUL);
  }

  // ---- bearer

  private JWTClaimsSet.Builder claims(String peer) {
    return new JWTClaimsSet.Builder()
        .subject(peer)
        .audience("ppsp")
        .expirationTime(Date.from(Instant.now().plusSeconds(600)));
  }

  private static String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, String id, JWSSigner by)
      throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID(id).type(JOSEObjectType.JWT).build(), claims);
    jwt.sign(by);
    return "Bearer " + jwt.serialize();
  }

  private String token(JWTClaimsSet claims) throws Exception {
    return sign(claims, JWSAlgorithm.ES256, "one", new ECDSASigner(key));
  }

  @Test
  void token_connectsThePeer_inEitherEncoding() throws Exception {
    PeerClient client = client(start("bearer"));
    String token = token(claims("alice").build());
    SessionToken session = client.send(connect("alice"), "Authorization", token).token();
    assertThat(client.send(keepAlive("alice"), session).status()).isEqualTo(SUCCESSFUL);
    assertThat(client.send(keepAlive("alice"), "Authorization", token).status())
        .isEqualTo(SUCCESSFUL);
    assertThat(client.send(joining("alice", "movie"), "Authorization", token).status())
        .isEqualTo(SUCCESSFUL);
    PeerClient.Answer bobs = client.send(connect("bob"), "Authorization", token);
    assertThat(bobs.status()).isEqualTo(FORBIDDEN_ACTION);
    assertThat(bobs.http()).isEqualTo(403);
    assertThat(bobs.challenges())
        .containsExactly("Bearer realm=\"ppsp\", error=\"insufficient_scope\"");
  }

  /// RFC 6750, section 3.1.
  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer", "Bearer a b", "Bearer x=\"y\"", "bearer a, b", "Bearer \"a", "Bearer ="})
  void bearerThatIsMalformed_is400(String header) throws Exception {
    PeerClient client = client(start("bearer, digest"));
    for (Request request : List.of(connect("alice"), joining("alice", "movie"))) {
      PeerClient.Answer answer = client.send(request, "Authorization", header);
      assertThat(answer.http()).isEqualTo(400);
      assertThat(answer.status()).isEqualTo(Status.BAD_REQUEST);
      assertThat(answer.challenges())
          .containsExactly("Bearer realm=\"ppsp\", error=\"invalid_request\"");
    }
  }

  @Test
  void tokensOfAllAlgorithms_areTaken() throws Exception {
    RSAKey rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    keys(key, rsa);
    PeerClient client = client(start("bearer"));
    for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256)) {
      String token = sign(claims("alice").build(), algorithm, "rsa", new RSASSASigner(rsa));
      assertThat(client.send(connect("alice"), "Authorization", token).status())
          .isEqualTo(SUCCESSFUL);
    }
  }

  @Test
  void tokenThatSaysSwarms_isGoodForThose() throws Exception {
    PeerClient client = client(start("bearer"));
    String token = token(claims("alice").claim("swarms", List.of("movie", "news-*")).build());
    SessionToken session = client.send(connect("alice"), "Authorization", token).token();
    assertThat(client.send(join("alice", "movie"), session).status()).isEqualTo(SUCCESSFUL);
    assertThat(client.send(join("alice", "news-7"), session).status()).isEqualTo(SUCCESSFUL);
    assertThat(client.send(join("alice", "other"), session).status()).isEqualTo(FORBIDDEN_ACTION);
    for (Request other : List.of(joining("alice", "other"), join("alice", "other"))) {
      PeerClient.Answer refused = client.send(other, "Authorization", token);
      assertThat(refused.status()).isEqualTo(FORBIDDEN_ACTION);
      assertThat(refused.challenges())
          .containsExactly("Bearer realm=\"ppsp\", error=\"insufficient_scope\"");
    }
    // What no token would allow is another matter.
    PeerClient.Answer unconnected =
        client.send(keepAlive("bob"), "Authorization", token(claims("bob").build()));
    assertThat(unconnected.status()).isEqualTo(FORBIDDEN_ACTION);
    assertThat(unconnected.challenges()).isEmpty();
  }

  /// A token that is signed as it should be, and says what no library would write.
  ///
  /// @param header parameters that come to those it needs
  /// @param claims members that come to those it needs, or stand for them
  private String raw(String header, String claims) throws Exception {
    Map<String, Object> head = new HashMap<>(JSONObjectUtils.parse(header));
    head.put("alg", "ES256");
    head.put("kid", "one");
    long end = Instant.now().getEpochSecond() + 600;
    StringBuilder body = new StringBuilder("{" + claims);
    for (String standard :
        List.of(
            "\"sub\":\"alice\"",
            "\"aud\":\"ppsp\"",
            "\"iss\":\"https://id.example.org\"",
            "\"exp\":" + end)) {
      if (!claims.startsWith(standard.substring(0, 5))) {
        body.append(',').append(standard);
      }
    }
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String signed =
        encoder.encodeToString(JSONObjectUtils.toJSONString(head).getBytes(UTF_8))
            + "."
            + encoder.encodeToString((body + "}").getBytes(UTF_8));
    java.security.Signature signature =
        java.security.Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(key.toPrivateKey());
    signature.update(signed.getBytes(UTF_8));
    return "Bearer " + signed + "." + encoder.encodeToString(signature.sign());
  }

  @Test
  void tokenOfBareJson_isGood_andEachFaultBelowIsTheOnlyOne() throws Exception {
    PeerClient client = client(start("bearer", "auth.issuer", "https://id.example.org"));
    assertThat(client.send(connect("alice"), "Authorization", raw("{}", "\"x\":1")).status())
        .isEqualTo(SUCCESSFUL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"swarms\":null | swarms must be an array",
        "\"sub\":4711     | sub must be a PeerID, as a text",
        "\"exp\":\"1\"    | exp must be a number",
        "\"iat\":9999999999 | was issued in the future (iat): is the clock right?",
        "\"exp\":4102444800 | auth.maxTokenLifetime"
      })
  void tokenThatSaysWhatItMustNot_isToldSo(String claims, String reason) throws Exception {
    PeerClient client = client(start("bearer"));
    PeerClient.Answer answer = client.send(connect("alice"), "Authorization", raw("{}", claims));
    assertThat(answer.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(answer.reason()).contains(reason);
  }

  @Test
  void tokenThatIsGoodForLonger_isTaken_whereTheOperatorSaysSo() throws Exception {
    PeerClient client = client(start("bearer", "auth.maxTokenLifetime", "30d"));
    String token =
        token(
            claims("alice")
                .expirationTime(Date.from(Instant.now().plus(Duration.ofDays(29))))
                .build());
    assertThat(client.send(connect("alice"), "Authorization", token).status())
        .isEqualTo(SUCCESSFUL);
  }

  /// Whatever is wrong with a token, by a name for each.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "expired",
        "too early",
        "endless",
        "audience",
        "no audience",
        "issuer",
        "subject",
        "no subject",
        "numeric subject",
        "swarms",
        "swarms null",
        "swarms of numbers",
        "crit empty",
        "crit",
        "issued in the future",
        "too long",
        "too long without iat",
        "end as text",
        "end beyond all dates",
        "begin as text",
        "twice the same claim",
        "other key",
        "unknown key",
        "none",
        "hmac",
        "rsa as ec",
        "jwe",
        "type",
        "cut",
        "payload"
      })
  void tokenWithAnythingWrong_isRefused(String fault) throws Exception {
    PeerClient client = client(start("bearer", "auth.issuer", "https://id.example.org"));
    JWTClaimsSet.Builder claims = claims("alice").issuer("https://id.example.org");
    String good = token(claims.build());
    assertThat(client.send(connect("alice"), "Authorization", good).status()).isEqualTo(SUCCESSFUL);
    Instant now = Instant.now();
    String[] parts = good.substring("Bearer ".length()).split("\\.", -1);
    String wrong =
        switch (fault) {
          case "expired" -> token(claims.expirationTime(Date.from(now.minusSeconds(60))).build());
          case "too early" -> token(claims.notBeforeTime(Date.from(now.plusSeconds(600))).build());
          case "endless" -> token(claims.expirationTime(null).build());
          case "audience" -> token(claims.audience("other").build());
          case "no audience" -> token(claims.audience((String) null).build());
          case "issuer" -> token(claims.issuer("https://evil.example.org").build());
          case "subject" -> token(claims.subject("a b").build());
          case "no subject" -> token(claims.subject(null).build());
          case "swarms" -> token(claims.claim("swarms", "movie").build());
          case "numeric subject" -> raw("{}", "\"sub\":4711");
          case "swarms null" -> raw("{}", "\"swarms\":null");
          case "swarms of numbers" -> raw("{}", "\"swarms\":[1]");
          case "crit empty" -> raw("{\"crit\":[]}", "\"x\":1");
          case "crit" -> raw("{\"crit\":[\"exp\"],\"exp\":1}", "\"x\":1");
          case "issued in the future" ->
              token(claims.issueTime(Date.from(now.plusSeconds(60))).build());
          case "too long" ->
              token(
                  claims
                      .issueTime(Date.from(now.minus(Duration.ofHours(24))))
                      .expirationTime(Date.from(now.plusSeconds(600)))
                      .build());
          case "too long without iat" ->
              token(claims.expirationTime(Date.from(now.plus(Duration.ofHours(25)))).build());
          case "end as text" -> raw("{}", "\"exp\":\"4102444800\"");
          case "end beyond all dates" -> raw("{}", "\"exp\":1e300");
          case "begin as text" -> raw("{}", "\"nbf\":\"0\"");
          case "twice the same claim" -> raw("{}", "\"x\":1,\"x\":2");
          case "other key" ->
              sign(
                  claims.build(),
                  JWSAlgorithm.ES256,
                  "one",
                  new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));
          case "unknown key" ->
              sign(claims.build(), JWSAlgorithm.ES256, "two", new ECDSASigner(key));
          case "none" -> "Bearer " + new PlainJWT(new PlainHeader(), claims.build()).serialize();
          case "hmac" ->
              // the public key, which everyone knows, as the secret
              sign(
                  claims.build(),
                  JWSAlgorithm.HS256,
                  "one",
                  new MACSigner(key.toPublicJWK().toString().getBytes(UTF_8)));
          case "rsa as ec" ->
              sign(
                  claims.build(),
                  JWSAlgorithm.RS256,
                  "one",
                  new RSASSASigner(new RSAKeyGenerator(2048).generate()));
          case "jwe" -> "Bearer eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d";
          case "type" -> {
            SignedJWT jwt =
                new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID("one")
                        .type(new JOSEObjectType("dpop+jwt"))
                        .build(),
                    claims.build());
            jwt.sign(new ECDSASigner(key));
            yield "Bearer " + jwt.serialize();
          }
          case "cut" -> good.substring(0, good.length() - 4);
          case "payload" ->
              "Bearer "
                  + parts[0]
                  + "."
                  + Base64.getUrlEncoder()
                      .withoutPadding()
                      .encodeToString(
                          claims.subject("alice").claim("x", 1).build().toString().getBytes(UTF_8))
                  + "."
                  + parts[2];
          default -> throw new AssertionError(fault);
        };
    PeerClient.Answer answer = client.send(connect("alice"), "Authorization", wrong);
    assertThat(answer.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(answer.http()).isEqualTo(401);
    assertThat(answer.challenges().getFirst()).contains("error=\"invalid_token\"");
    assertThat(answer.reason()).doesNotContain(parts[2]);
  }

  @Test
  void keys_areRotated_twiceInARow() throws Exception {
    PeerClient client = client(start("bearer"));
    ECKey current = key;
    String token = token(claims("alice").build());
    SessionToken session = client.send(connect("alice"), "Authorization", token).token();
    for (String id : List.of("two", "three")) {
      ECKey next = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
      String newToken =
          sign(claims("alice").build(), JWSAlgorithm.ES256, id, new ECDSASigner(next));
      assertThat(client.send(keepAlive("alice"), "Authorization", newToken).status())
          .isEqualTo(AUTHENTICATION_REQUIRED);
      keys(current, next);
      until(
          () -> client.send(keepAlive("alice"), "Authorization", newToken).status() == SUCCESSFUL);
      assertThat(client.send(keepAlive("alice"), "Authorization", token).status())
          .isEqualTo(SUCCESSFUL);
      keys(next);
      String old = token;
      until(
          () ->
              client.send(keepAlive("alice"), "Authorization", old).status()
                  == AUTHENTICATION_REQUIRED);
      // The session goes by the last token that was shown.
      assertThat(client.send(keepAlive("alice"), "Authorization", newToken).status())
          .isEqualTo(SUCCESSFUL);
      assertThat(client.send(keepAlive("alice"), session).status()).isEqualTo(SUCCESSFUL);
      current = next;
      token = newToken;
    }
    keys(new ECKeyGenerator(Curve.P_256).keyID("four").generate());
    until(() -> client.send(keepAlive("alice"), session).status() == AUTHENTICATION_REQUIRED);
  }

  @Test
  void keysFromAUrl_areFetched_alsoWhereTheyAreMissingAtFirst() throws Exception {
    AtomicReference<String> served = new AtomicReference<>("nothing yet");
    com.sun.net.httpserver.HttpServer issuer =
        com.sun.net.httpserver.HttpServer.create(
            new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          byte[] body = served.get().getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
    open.add(() -> issuer.stop(0));
    String url = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys";
    PeerClient early = client(start("bearer", "auth.jwks", url));
    String token = token(claims("alice").build());
    assertThat(early.send(connect("alice"), "Authorization", token).status())
        .isEqualTo(Status.SERVICE_UNAVAILABLE);
    served.set(new JWKSet(key.toPublicJWK()).toString());
    PeerClient client = client(start("bearer", "auth.jwks", url));
    assertThat(client.send(connect("alice"), "Authorization", token).status())
        .isEqualTo(SUCCESSFUL);
  }

  // ---- Cer and Signature

  private static Certificate cer(X509Certificate certificate) throws Exception {
    return new Certificate(Base64.getEncoder().encodeToString(certificate.getEncoded()));
  }

  private static Certificate pem(TestAuthority.Issued issued) throws Exception {
    return new Certificate(Files.readString(issued.certificate()).strip());
  }

  private static String nonce(PeerClient.Answer refusal) {
    for (Condition condition : ((Response.Refusal) refusal.response()).conditions()) {
      if (condition.challenge() != null) {
        assertThat(condition.challenge().algorithm()).isEqualTo("RSA-PSS ECDSA-P256 Ed25519");
        assertThat(condition.challenge().expires()).isAfter(Instant.now());
        return condition.challenge().nonce();
      }
    }
    throw new AssertionError("no challenge: " + refusal);
  }

  private static Signature proof(TestAuthority.Issued issued, String peer, String nonce) {
    return ConnectProof.sign(
        issued.pair().getPrivate(),
        ConnectProof.Algorithm.of(issued.pair().getPublic()).orElseThrow(),
        ConnectProof.message(nonce, new PeerId(peer), PeerClient.TRANSACTION));
  }

  private static PeerClient.Answer prove(
      PeerClient client, TestAuthority.Issued issued, String peer) throws Exception {
    String nonce = nonce(client.send(connect(peer, pem(issued), null)));
    return client.send(connect(peer, pem(issued), proof(issued, peer, nonce)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void certificateAndSignature_connectThePeer(String algorithm) throws Exception {
    PeerClient client = client(start("certificate"));
    TestAuthority.Issued alice =
        authority.peer(new PeerId("alice"), algorithm, Duration.ofHours(1));
    PeerClient.Answer asked = client.send(connect("alice", cer(alice.value()), null));
    assertThat(asked.http()).isEqualTo(401);
    Signature proof = proof(alice, "alice", nonce(asked));
    SessionToken token = client.send(connect("alice", cer(alice.value()), proof)).token();
    assertThat(client.send(keepAlive("alice"), token).status()).isEqualTo(SUCCESSFUL);
    assertThat(client.send(keepAlive("alice")).status()).isEqualTo(AUTHENTICATION_REQUIRED);
  }

  @Test
  void proofThatComesAgain_isRefused_withANewNonce() throws Exception {
    PeerClient client = client(start("certificate"));
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    String nonce = nonce(client.send(connect("alice", pem(alice), null)));
    Request replayed = connect("alice", pem(alice), proof(alice, "alice", nonce));
    assertThat(client.send(replayed).status()).isEqualTo(SUCCESSFUL);
    PeerClient.Answer again = client.send(replayed);
    assertThat(again.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(nonce(again)).isNotEqualTo(nonce);
    Request next = connect("alice", pem(alice), proof(alice, "alice", nonce(again)));
    assertThat(client.send(next).status()).isEqualTo(SUCCESSFUL);
  }

  @Test
  void proof_isForItsPeerAndTransaction() throws Exception {
    PeerClient client = client(start("certificate"));
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    TestAuthority.Issued mallory = authority.peer(new PeerId("mallory"));
    String nonce = nonce(client.send(connect("alice", pem(alice), null)));
    Signature good = proof(alice, "alice", nonce);
    Request.Connect other =
        new Request.Connect(
            new TransactionId("18"),
            new PeerId("alice"),
            pem(alice),
            List.of(),
            java.util.OptionalInt.empty(),
            List.of(),
            good);
    assertThat(client.send(other).status()).isEqualTo(AUTHENTICATION_REQUIRED);
    // With his own certificate and his own signature, in her name.
    assertThat(client.send(connect("alice", pem(mallory), proof(mallory, "alice", nonce))).status())
        .isEqualTo(FORBIDDEN_ACTION);
    // With her certificate, which everyone may know, and his key.
    assertThat(client.send(connect("alice", pem(alice), proof(mallory, "alice", nonce))).status())
        .isEqualTo(AUTHENTICATION_REQUIRED);
    // With her nonce in his own name.
    assertThat(
            client
                .send(connect("mallory", pem(mallory), proof(mallory, "mallory", nonce)))
                .status())
        .isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(client.send(connect("alice", pem(alice), good)).status()).isEqualTo(SUCCESSFUL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"forged", "expired", "nameless", "two names", "garbage", "authority"})
  void certificateWithAnythingWrong_isRefused(String fault) throws Exception {
    PeerClient client = client(start("certificate"));
    PeerId alice = new PeerId("alice");
    TestAuthority.Issued wrong =
        switch (fault) {
          case "forged" ->
              TestAuthority.in(Files.createDirectory(folder.resolve("other"))).peer(alice);
          case "expired" -> authority.peer(alice, "EC", Duration.ofHours(-1));
          case "nameless" -> authority.issue("nameless", "alice");
          case "two names" -> authority.issue("two", "urn:ppsp:peer:alice", "urn:ppsp:peer:bob");
          default -> authority.peer(alice);
        };
    Certificate cer =
        switch (fault) {
          case "garbage" -> new Certificate("-----BEGIN CERTIFICATE-----\nMIIB\n-----END");
          case "authority" -> new Certificate(Files.readString(authority.certificate()).strip());
          default -> pem(wrong);
        };
    String nonce = nonce(client.send(connect("alice", pem(authority.peer(alice)), null)));
    PeerClient.Answer answer = client.send(connect("alice", cer, proof(wrong, "alice", nonce)));
    assertThat(answer.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(answer.reason()).containsIgnoringCase("cer");
  }

  // ---- a Signature that names the tracker

  private static Signature proof(
      TestAuthority.Issued issued, String peer, String nonce, String tracker) {
    return ConnectProof.sign(
            issued.pair().getPrivate(),
            ConnectProof.Algorithm.of(issued.pair().getPublic()).orElseThrow(),
            ConnectProof.message(nonce, tracker, new PeerId(peer), PeerClient.TRANSACTION))
        .of(tracker);
  }

  @Test
  void proofThatNamesTheTracker_isGoodHere_andNowhereElse() throws Exception {
    PeerClient client =
        client(start("certificate", "http.hosts", "tracker.example.org, 192.0.2.7"));
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    for (String name : List.of("tracker.example.org", "192.0.2.7")) {
      String nonce = nonce(client.send(connect("alice", pem(alice), null)));
      assertThat(nonce).startsWith("bound:");
      // A false tracker has asked for it, by the same nonce, and passes it on.
      PeerClient.Answer relayed =
          client.send(connect("alice", pem(alice), proof(alice, "alice", nonce, "evil.example")));
      assertThat(relayed.status()).isEqualTo(AUTHENTICATION_REQUIRED);
      assertThat(relayed.reason()).contains("is for another tracker", "http.hosts");
      Signature renamed = proof(alice, "alice", nonce, "evil.example").of(name);
      assertThat(client.send(connect("alice", pem(alice), renamed)).status())
          .isEqualTo(AUTHENTICATION_REQUIRED);
      // It takes away what would have made her name it.
      Signature stripped = proof(alice, "alice", nonce.substring("bound:".length()));
      assertThat(client.send(connect("alice", pem(alice), stripped)).status())
          .isEqualTo(AUTHENTICATION_REQUIRED);
      assertThat(
              client
                  .send(connect("alice", pem(alice), proof(alice, "alice", nonce, name)))
                  .status())
          .isEqualTo(SUCCESSFUL);
    }
  }

  @Test
  void proofThatNamesNoTracker_isTaken_untilTheOperatorSwitchesItOff() throws Exception {
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    for (boolean taken : new boolean[] {true, false}) {
      PeerClient client =
          client(
              start(
                  "certificate",
                  "http.hosts",
                  "tracker.example.org",
                  "auth.unboundProof",
                  Boolean.toString(taken)));
      PeerClient.Answer answer = prove(client, alice, "alice");
      assertThat(answer.status()).isEqualTo(taken ? SUCCESSFUL : AUTHENTICATION_REQUIRED);
      assertThat(answer.reason()).contains(taken ? "" : "names no tracker");
    }
  }

  @Test
  void proof_namesTheTrackerAsItsCertificateDoes() throws Exception {
    TestAuthority.Issued own = authority.issue("tracker", "127.0.0.1", "*.example.org");
    Server server =
        start(
            "certificate",
            "tls.certificate",
            own.certificate().toString(),
            "tls.key",
            own.key().toString(),
            "auth.unboundProof",
            "false");
    PeerClient client = new PeerClient(server, authority.trust());
    open.add(client);
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    for (String name : List.of("127.0.0.1", "a.example.org", "example.org", "a.b.example.org")) {
      String nonce = nonce(client.send(connect("alice", pem(alice), null)));
      boolean isOurs = name.equals("127.0.0.1") || name.equals("a.example.org");
      assertThat(
              client
                  .send(connect("alice", pem(alice), proof(alice, "alice", nonce, name)))
                  .status())
          .as(name)
          .isEqualTo(isOurs ? SUCCESSFUL : AUTHENTICATION_REQUIRED);
    }
  }

  @Test
  void realm_isTheTrackersOwn_unlessTheOperatorNamesOne() throws Exception {
    replace(users, "");
    PeerClient client =
        client(start("digest", "http.hosts", "tracker.example.org", "auth.realm", "none"));
    assertThat(client.send(connect("alice")).challenges().getFirst())
        .startsWith("Digest realm=\"ppsp@tracker.example.org\", ");
    passwords("alice");
    assertThatThrownBy(
            () -> start("digest", "http.hosts", "tracker.example.org", "auth.realm", "none"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("passwords of the realm ppsp, and none of ppsp@tracker.example.org")
        .hasMessageContaining("set auth.realm to ppsp");
    assertThatThrownBy(() -> start("digest", "auth.realm", "none"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("set http.hosts to it, or auth.realm to the realm");
  }

  @Test
  void revokedCertificate_isRefusedWithoutRestart_andEndsWhatItBegan() throws Exception {
    PeerClient client = client(start("certificate"));
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    TestAuthority.Issued bob = authority.peer(new PeerId("bob"));
    SessionToken hers = prove(client, alice, "alice").token();
    SessionToken his = prove(client, bob, "bob").token();
    authority.revoke(bob.value());
    until(() -> client.send(keepAlive("bob"), his).status() == AUTHENTICATION_REQUIRED);
    assertThat(prove(client, bob, "bob").status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(client.send(keepAlive("alice"), hers).status()).isEqualTo(SUCCESSFUL);
    authority.revoke(bob.value(), alice.value());
    until(() -> client.send(keepAlive("alice"), hers).status() == AUTHENTICATION_REQUIRED);
  }

  @Test
  void certificateInDisconnect_isChecked_andProvesNothingAlone() throws Exception {
    PeerClient client = client(start("certificate"));
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    TestAuthority.Issued mallory = authority.peer(new PeerId("mallory"));
    SessionToken token = prove(client, alice, "alice").token();
    PeerId peer = new PeerId("alice");
    Request stolen = new Request.Disconnect(PeerClient.TRANSACTION, peer, pem(alice));
    assertThat(client.send(stolen).status()).isEqualTo(AUTHENTICATION_REQUIRED);
    Request foreign = new Request.Disconnect(PeerClient.TRANSACTION, peer, pem(mallory));
    assertThat(client.send(foreign, token).status()).isEqualTo(FORBIDDEN_ACTION);
    Request forged =
        new Request.Disconnect(
            PeerClient.TRANSACTION,
            peer,
            pem(TestAuthority.in(Files.createDirectory(folder.resolve("other"))).peer(peer)));
    assertThat(client.send(forged, token).status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(client.send(keepAlive("alice"), token).status()).isEqualTo(SUCCESSFUL);
    assertThat(client.send(stolen, token).status()).isEqualTo(SUCCESSFUL);
  }

  // ---- TLS

  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void tlsClientCertificate_connectsItsPeer_untilItIsRevoked(String engine) throws Exception {
    TestAuthority.Issued own = authority.issue("tracker", "127.0.0.1");
    Server server =
        start(
            "tls",
            "tls.certificate",
            own.certificate().toString(),
            "tls.key",
            own.key().toString(),
            "tls.engine",
            engine);
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    PeerClient hers = new PeerClient(server, authority.serve(alice));
    PeerClient nobody = new PeerClient(server, authority.trust());
    open.add(hers);
    open.add(nobody);
    PeerClient.Answer refused = nobody.send(connect("alice"));
    assertThat(refused.status()).isEqualTo(AUTHENTICATION_REQUIRED);
    assertThat(((Response.Refusal) refused.response()).conditions())
        .containsExactly(new Condition(Condition.Type.TLS_CLIENT_CERTIFICATE, null));
    SessionToken token = hers.send(connect("alice")).token();
    assertThat(hers.send(keepAlive("alice")).status()).isEqualTo(SUCCESSFUL);
    assertThat(hers.send(joining("alice", "movie")).status()).isEqualTo(SUCCESSFUL);
    assertThat(hers.send(connect("bob")).status()).isEqualTo(FORBIDDEN_ACTION);
    assertThat(nobody.send(keepAlive("alice"), token).status()).isEqualTo(SUCCESSFUL);
    authority.revoke(alice.value());
    until(() -> nobody.send(keepAlive("alice"), token).status() == AUTHENTICATION_REQUIRED);
    PeerClient again = new PeerClient(server, authority.serve(alice));
    open.add(again);
    for (PeerClient client : List.of(hers, again)) { // the connection that is open, and a new one
      PeerClient.Answer answer = client.send(keepAlive("alice"));
      assertThat(answer.status()).isEqualTo(AUTHENTICATION_REQUIRED);
      assertThat(answer.reason()).contains("revoked");
    }
    TestAuthority other = TestAuthority.in(Files.createDirectory(folder.resolve("other")));
    PeerClient forged = new PeerClient(server, trusting(other.peer(new PeerId("alice"))));
    open.add(forged);
    assertThat(forged.send(connect("alice")).reason()).contains("not from an authority");
  }

  /// What a client needs that shows a certificate and trusts the tracker's authority.
  private SSLContext trusting(TestAuthority.Issued own) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    java.security.cert.Certificate[] chain = {own.value()};
    store.setKeyEntry("own", own.pair().getPrivate(), new char[0], chain);
    store.setCertificateEntry(
        "authority",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(Files.newInputStream(authority.certificate())));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  // ---- configuration

  @ParameterizedTest
  @CsvSource({
    "'', 'auth.users is set and auth.mechanisms is none'",
    "'digest', 'auth.users is not set, and digest is among auth.mechanisms; set it to the"
        + " absolute'",
    "'tls', 'tls.certificate is not set, and tls is among'"
  })
  void filesAndMechanisms_haveToGoTogether(String mechanisms, String message) {
    Map<String, String> options = new HashMap<>();
    if (mechanisms.isEmpty()) {
      options.put("auth.users", users.toString());
    } else {
      options.put("auth.mechanisms", mechanisms);
      options.put("auth.authorities", authority.certificate().toString());
    }
    assertThatThrownBy(() -> Configuration.load(null, Map.of(), options))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }

  @Test
  void filesThatAreSwapped_areToldSo() {
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    assertThatThrownBy(() -> start("certificate", "auth.authorities", alice.key().toString()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("holds a PRIVATE KEY and no certificate");
    assertThatThrownBy(
            () -> start("certificate", "auth.authorities", alice.certificate().toString()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("no authority");
  }

  // ---- swarms

  @Test
  void whoIsTakenOutOfTheList_leavesTheSwarmAndAllLists_withoutAWord() throws Exception {
    Path rules = folder.resolve("rules");
    replace(rules, "movie alice bob\nnews bob\n");
    PeerClient client =
        client(start("none", "access.mode", "allow-list", "access.file", rules.toString()));
    for (String peer : List.of("alice", "bob")) {
      client.send(connect(peer)).token();
      assertThat(client.send(join(peer, "movie")).status()).isEqualTo(SUCCESSFUL);
    }
    assertThat(client.send(join("bob", "news")).status()).isEqualTo(SUCCESSFUL);
    assertThat(listed(client)).isEqualTo(1);
    replace(rules, "movie alice\nnews bob\n");
    until(() -> listed(client) == 0);
    assertThat(client.send(keepAlive("bob")).status()).isEqualTo(SUCCESSFUL);
  }

  @Test
  void narrowerToken_endsWhereItDoesNotHold_andSoDoesOneWhoseKeyIsTakenAway() throws Exception {
    PeerClient client = client(start("bearer"));
    String hers = token(claims("alice").build());
    String his = token(claims("bob").build());
    for (String swarm : List.of("movie", "news")) {
      client.send(connect("alice"), "Authorization", hers).token();
      client.send(connect("bob"), "Authorization", his).token();
      client.send(join("bob", swarm), "Authorization", his);
    }
    assertThat(listed(client, "Authorization", hers)).isEqualTo(1);
    String narrow = token(claims("bob").claim("swarms", List.of("news")).build());
    assertThat(client.send(keepAlive("bob"), "Authorization", narrow).status())
        .isEqualTo(SUCCESSFUL);
    assertThat(listed(client, "Authorization", hers)).isZero();
    client.send(keepAlive("bob"), "Authorization", his);
    client.send(join("bob", "movie"), "Authorization", his);
    assertThat(listed(client, "Authorization", hers)).isEqualTo(1);
    ECKey next = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
    String renewed =
        sign(claims("alice").build(), JWSAlgorithm.ES256, "two", new ECDSASigner(next));
    keys(next);
    until(
        () ->
            client.send(keepAlive("alice"), "Authorization", renewed).status() == SUCCESSFUL
                && listed(client, "Authorization", renewed) == 0);
  }

  /// How many peers a FIND of alice's lists.
  private static int listed(PeerClient client, String... headers) throws Exception {
    Request find =
        new Request.Find(
            PeerClient.TRANSACTION,
            new PeerId("alice"),
            new SwarmId("movie"),
            ChunkSet.EMPTY,
            java.util.OptionalInt.empty(),
            List.of());
    PeerClient.Answer answer = client.send(find, headers);
    assertThat(answer.status()).as(answer.reason()).isEqualTo(SUCCESSFUL);
    return ((Response.Find) answer.response()).peers().size();
  }

  @Test
  void accessList_isTakenEachTimeItChanges() throws Exception {
    Path rules = folder.resolve("rules");
    replace(rules, "movie alice\n");
    PeerClient allow =
        client(start("none", "access.mode", "allow-list", "access.file", rules.toString()));
    PeerClient deny =
        client(start("none", "access.mode", "deny-list", "access.file", rules.toString()));
    for (PeerClient client : List.of(allow, deny)) {
      client.send(connect("alice")).token();
      client.send(connect("bob")).token();
    }
    assertThat(allow.send(join("alice", "movie")).status()).isEqualTo(SUCCESSFUL);
    assertThat(allow.send(join("bob", "movie")).status()).isEqualTo(FORBIDDEN_ACTION);
    assertThat(deny.send(join("alice", "movie")).status()).isEqualTo(FORBIDDEN_ACTION);
    assertThat(deny.send(join("bob", "movie")).status()).isEqualTo(SUCCESSFUL);
    for (String peer : List.of("bob", "alice", "bob")) {
      replace(rules, "movie " + peer + "\n");
      until(() -> allow.send(join(peer, "movie")).status() == SUCCESSFUL);
      until(() -> deny.send(join(peer, "movie")).status() == FORBIDDEN_ACTION);
    }
  }
}
