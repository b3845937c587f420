package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ppsp.protocol.Status.AUTHENTICATION_REQUIRED;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.server.PeerClient.connect;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.auth.ConnectProof;
import org.ppsp.testkit.TestAuthority;

/// Certificates that are well signed and still no good, in `Cer` and in the TLS handshake.
class CertificateRulesTest {
  private static final String ALICE = "urn:ppsp:peer:alice";

  @TempDir private Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  /// What a test changes of an authority, and of the certificate that it issues.
  private static final class Plan {
    KeyPair key = pair("EC", 256);
    Duration authorityEnds = Duration.ofDays(1);
    int authorityUsage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    String permitted = "";
    String signature = "SHA256withECDSA";
    int usage = KeyUsage.digitalSignature;
    KeyPurposeId purpose = KeyPurposeId.id_kp_clientAuth;
    KeyPair peer = pair("EC", 256);

    static Plan of(String fault) {
      Plan plan = new Plan();
      switch (fault) {
        case "authority expired" -> plan.authorityEnds = Duration.ofHours(-1);
        case "name constraints" -> plan.permitted = "other.example";
        case "allowed name" -> plan.permitted = "example.org";
        case "SHA-1" -> plan.signature = "SHA1withECDSA";
        case "keyUsage" -> plan.usage = KeyUsage.keyEncipherment;
        case "purpose" -> plan.purpose = KeyPurposeId.id_kp_serverAuth;
        case "weak authority" -> {
          plan.key = pair("RSA", 1024);
          plan.signature = "SHA256withRSA";
        }
        case "no keyCertSign" -> plan.authorityUsage = KeyUsage.digitalSignature;
        case "no cRLSign" -> plan.authorityUsage = KeyUsage.keyCertSign;
        default -> {}
      }
      return plan;
    }
  }

  private static KeyPair pair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(String name, KeyPair key, Instant end) {
    return new JcaX509v3CertificateBuilder(
        new X500Name("CN=vouching"),
        BigInteger.valueOf(name.hashCode() & 0xffff | 0x10000),
        Date.from(end.minus(Duration.ofDays(3))),
        Date.from(end),
        new X500Name("CN=" + name),
        key.getPublic());
  }

  private static X509Certificate sign(
      JcaX509v3CertificateBuilder builder, KeyPair by, String algorithm) throws Exception {
    byte[] der =
        builder.build(new JcaContentSignerBuilder(algorithm).build(by.getPrivate())).getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static X509Certificate authority(Plan plan) throws Exception {
    JcaX509v3CertificateBuilder builder =
        builder("vouching", plan.key, Instant.now().plus(plan.authorityEnds));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(plan.authorityUsage));
    if (!plan.permitted.isEmpty()) {
      GeneralSubtree tree =
          new GeneralSubtree(new GeneralName(GeneralName.dNSName, plan.permitted));
      builder.addExtension(
          Extension.nameConstraints,
          true,
          new NameConstraints(new GeneralSubtree[] {tree}, new GeneralSubtree[0]));
    }
    return sign(builder, plan.key, plan.signature.replace("SHA1", "SHA256"));
  }

