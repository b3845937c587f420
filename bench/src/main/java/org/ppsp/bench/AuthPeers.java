package org.ppsp.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.auth.AuthHeader;
import org.ppsp.protocol.auth.ConnectProof;
import org.ppsp.protocol.auth.Digest;
import org.ppsp.protocol.xml.XmlCodec;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Sender;
import org.ppsp.server.security.AccessSettings;
import org.ppsp.server.security.AuthSettings;
import org.ppsp.server.security.Security;
import org.ppsp.testkit.TestAuthority;
import org.ppsp.tracker.Caller;
import org.ppsp.tracker.Work;

/// The peers of [AuthCost], which can prove in each way who they are, and the files by which the
/// tracker knows it.
final class AuthPeers {
  static final TransactionId TRANSACTION = new TransactionId("t");

  private static final String REALM = "ppsp";
  private static final String AUDIENCE = "ppsp";
  private static final String CNONCE = "0a4f113b0a4f113b";
  private static final int SWARMS = 1000;

  private final Path folder;
  private final TestAuthority authority;
  private final Map<String, TestAuthority.Issued> issued = new HashMap<>();
  private final Map<String, String> tokens = new HashMap<>();
  private final ECKey ec;
  private final RSAKey rsa;

  /// A request and with what it comes.
  record Ask(Request request, Sender sender) {}

  /// What the front would know of a request.
  @SuppressWarnings("ArrayRecordComponent") // as the front has it
  private record Shown(
      Caller caller,
      @Nullable String authorization,
      @Nullable X509Certificate certificate,
      byte[] body)
      implements Sender {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String target() {
      return "/";
    }

    @Override
    public int size() {
      return body.length;
    }

    @Override
    public Work work() {
      return new Work();
    }
  }

  private AuthPeers(Path folder, TestAuthority authority, ECKey ec, RSAKey rsa) {
    this.folder = folder;
    this.authority = authority;
    this.ec = ec;
    this.rsa = rsa;
  }

