package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.auth.Digest;
import org.ppsp.protocol.auth.PeerName;

/// `ppsp enrol` from its command line; what it writes is judged by `openssl` and by the JDK.
@Timeout(120)
class EnrolCommandTest {
  private static final Pattern SERIAL = Pattern.compile("Serial +([0-9a-f]{32})");

  @TempDir private Path folder;
  private Path ca;

  @BeforeEach
  void name() {
    ca = folder.resolve("ca");
  }

  private CommandRun enrol(String command, String... args) {
    List<String> words = new ArrayList<>(List.of("enrol", command));
    words.addAll(List.of(args));
    return CommandRun.of(words.toArray(String[]::new));
  }

  /// A call with `--dir` that is done.
  private String done(String command, String... args) {
    List<String> words = new ArrayList<>(List.of("--dir", ca.toString()));
    words.addAll(List.of(args));
    CommandRun run = enrol(command, words.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    return run.out();
  }

  private void refused(String message, String command, String... args) {
    List<String> words = new ArrayList<>(List.of("--dir", ca.toString()));
    words.addAll(List.of(args));
    CommandRun run = enrol(command, words.toArray(String[]::new));
    assertThat(run.err()).startsWith("ppsp: ").contains(message).doesNotContain("\tat ");
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).isEmpty();
  }

  private static String serial(String printed) {
    Matcher serial = SERIAL.matcher(printed);
    assertThat(serial.find()).as(printed).isTrue();
    return serial.group(1);
  }