  private static X509Certificate leaf(Plan plan) throws Exception {
    JcaX509v3CertificateBuilder builder =
        builder("alice", plan.peer, Instant.now().plus(Duration.ofDays(1)));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(plan.usage));
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(plan.purpose));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.uniformResourceIdentifier, ALICE),
              new GeneralName(GeneralName.dNSName, "alice.example.org")
            }));
    return sign(builder, plan.key, plan.signature);
  }

  private Path pem(String name, String type, byte[] der) throws Exception {
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)));
  }

  private Server start(Plan plan, String... settings) throws Exception {
    Map<String, String> options = new HashMap<>();
    options.put("listen", "127.0.0.1:0");
    options.put("manage.listen", "none");
    options.put("auth.mechanisms", "certificate");
    options.put(
        "auth.authorities", pem("ca.pem", "CERTIFICATE", authority(plan).getEncoded()).toString());
    for (int i = 0; i < settings.length; i += 2) {
      options.put(settings[i], settings[i + 1]);
    }
    Server server = Server.start(Configuration.load(null, Map.of(), options));
    open.add(server);
    return server;
  }

  @ParameterizedTest
  @CsvSource({
    "authority expired, 'the authority that issued the certificate has expired'",
    "name constraints, 'a name that its authority must not vouch for'",
    "SHA-1, 'is signed with SHA1withECDSA, which can be forged'",
    "keyUsage, 'its keyUsage has no digitalSignature'",
    "purpose, 'is not for clients'",
    "nothing, ''",
    "allowed name, ''"
  })
  void certificate_isRefused_withTheCause(String fault, String cause) throws Exception {
    Plan plan = Plan.of(fault);
    PeerClient client = new PeerClient(start(plan));
    open.add(client);
    Certificate cer = new Certificate(Base64.getEncoder().encodeToString(leaf(plan).getEncoded()));
    Response.Refusal asked = (Response.Refusal) client.send(connect("alice", cer, null)).response();
    Condition.Challenge challenge = asked.conditions().getFirst().challenge();
    PeerClient.Answer answer =
        client.send(
            connect(
                "alice",
                cer,
                ConnectProof.sign(
                    plan.peer.getPrivate(),
                    ConnectProof.Algorithm.ECDSA_P256,
                    ConnectProof.message(
                        challenge.nonce(), new PeerId("alice"), PeerClient.TRANSACTION))));
    assertThat(answer.status()).isEqualTo(cause.isEmpty() ? SUCCESSFUL : AUTHENTICATION_REQUIRED);
    assertThat(answer.reason()).contains(cause);
  }

  @ParameterizedTest
  @CsvSource({
    "boringssl, authority expired, 'the authority that issued the certificate has expired'",
    "jdk, authority expired, 'the authority that issued the certificate has expired'",
    "boringssl, name constraints, 'a name that its authority must not vouch for'",
    "jdk, name constraints, 'a name that its authority must not vouch for'",
    "boringssl, SHA-1, 'which can be forged'",
    "jdk, SHA-1, 'which can be forged'",
    "jdk, keyUsage, 'its keyUsage has no digitalSignature'",
    "boringssl, purpose, 'is not for clients'",
    "jdk, purpose, 'is not for clients'",
    "boringssl, nothing, ''",
    "jdk, allowed name, ''"
  })
  void certificateInTheHandshake_isRefused_withTheCause(String engine, String fault, String cause)
      throws Exception {
    Plan plan = Plan.of(fault);
    TestAuthority own = TestAuthority.in(Files.createDirectory(folder.resolve("own")));
    TestAuthority.Issued tracker = own.issue("tracker", "127.0.0.1");
    Server server =
        start(
            plan,
            "auth.mechanisms",
            "tls",
            "tls.certificate",
            tracker.certificate().toString(),
            "tls.key",
            tracker.key().toString(),
            "tls.engine",
            engine);
    PeerClient client = new PeerClient(server, context(plan, own));
    open.add(client);
    PeerClient.Answer answer = client.send(connect("alice"));
    assertThat(answer.status()).isEqualTo(cause.isEmpty() ? SUCCESSFUL : AUTHENTICATION_REQUIRED);
    assertThat(answer.reason()).contains(cause);
  }

  /// A client that shows the certificate, whatever is wrong with it.
  private static SSLContext context(Plan plan, TestAuthority trusted) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        plan.peer.getPrivate(),
        new char[0],
        new java.security.cert.Certificate[] {leaf(plan)});
    store.setCertificateEntry(
        "authority",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(Files.newInputStream(trusted.certificate())));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, new char[0]);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @ParameterizedTest
  @CsvSource({
    "weak authority, 'has a weak key; it must be RSA with 2048 bits or more'",
    "no keyCertSign, 'its keyUsage has no keyCertSign'"
  })
  void authorityThatMustNotVouch_isRefusedAtTheStart(String fault, String cause) {
    assertThatThrownBy(() -> start(Plan.of(fault)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("ca.pem holds the certificate of CN=vouching, which ")
        .hasMessageContaining(cause);
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, SHA1withECDSA, 'is signed with SHA1withECDSA, which can be forged'",
    "no cRLSign, SHA256withECDSA, 'its keyUsage has no cRLSign'"
  })
  void revocationListThatProvesNothing_isRefusedAtTheStart(
      String fault, String algorithm, String cause) throws Exception {
    Plan plan = Plan.of(fault);
    X509v2CRLBuilder list =
        new X509v2CRLBuilder(new X500Name("CN=vouching"), Date.from(Instant.now()));
    byte[] der =
        list.build(new JcaContentSignerBuilder(algorithm).build(plan.key.getPrivate()))
            .getEncoded();
    Path file = pem("crl.pem", "X509 CRL", der);
    assertThatThrownBy(() -> start(plan, "auth.revoked", file.toString()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("the revocation list of CN=vouching")
        .hasMessageContaining(cause);
  }

  @Test
  void authorityThatIsThereTwice_mayHaveAnOldCertificateBesideTheNewOne() throws Exception {
    Plan plan = Plan.of("authority expired");
    Path file = pem("both.pem", "CERTIFICATE", authority(plan).getEncoded());
    plan.authorityEnds = Duration.ofDays(1);
    Files.writeString(
        file,
        Files.readString(file)
            + Files.readString(pem("new.pem", "CERTIFICATE", authority(plan).getEncoded())));
    TestAuthority own = TestAuthority.in(Files.createDirectory(folder.resolve("own")));
    TestAuthority.Issued tracker = own.issue("tracker", "127.0.0.1");
    Server server =
        start(
            plan,
            "auth.authorities",
            file.toString(),
            "auth.mechanisms",
            "tls",
            "tls.certificate",
            tracker.certificate().toString(),
            "tls.key",
            tracker.key().toString());
    PeerClient client = new PeerClient(server, context(plan, own));
    open.add(client);
    assertThat(client.send(connect("alice")).status()).isEqualTo(SUCCESSFUL);
  }
}