  /// Makes so many peers, and the files.
  static AuthPeers in(Path folder, TestAuthority authority, int count) throws Exception {
    AuthPeers peers =
        new AuthPeers(
            folder,
            authority,
            new ECKeyGenerator(Curve.P_256).keyID("ec").generate(),
            new RSAKeyGenerator(2048).keyID("rsa").generate());
    StringBuilder users = new StringBuilder();
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < count; i++) {
      PeerId peer = peers.peer(i);
      for (String key : List.of("RSA", "EC", "Ed25519")) {
        peers.issued.put(key + i, authority.peer(peer, key, Duration.ofDays(1)));
      }
      users.append("%s:%s:%s\n".formatted(peer, REALM, ha1(peer)));
      names.append(' ').append(peer);
    }
    StringBuilder rules = new StringBuilder(Population.SWARM + names.toString() + "\n");
    for (int i = 0; i < SWARMS; i++) {
      rules.append("swarm-%s%s%s\n".formatted(i, i % 50 == 0 ? "*" : "", names));
    }
    Files.writeString(folder.resolve("users"), users);
    Files.writeString(folder.resolve("rules"), rules);
    Files.writeString(
        folder.resolve("jwks.json"), new JWKSet(List.of(peers.ec, peers.rsa)).toString());
    return peers;
  }

  private static String ha1(PeerId peer) {
    return Digest.ha1(
        Digest.Algorithm.SHA_256, peer.value(), REALM, ("secret of " + peer).toCharArray());
  }

  /// What protects a tracker.
  ///
  /// @param mechanism by which peers have to prove who they are; null: they need not
  Security security(@Nullable String mechanism, String access) throws Exception {
    AccessSettings.Mode mode = AccessSettings.Mode.valueOf(access);
    return new Security(
        null,
        new AuthSettings(
            mechanism == null ? Set.of() : Set.of(AuthSettings.Mechanism.valueOf(mechanism)),
            authority.certificate(),
            authority.revoke(),
            REALM,
            folder.resolve("users"),
            false,
            folder.resolve("jwks.json").toAbsolutePath().toString(),
            null,
            AUDIENCE,
            Duration.ofDays(365),
            true,
            Duration.ofMinutes(5)),
        new AccessSettings(mode, mode == AccessSettings.Mode.OPEN ? null : folder.resolve("rules")),
        List.of(),
        InstantSource.system(),
        System::nanoTime);
  }

  PeerId peer(int i) {
    return Population.peer(i);
  }

  /// A request with nothing but a token of a session.
  Ask ask(Request request, int i, @Nullable SessionToken session) {
    Caller known = Population.caller(i);
    return new Ask(request, sender(new Caller(known.ip(), known.port(), session)));
  }

  /// A caller with nothing else.
  static Sender sender(Caller caller) {
    return new Shown(caller, null, null, new byte[0]);
  }

  private Request.Connect connect(
      int i, @Nullable Certificate certificate, @Nullable Signature signature) {
    return new Request.Connect(
        TRANSACTION,
        peer(i),
        certificate,
        List.of(PeerAddress.of(Population.caller(i).ip(), 6778, AddressType.HOST)),
        OptionalInt.empty(),
        List.of(),
        signature);
  }

  /// CONNECT that proves nothing.
  Ask plain(int i) {
    return ask(connect(i, null, null), i, null);
  }

  private TestAuthority.Issued issued(String key, int i) {
    TestAuthority.Issued own = issued.get(key + i);
    if (own == null) {
      throw new IllegalArgumentException(key);
    }
    return own;
  }

  /// CONNECT over a connection that had requests before.
  Ask tls(int i) {
    return tls(i, issued("EC", i).value());
  }

  /// CONNECT as the first request of a connection.
  Ask anotherTls(int i) {
    try {
      return tls(
          i,
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(issued("EC", i).value().getEncoded())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Ask tls(int i, X509Certificate certificate) {
    return new Ask(
        connect(i, null, null), new Shown(Population.caller(i), null, certificate, new byte[0]));
  }

  /// CONNECT with certificate and signature.
  Ask signed(String key, int i, Answer refusal) {
    Condition.Challenge challenge =
        ((Response.Refusal) refusal.response()).conditions().getFirst().challenge();
    if (challenge == null) {
      throw new IllegalStateException(refusal.toString());
    }
    TestAuthority.Issued own = issued(key, i);
    try {
      return ask(
          connect(
              i,
              new Certificate(Base64.getEncoder().encodeToString(own.value().getEncoded())),
              ConnectProof.sign(
                  own.pair().getPrivate(),
                  ConnectProof.Algorithm.of(own.pair().getPublic()).orElseThrow(),
                  ConnectProof.message(challenge.nonce(), peer(i), TRANSACTION))),
          i,
          null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// CONNECT with a password.
  Ask digest(String qop, int i, Answer refusal) {
    String nonce =
        AuthHeader.challenges(refusal.challenges().getFirst()).getFirst().parameters().get("nonce");
    if (nonce == null) {
      throw new IllegalStateException(refusal.toString());
    }
    Request.Connect connect = connect(i, null, null);
    ByteWriter body = new ByteWriter();
    new XmlCodec().encode(connect, body);
    byte[] bytes = Arrays.copyOf(body.array(), body.size());
    String response =
        Digest.response(
            Digest.Algorithm.SHA_256,
            ha1(peer(i)),
            "POST",
            "/",
            nonce,
            "00000001",
            CNONCE,
            qop,
            bytes);
    String header =
        "Digest username=\"%s\", realm=\"%s\", uri=\"/\", algorithm=SHA-256, nonce=\"%s\", nc=00000001, cnonce=\"%s\", qop=%s, response=\"%s\""
            .formatted(peer(i), REALM, nonce, CNONCE, qop, response);
    return new Ask(connect, new Shown(Population.caller(i), header, null, bytes));
  }

  /// CONNECT with a token.
  ///
  /// @param isNew whether it is another one than ever before
  Ask token(String algorithm, int i, boolean isNew) {
    String token =
        isNew
            ? newToken(algorithm, i)
            : tokens.computeIfAbsent(algorithm + i, any -> newToken(algorithm, i));
    return new Ask(
        connect(i, null, null),
        new Shown(Population.caller(i), "Bearer " + token, null, new byte[0]));
  }

  private String newToken(String algorithm, int i) {
    try {
      boolean isEc = algorithm.equals("ES256");
      JWSSigner signer = isEc ? new ECDSASigner(ec) : new RSASSASigner(rsa);
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
                  .keyID(isEc ? ec.getKeyID() : rsa.getKeyID())
                  .build(),
              new JWTClaimsSet.Builder()
                  .subject(peer(i).value())
                  .audience(AUDIENCE)
                  .jwtID(UUID.randomUUID().toString())
                  .claim("swarms", List.of(Population.SWARM.value()))
                  .expirationTime(Date.from(Instant.now().plus(Duration.ofDays(1))))
                  .build());
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