  private String peer(String id, String... more) {
    List<String> words = new ArrayList<>(List.of("--peer-id", id, "--out", out(id)));
    words.addAll(List.of(more));
    return done("peer", words.toArray(String[]::new));
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  private X509Certificate certificate(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private X509CRL crl() throws Exception {
    try (InputStream in = Files.newInputStream(ca.resolve("crl.pem"))) {
      return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
    }
  }

  private String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  /// Runs openssl in the folder.
  private String openssl(int code, String args) throws Exception {
    List<String> words = new ArrayList<>(List.of("openssl"));
    words.addAll(List.of(args.split(" ")));
    Process process =
        new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(args + "\n" + printed).isEqualTo(code);
    return printed;
  }

  private void verifies(int code, String file) throws Exception {
    openssl(code, "verify -x509_strict -CAfile ca/ca.pem -CRLfile ca/crl.pem -crl_check " + file);
  }

  @Test
  void init_makesAnAuthority() throws Exception {
    assertThat(done("init", "--name", "Example, Ü=1", "--days", "10")).contains("ca.key", "Until");
    X509Certificate own = certificate(ca.resolve("ca.pem"));
    own.verify(own.getPublicKey());
    assertThat(own.getBasicConstraints()).isZero();
    assertThat(own.getKeyUsage()).containsSequence(true, true).startsWith(false, false);
    assertThat(own.getNotAfter().toInstant())
        .isBetween(
            Instant.now().plus(Duration.ofDays(10)).minusSeconds(100),
            Instant.now().plus(Duration.ofDays(10)));
    assertThat(mode(ca.resolve("ca.key"))).isEqualTo("rw-------");
    assertThat(mode(ca.resolve("index"))).isEqualTo("rw-------");
    assertThat(Files.readString(ca.resolve("ca.key"))).startsWith("-----BEGIN PRIVATE KEY-----");
    assertThat(crl().getRevokedCertificates()).isNull();
    crl().verify(own.getPublicKey());
    assertThat(openssl(0, "x509 -in ca/ca.pem -noout -subject -nameopt utf8"))
        .contains("Example, Ü=1");
    try (var files = Files.list(ca)) {
      assertThat(files.map(it -> it.getFileName().toString()))
          .containsExactlyInAnyOrder("ca.pem", "ca.key", "index", "crl.pem", ".lock");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca.pem", "ca.key", "index", "crl.pem"})
  void init_overwritesNothing(String file) throws Exception {
    Files.createDirectory(ca);
    Files.writeString(ca.resolve(file), "mine");
    refused("holds " + file + " already; name another folder", "init");
    assertThat(Files.readString(ca.resolve(file))).isEqualTo("mine");
    assertThat(ca.resolve("ca.pem").toFile().length()).isLessThan(10);
  }

  @Test
  void init_whereAFileIs_saysSo() throws Exception {
    Files.writeString(ca, "no folder");
    refused("it exists and is no folder", "init");
  }

  @Test
  void tracker_isAServer_byAllItsHosts() throws Exception {
    done("init");
    String printed =
        done("tracker", "--host", "Tracker.Example.org", "127.0.0.1", "[::1]", "--out", out("t"));
    assertThat(printed).contains("tracker.example.org,127.0.0.1,::1");
    verifies(0, "-purpose sslserver t.pem");
    verifies(2, "-purpose sslclient t.pem");
    verifies(0, "-verify_hostname tracker.example.org t.pem");
    verifies(0, "-verify_ip 127.0.0.1 t.pem");
    verifies(0, "-verify_ip ::1 t.pem");
    verifies(2, "-verify_hostname other.example.org t.pem");
    assertThat(mode(folder.resolve("t.key"))).isEqualTo("rw-------");
    refused("is there already; name another with --out", "tracker", "--host=a", "--out", out("t"));
    assertThat(done("list").lines()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://host/", "host:80", "a..b", "", "-a.b", "1.2.3", "a b", "300.1.1.1"})
  void tracker_withoutARealHost_is2(String host) {
    done("init");
    CommandRun run = enrol("tracker", "--dir", ca.toString(), "--host=" + host);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("must be a host name or an IP address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec", "RSA", "ed25519"})
  void peer_isAClient_thatIsNamed(String kind) throws Exception {
    done("init");
    String serial = serial(peer("alice", "--key-type", kind, "--days", "3"));
    verifies(0, "-purpose sslclient alice.pem");
    verifies(2, "-purpose sslserver alice.pem");
    X509Certificate certificate = certificate(folder.resolve("alice.pem"));
    assertThat(PeerName.of(certificate)).contains(new PeerId("alice"));
    assertThat(certificate.getSubjectAlternativeNames()).hasSize(1);
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getSerialNumber().toString(16)).isEqualTo(serial);
    assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(127);
    assertThat(mode(folder.resolve("alice.key"))).isEqualTo("rw-------");
    // The key belongs to it.
    assertThat(openssl(0, "pkey -in alice.key -pubout"))
        .isEqualTo(openssl(0, "x509 -in alice.pem -noout -pubkey"));
  }

  @Test
  void peer_withANameThatIsNoFile_hasOneByItsSerial() throws Exception {
    done("init");
    String name = "../%/x:";
    try (PpspProcess process =
        new PpspProcess(
            new ProcessBuilder().directory(folder.toFile()).redirectErrorStream(true),
            Map.of(),
            "enrol",
            "peer",
            "--dir=ca",
            "--peer-id=" + name)) {
      assertThat(process.readLine()).isEqualTo("PeerID       " + name);
      String serial = serial(String.valueOf(process.readLine()));
      assertThat(process.exitCode()).isZero();
      String file = "peer-" + serial + ".pem";
      assertThat(PeerName.of(certificate(folder.resolve(file)))).contains(new PeerId(name));
      verifies(0, file);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-newkey ec -pkeyopt ec_paramgen_curve:P-256",
        "-newkey rsa:2048",
        "-newkey ed25519",
        "-newkey rsa:2048 -addext subjectAltName=URI:urn:ppsp:peer:bob,DNS:admin",
        "-newkey rsa:2048 -outform DER"
      })
  void request_isAnswered_forItsKeyOnly(String how) throws Exception {
    done("init");
    openssl(0, "req -new -nodes -subj /CN=admin -keyout bob.key -out bob.csr " + how);
    byte[] key = Files.readAllBytes(folder.resolve("bob.key"));
    String printed = peer("bob", "--csr", out("bob.csr"));
    assertThat(printed).doesNotContain("Key");
    verifies(0, "-purpose sslclient bob.pem");
    assertThat(openssl(0, "pkey -in bob.key -pubout"))
        .isEqualTo(openssl(0, "x509 -in bob.pem -noout -pubkey"));
    assertThat(openssl(0, "x509 -in bob.pem -noout -text"))
        .contains("urn:ppsp:peer:bob", "CN = bob")
        .doesNotContain("admin");
    assertThat(Files.readAllBytes(folder.resolve("bob.key"))).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-newkey rsa:1024",
        "-newkey ec -pkeyopt ec_paramgen_curve:P-384",
        "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
        "-newkey ed448",
        "-newkey rsa:2048 -pkeyopt rsa_keygen_pubexp:3"
      })
  void request_withAnotherKey_isRefused(String how) throws Exception {
    done("init");
    openssl(0, "req -new -nodes -subj /CN=x -keyout bob.key -out bob.csr " + how);
    refused("the key must be EC on P-256", "peer", "--peer-id=bob", "--csr=" + out("bob.csr"));
    assertThat(done("list").lines()).hasSize(1);
  }

  @Test
  void request_thatProvesNothing_isRefused() throws Exception {
    done("init");
    openssl(0, "req -new -nodes -newkey ed25519 -keyout k -outform DER -subj /CN=x -out bob.csr");
    Path file = folder.resolve("bob.csr");
    byte[] der = Files.readAllBytes(file);
    der[der.length - 1] ^= 1;
    Files.write(file, der);
    refused("the signature is wrong", "peer", "--peer-id=bob", "--csr=" + file);
  }

  @ParameterizedTest
  @CsvSource({
    "no.csr, there is no such file",
    "ca/ca.pem, must have -----BEGIN CERTIFICATE REQUEST-----",
    "ca/ca.key, must have -----BEGIN CERTIFICATE REQUEST-----",
    "long, is larger than 65536 bytes",
    "short, is no certificate signing request",
    "broken, is no PEM"
  })
  void request_thatIsNone_isRefused(String name, String message) throws Exception {
    done("init");
    Files.write(folder.resolve("long"), new byte[100_000]);
    Files.write(folder.resolve("short"), new byte[] {0x30, 0x01});
    Files.writeString(folder.resolve("broken"), "-----BEGIN CERTIFICATE REQUEST-----\nMIIB");
    refused(message, "peer", "--peer-id=bob", "--csr=" + out(name));
  }

  @Test
  void request_ofAnotherPeer_isRefused() throws Exception {
    done("init");
    openssl(
        0,
        "req -new -nodes -newkey ed25519 -keyout k -subj /CN=x -out bob.csr -addext"
            + " subjectAltName=URI:urn:ppsp:peer:mallory");
    refused("asks for another peer", "peer", "--peer-id=bob", "--csr=" + out("bob.csr"));
  }

  @Test
  void list_tellsWhatIsWorthWhat() throws Exception {
    done("init");
    String first = serial(peer("alice"));
    String second = serial(peer("bob"));
    String third =
        serial(done("tracker", "--host", "localhost", "::1", "--days=1", "--out", out("t")));
    done("revoke", "--serial", first, "--reason", "keycompromise");
    Path index = ca.resolve("index");
    Files.writeString(
        index,
        Files.readString(index)
            .replaceAll("(" + second + " peer \\S+) \\S+", "$1 2026-01-01T00:00:00Z"));
    assertThat(done("list").lines().map(line -> line.replaceAll("\\S+Z +\\S+Z", "TIMES")))
        .containsExactly(
            "Serial                            Kind     From                  Until                "
                + " State    Name",
            first + "  peer     TIMES  revoked  alice",
            second + "  peer     TIMES  expired  bob",
            third + "  tracker  TIMES  valid    localhost,::1");
    JsonNode json = new ObjectMapper().readTree(done("list", "--json"));
    assertThat(json).hasSize(3);
    assertThat(json.get(0).get("peerId").asText()).isEqualTo("alice");
    assertThat(json.get(0).get("reason").asText()).isEqualTo("keyCompromise");
    assertThat(json.get(1).get("state").asText()).isEqualTo("expired");
    assertThat(json.get(2).get("hosts").get(1).asText()).isEqualTo("::1");
    assertThat(json.get(2).has("revoked")).isFalse();
  }

  @Test
  void revoked_isRefusedFromThen() throws Exception {
    done("init");
    String serial = serial(peer("alice"));
    peer("bob");
    verifies(0, "alice.pem");
    var number = crl().getExtensionValue("2.5.29.20");
    assertThat(done("revoke", "--serial", serial, "--reason=keyCompromise"))
        .contains(serial + " alice", "crl.pem");
    verifies(2, "alice.pem");
    verifies(0, "bob.pem");
    assertThat(openssl(0, "crl -in ca/crl.pem -CAfile ca/ca.pem -noout -text"))
        .contains("Key Compromise");
    assertThat(crl().getExtensionValue("2.5.29.20")).isNotEqualTo(number);
    assertThat(mode(ca.resolve("crl.pem"))).isEqualTo("rw-r--r--");
  }

  @Test
  void revoke_byPeer_takesAllOfItsAndNoOthers() throws Exception {
    done("init");
    peer("alice");
    done("peer", "--peer-id=alice", "--out", out("alice2"));
    peer("alice3");
    assertThat(done("revoke", "--peer-id=alice").lines().filter(it -> it.startsWith("Revoked")))
        .hasSize(2);
    verifies(2, "alice.pem");
    verifies(2, "alice2.pem");
    verifies(0, "alice3.pem");
    peer("bob");
    done("revoke", "--peer-id=bob");
    verifies(2, "alice.pem");
  }

  @Test
  void revoke_twice_changesNothing_butMendsTheList() throws Exception {
    done("init");
    Path list = ca.resolve("crl.pem");
    String old = Files.readString(list);
    String serial = serial(peer("alice"));
    done("revoke", "--serial", serial);
    String index = Files.readString(ca.resolve("index"));
    Files.writeString(list, old); // as if the first call had been killed between both files
    verifies(0, "alice.pem");
    CommandRun again = enrol("revoke", "--dir=" + ca, "--serial", serial.toUpperCase(Locale.ROOT));
    assertThat(again.code()).isEqualTo(ExitCode.OK);
    assertThat(again.err()).contains(serial + " was revoked already");
    assertThat(again.out()).doesNotContain("Revoked");
    assertThat(Files.readString(ca.resolve("index"))).isEqualTo(index);
    verifies(2, "alice.pem");
  }

  @Test
  void revoke_ofWhatIsUnknown_isRefused() throws Exception {
    done("init");
    String before = Files.readString(ca.resolve("crl.pem"));
    refused("the peer nobody has no certificate", "revoke", "--peer-id=nobody");
    refused("no certificate has the serial number ab", "revoke", "--serial=0A:B");
    assertThat(Files.readString(ca.resolve("crl.pem"))).isEqualTo(before);
  }

  @Test
  void crl_isRenewed_forAsLongAsItWas() throws Exception {
    done("init");
    done("crl", "--days=7");
    assertThat(span(crl())).isEqualTo(Duration.ofDays(7));
    done("crl");
    assertThat(span(crl())).isEqualTo(Duration.ofDays(7));
    peer("alice");
    done("revoke", "--peer-id=alice");
    assertThat(span(crl())).isEqualTo(Duration.ofDays(7));
    Files.delete(ca.resolve("crl.pem"));
    done("crl");
    assertThat(span(crl())).isEqualTo(Duration.ofDays(30));
    verifies(2, "alice.pem");
  }

  private static Duration span(X509CRL crl) {
    Date end = crl.getNextUpdate();
    return Duration.between(crl.getThisUpdate().toInstant(), end.toInstant());
  }

  @ParameterizedTest
  @CsvSource({
    "tracker, --host=a",
    "peer, --peer-id=a",
    "list, --json",
    "revoke, --peer-id=a",
    "crl, --days=1"
  })
  void folderThatIsMissing_isTold(String command, String option) {
    refused("there is no authority in " + ca + "; 'ppsp enrol init --dir", command, option);
    assertThat(ca).doesNotExist();
  }

  @Test
  void out_inAFolderThatIsMissing_isTold() {
    done("init");
    refused("no such file or folder", "peer", "--peer-id=a", "--out=" + out("no/a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        " peer           | ' '      | line 2 is no certificate",
        " - -            | ' - x'   | line 2 is no certificate",
        "T[0-9:]+Z       | X        | line 2 is no certificate",
        "peer            | pear     | line 2 is no certificate",
        "alice\\n        | alice    | its first or last line is not whole",
        "# Issued        | # Used   | its first or last line is not whole",
        "(\\n.*)\\n       | '$1$1\n' | line 3 is no certificate"
      })
  void index_thatIsDamaged_stopsEverything(String part, String other, String message)
      throws Exception {
    done("init");
    peer("alice");
    Path index = ca.resolve("index");
    String text = Files.readString(index);
    String damaged = text.replaceFirst(part, other);
    assertThat(damaged).isNotEqualTo(text);
    Files.writeString(index, damaged);
    for (String command : List.of("list", "crl")) {
      refused(message, command);
    }
    refused("is damaged", "peer", "--peer-id=bob", "--out=" + out("bob"));
    refused("is damaged", "revoke", "--peer-id=alice");
    assertThat(Files.readString(index)).isEqualTo(damaged);
    assertThat(folder.resolve("bob.key")).doesNotExist();
  }

  @Test
  void index_thatIsOlderThanTheList_isTold() throws Exception {
    done("init");
    peer("alice");
    String old = Files.readString(ca.resolve("index"));
    done("revoke", "--peer-id=alice");
    Files.writeString(ca.resolve("index"), old);
    refused("is older than the CRL, which revokes", "crl");
    verifies(2, "alice.pem");
  }

  @Test
  void key_ofAnotherAuthority_isTold() throws Exception {
    done("init");
    Path other = folder.resolve("other");
    assertThat(enrol("init", "--dir=" + other).code()).isZero();
    Files.copy(other.resolve("ca.key"), ca.resolve("ca.key"), StandardCopyOption.REPLACE_EXISTING);
    refused("ca.key is not the key of", "peer", "--peer-id=a", "--out=" + out("a"));
    Files.writeString(
        ca.resolve("ca.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    refused("ca.key is damaged, or no EC key", "crl");
    Files.delete(ca.resolve("ca.key"));
    refused("ca.key: there is no such file", "crl");
    Files.writeString(ca.resolve("ca.pem"), "nothing");
    refused("must have -----BEGIN CERTIFICATE-----", "crl");
    Files.write(ca.resolve("ca.pem"), new byte[] {0x30, 0x02, 0x05, 0x00});
    refused("ca.pem is damaged", "crl");
  }

  @Test
  void certificate_doesNotOutliveItsAuthority() {
    done("init", "--days=10");
    refused("--days must be at most ", "peer", "--peer-id=a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "enrol                                                | a command is missing",
        "enrol inti                                           | there is no command 'inti'",
        "enrol peer                                           | --peer-id",
        "enrol peer --peer-id=a --days=0                      | --days must be 1 to 36500",
        "enrol peer --peer-id=a --key-type=dsa                | is none of [ec, rsa, ed25519]",
        "enrol peer --peer-id=a --key-type=ec --csr=f         | does not go with --csr",
        "enrol init --name=                                   | --name must be 1 to 64",
        "enrol revoke                                         | --serial",
        "enrol revoke --serial=1 --peer-id=a                  | mutually exclusive",
        "enrol revoke --serial=xyz                            | must be a serial number",
        "enrol revoke --peer-id=a --reason=mood               | is none of [unspecified",
        "enrol tracker                                        | --host",
        "enrol user --peer-id=a                               | --file",
        "enrol user --file=f --peer-id=#a --realm=ppsp        | would be a comment",
        "enrol user --file=f --peer-id=a                      | Name it with --host, or its"
            + " auth.realm",
        "enrol user --file=f --peer-id=a --host=a:1           | --host must be a host name",
        "enrol user --file=f --peer-id=a --host=a --realm=b   | mutually exclusive",
        "enrol user --file=f --peer-id=a --realm=a:b          | the realm must be",
        "enrol user --file=f --peer-id=a --realm=r --remove --md5 | does not go with --remove",
        "enrol user --file=f --peer-id=a --remove --password-stdin | mutually exclusive",
        "enrol token --peer-id=a --expires=0s                 | --expires must be",
        "enrol token --peer-id=a --swarm=                     | SwarmID is empty",
        "enrol token --peer-id=a --audience=                  | --audience must not be empty"
      })
  void mistake_is2_andSaysWhatIsRight(String args, String message) {
    CommandRun run = CommandRun.of(args.split(" +", -1));
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith("ppsp: ").contains(message).contains("--help'");
  }

  @Test
  void user_hasALine_thatOnlyTheOwnerReads() throws Exception {
    Path file = folder.resolve("users");
    CommandRun run = enrol("user", "--file=" + file, "--peer-id=a:b", "--realm=ppsp");
    assertThat(run.code()).as(run.err()).isZero();
    String password = run.out().strip();
    assertThat(password).hasSize(32);
    assertThat(run.err()).doesNotContain(password);
    assertThat(Files.readString(file))
        .isEqualTo(
            "a:b:ppsp:"
                + Digest.ha1(Digest.Algorithm.SHA_256, "a:b", "ppsp", password.toCharArray())
                + "\n");
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void user_withAnotherPassword_hasTheOldOneNowhere() throws Exception {
    Path file = folder.resolve("users");
    Files.writeString(file, "# ours\n\nbob:ppsp:" + "0".repeat(64) + "\n");
    Path password = Files.writeString(folder.resolve("password"), "correct horse\r\nmore\n");
    String[] args = {"--file=" + file, "--peer-id=alice", "--password-file=" + password};
    assertThat(enrol("user", args[0], args[1], args[2], "--md5").code()).isZero();
    assertThat(Files.readAllLines(file)).hasSize(5);
    assertThat(enrol("user", args[0], "--peer-id=alice", "--realm=other").code()).isZero();
    assertThat(enrol("user", args[0], args[1], args[2], "--realm=ppsp").err())
        .contains("has another password");
    List<String> lines = Files.readAllLines(file);
    assertThat(lines)
        .startsWith(
            "# ours",
            "",
            "bob:ppsp:" + "0".repeat(64),
            // printf %s 'alice:ppsp:correct horse' | sha256sum
            "alice:ppsp:" + sha256("alice:ppsp:correct horse"))
        .hasSize(5);
    assertThat(mode(file)).isEqualTo("rw-------");
    CommandRun removed =
        enrol("user", "--file=" + file, "--peer-id=alice", "--realm=ppsp", "--remove");
    assertThat(removed.code()).isZero();
    assertThat(removed.out()).isEmpty();
    assertThat(Files.readAllLines(file)).hasSize(4).last().asString().startsWith("alice:other:");
    CommandRun again =
        enrol("user", "--file=" + file, "--peer-id=alice", "--realm=ppsp", "--remove");
    assertThat(again.code()).isEqualTo(ExitCode.FAILED);
    assertThat(again.err()).contains("has no user alice in the realm ppsp");
  }

  @Test
  void user_isOfTheRealmOfTheTracker_orOfTheUsersBefore() throws Exception {
    Path file = folder.resolve("users");
    assertThat(enrol("user", "--file=" + file, "--peer-id=a", "--host=Tracker.example.org").code())
        .isZero();
    assertThat(enrol("user", "--file=" + file, "--peer-id=b").code()).isZero();
    assertThat(Files.readAllLines(file))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("a:ppsp@tracker.example.org:");
    assertThat(Files.readAllLines(file))
        .last()
        .asString()
        .startsWith("b:ppsp@tracker.example.org:");
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void user_byStandardInput() throws Exception {
    Path file = folder.resolve("users");
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream("s3cret\n".getBytes(StandardCharsets.UTF_8)));
      CommandRun run =
          enrol("user", "--file=" + file, "--peer-id=a", "--realm=ppsp", "--password-stdin");
      assertThat(run.out()).isEmpty();
      assertThat(run.code()).isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(Files.readString(file)).isEqualTo("a:ppsp:" + sha256("a:ppsp:s3cret") + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"alice", "alice:ppsp:", "alice:ppsp:12", ":ppsp:00000000000000000000000000000000"})
  void users_thatAreDamaged_areLeft(String line) throws Exception {
    Path file = Files.writeString(folder.resolve("users"), "# ours\n" + line + "\n");
    CommandRun run = enrol("user", "--file=" + file, "--peer-id=alice", "--realm=ppsp");
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("line 2: this is no user").doesNotContain(line + "\n");
    assertThat(Files.readString(file)).isEqualTo("# ours\n" + line + "\n");
  }

  @Test
  void password_thatIsNone_is2() throws Exception {
    Path users = folder.resolve("users");
    Path file = folder.resolve("password");
    for (byte[] bytes :
        List.of(new byte[0], new byte[] {7}, new byte[] {(byte) 0xff}, new byte[2000])) {
      Files.write(file, bytes);
      CommandRun run =
          enrol(
              "user", "--file=" + users, "--peer-id=a", "--realm=ppsp", "--password-file=" + file);
      assertThat(run.code()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains("the password");
    }
    Files.delete(file);
    CommandRun run =
        enrol("user", "--file=" + users, "--peer-id=a", "--realm=ppsp", "--password-file=" + file);
    assertThat(run.err()).contains("password: there is no such file");
    assertThat(users).doesNotExist();
  }

  @Test
  void token_isSigned_byTheNewestKey_andNamesThePeer() throws Exception {
    done("keys");
    Path jwks = ca.resolve("jwks.json");
    assertThat(mode(ca.resolve("jwt.key"))).isEqualTo("rw-------");
    assertThat(Files.readString(jwks)).doesNotContain("\"d\"");
    String first = done("token", "--peer-id=a", "--swarm=movie", "--swarm=live/*", "--expires=10m");
    SignedJWT token = verified(first, JWKSet.load(jwks.toFile()));
    assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("a");
    assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("ppsp");
    assertThat(token.getJWTClaimsSet().getStringListClaim("swarms"))
        .containsExactly("movie", "live/*");
    assertThat(token.getJWTClaimsSet().getExpirationTime().toInstant())
        .isEqualTo(token.getJWTClaimsSet().getIssueTime().toInstant().plusSeconds(600));

    done("keys");
    JWKSet both = JWKSet.load(jwks.toFile());
    assertThat(both.getKeys()).hasSize(2);
    verified(first, both);
    SignedJWT second = verified(done("token", "--peer-id=ü", "--audience=x"), both);
    assertThat(second.getHeader().getKeyID()).isNotEqualTo(token.getHeader().getKeyID());
    assertThat(second.getJWTClaimsSet().getSubject()).isEqualTo("ü");
    assertThat(second.getJWTClaimsSet().getClaim("swarms")).isNull();

    String kid = done("keys", "--drop-old");
    assertThat(JWKSet.load(jwks.toFile()).getKeys())
        .singleElement()
        .satisfies(key -> assertThat(kid).contains(key.getKeyID()));
  }

  private static SignedJWT verified(String printed, JWKSet keys) throws Exception {
    SignedJWT token = SignedJWT.parse(printed.strip());
    assertThat(
            token.verify(
                new ECDSAVerifier(keys.getKeyByKeyId(token.getHeader().getKeyID()).toECKey())))
        .isTrue();
    return token;
  }

  @Test
  void token_withoutAKeyThatFits_isRefused() throws Exception {
    refused("'ppsp enrol keys --dir", "token", "--peer-id=a");
    done("keys");
    String jwks = Files.readString(ca.resolve("jwks.json"));
    done("keys", "--drop-old");
    Files.writeString(ca.resolve("jwks.json"), jwks);
    refused("has no public key for", "token", "--peer-id=a");
    Files.writeString(ca.resolve("jwks.json"), "{");
    refused("is damaged: it is no JWK set", "keys");
    refused("is damaged: it is no JWK set", "token", "--peer-id=a");
  }

  @Test
  void keys_areNotWithoutEnd() {
    for (int i = 0; i < 32; i++) {
      done("keys");
    }
    refused("has 32 keys already; --drop-old", "keys");
    done("keys", "--drop-old");
  }

  /// What takes longest to load is loaded by those commands only that need it.
  @Test
  void otherCommands_loadNothingOfIt() throws Exception {
    for (List<String> args :
        List.of(List.of("version"), List.of("enrol", "--help"), List.of("connect", "--help"))) {
      List<String> words = new ArrayList<>(PpspProcess.command());
      words.add(words.indexOf("-cp"), "-Xlog:class+load");
      words.addAll(args);
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();
      assertThat(loaded)
          .contains(" org.ppsp.cli.EnrolPeerCommand ")
          .doesNotContain(" org.bouncycastle.", " com.nimbusds.", " org.ppsp.cli.enrol.Authority ");
    }
  }

  @Test
  void twoProcessesAtOnce_loseNothing() throws Exception {
    done("init");
    int each = 3;
    Path users = folder.resolve("users");
    String ppsp = String.join(" ", PpspProcess.command());
    String script =
        """
        for i in $(seq %s); do
          %s enrol peer --dir ca --peer-id "$1-$i" --out "$1-$i" >/dev/null || exit 1
          %s enrol user --file users --realm ppsp --peer-id "$1-$i" >/dev/null 2>&1 || exit 1
        done
        """
            .formatted(each, ppsp, ppsp);
    List<Process> processes = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      processes.add(
          new ProcessBuilder("bash", "-c", script, "bash", name)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve(name + ".log").toFile())
              .start());
    }
    try {
      for (Process process : processes) {
        assertThat(process.waitFor()).isZero();
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    assertThat(done("list").lines()).hasSize(1 + 2 * each);
    assertThat(Files.readAllLines(users)).hasSize(2 * each);
  }
}
