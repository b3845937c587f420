package org.ppsp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.protocol.Status.AUTHENTICATION_REQUIRED;
import static org.ppsp.protocol.Status.BAD_REQUEST;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.server.PeerClient.connect;
import static org.ppsp.server.PeerClient.join;
import static org.ppsp.server.PeerClient.joining;
import static org.ppsp.server.PeerClient.keepAlive;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.auth.AuthHeader;
import org.ppsp.protocol.auth.Digest;
import org.ppsp.server.http.RawClient;
import org.slf4j.LoggerFactory;

/// Whatever a peer proves itself with, well or badly: neither the log tells it, at any level, nor
/// an answer.
class SecretsTest {
  private static final String PASSWORD = "correct-horse-battery";
  private static final String WRONG = "wrong-horse-battery";

  /// Keeps the text of what is logged, with the traces of failures.
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    final Queue<String> all = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      String trace =
          event.getThrowableProxy() == null
              ? ""
              : ThrowableProxyUtil.asString(event.getThrowableProxy());
      all.add(event.getLoggerName() + " " + event.getFormattedMessage() + "\n" + trace);
    }
  }

  @TempDir private Path folder;
  private final Lines lines = new Lines();
  private final Map<Logger, Level> before = new HashMap<>();
  private final List<Appender<ILoggingEvent>> detached = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @BeforeEach
  void listen() {
    Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.iteratorForAppenders().forEachRemaining(detached::add);
    detached.forEach(root::detachAppender); // which would print all of it
    lines.start();
    for (String name :
        List.of(root.getName(), "org.ppsp", "org.ppsp.security", "org.ppsp.access")) {
      Logger logger = logger(name);
      before.put(logger, logger.getLevel());
      logger.setLevel(Level.TRACE);
    }
    root.addAppender(lines);
    logger("org.ppsp.access").addAppender(lines); // it hands nothing on
  }

  @AfterEach
  void stop() {
    Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAppender(lines);
    logger("org.ppsp.access").detachAppender(lines);
    detached.forEach(root::addAppender);
    before.forEach(Logger::setLevel);
  }

  private PeerClient.Answer send(
      PeerClient client, Status expected, Request request, String... headers) throws Exception {
    HttpResponse<byte[]> raw = client.raw(request, headers);
    answers.add(new String(raw.body(), UTF_8));
    answers.addAll(raw.headers().allValues("WWW-Authenticate"));
    PeerClient.Answer answer = client.send(request, headers);
    assertThat(answer.status()).as(answer.reason()).isIn(expected, AUTHENTICATION_REQUIRED);
    answers.add(answer.reason());
    if (answer.session() != null) {
      secrets.add(answer.session());
    }
    return answer;
  }

  /// The header by which alice shows a password; the response in it is as good as a secret once.
  private String digest(PeerClient client, String password, String nc) throws Exception {
    PeerClient.Answer refused = send(client, AUTHENTICATION_REQUIRED, connect("nobody-yet"));
    String nonce =
        AuthHeader.challenges(refused.challenges().getFirst()).getFirst().parameters().get("nonce");
    String ha1 = Digest.ha1(Digest.Algorithm.SHA_256, "alice", "ppsp", password.toCharArray());
    String response =
        Digest.response(
            Digest.Algorithm.SHA_256,
            ha1,
            "POST",
            "/",
            nonce,
            nc,
            "0a4f113b",
            Digest.AUTH,
            new byte[0]);
    secrets.addAll(List.of(password, ha1, response));
    return "Digest username=\"alice\", realm=\"ppsp\", uri=\"/\", algorithm=SHA-256, nonce=\"%s\", nc=%s, cnonce=\"0a4f113b\", qop=auth, response=\"%s\""
        .formatted(nonce, nc, response);
  }

  @Test
  void secrets_areInNoLineOfTheLog_andInNoAnswer() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    Path jwks = folder.resolve("jwks.json");
    Files.writeString(jwks, new JWKSet(List.of(key)).toString(false)); // the private part, too
    secrets.add(key.getD().toString());
    Path users = folder.resolve("users");
    String ha1 = Digest.ha1(Digest.Algorithm.SHA_256, "alice", "ppsp", PASSWORD.toCharArray());
    Files.writeString(users, "alice:ppsp:" + ha1 + "\n");
    Map<String, String> options = new HashMap<>();
    options.put("listen", "127.0.0.1:0");
    options.put("manage.listen", "none");
    options.put("reloadInterval", "50ms");
    options.put("auth.mechanisms", "digest, bearer");
    options.put("auth.users", users.toString());
    options.put("auth.realm", "ppsp");
    options.put("auth.jwks", jwks.toString());
    options.put("rate.exempt", "none");
    options.put("rate.requestsPerCredential", "60/m");
    options.put("rate.burst", "1s");
    try (Server server = Server.start(Configuration.load(null, Map.of(), options));
        PeerClient client = new PeerClient(server);
        RawClient raw = new RawClient(server.address())) {
      String token = Tokens.bearer(key, "bob");
      String bad = Tokens.bearer(foreign, "bob");
      String basic = "YWxpY2U6Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5";
      for (String jwt : List.of(token, bad)) {
        String text = jwt.substring("Bearer ".length());
        secrets.add(text);
        secrets.add(text.substring(text.lastIndexOf('.') + 1));
        secrets.add(text.split("\\.", -1)[1]);
      }
      secrets.add(basic);
      send(
          client,
          SUCCESSFUL,
          connect("alice"),
          "Authorization",
          digest(client, PASSWORD, "00000001"));
      send(
          client, SUCCESSFUL, connect("alice"), "Authorization", digest(client, WRONG, "00000001"));
      send(
          client,
          FORBIDDEN_ACTION,
          connect("eve"),
          "Authorization",
          digest(client, PASSWORD, "00000002"));
      send(client, SUCCESSFUL, connect("alice"), "Authorization", "Basic " + basic);
      // The limit of credentials is hit on the way, which is logged, too.
      PeerClient.Answer connected = client.send(connect("bob"), "Authorization", token);
      SessionToken session = connected.token();
      secrets.add(session.text());
      assertThat(client.send(join("bob", "movie"), "Authorization", token).status())
          .isEqualTo(Status.SERVICE_UNAVAILABLE);
      send(client, SUCCESSFUL, keepAlive("bob"), SessionToken.HEADER, session.text());
      send(client, FORBIDDEN_ACTION, keepAlive("alice"), SessionToken.HEADER, session.text());
      send(client, SUCCESSFUL, joining("bob", "movie"), "Authorization", bad);
      send(client, SUCCESSFUL, connect("bob"), "Authorization", bad + "x");
      send(client, BAD_REQUEST, connect("bob"), "Authorization", "Bearer  a b " + token);
      for (String line :
          List.of(
              "Authorization: " + token + "\r\nAuthorization: " + bad,
              "PPSP-Session: " + session.text() + "0",
              "PPSP-Session: " + session.text() + "\r\nPPSP-Session: " + "0".repeat(32))) {
        answers.add(
            raw.post(new String(PeerClient.bytes(keepAlive("bob")), UTF_8), line).reply().body());
      }
      RawClient broken = new RawClient(server.address());
      answers.add(broken.head("Authorization: " + token + "\0").reply().body());
      broken.close();
      // Files that cannot be read are told about, without a word of what they hold.
      long known = lines.all.stream().filter(line -> line.contains("users")).count();
      Files.writeString(users, "alice:ppsp:" + ha1.substring(1) + "\n" + PASSWORD + "\n");
      Files.writeString(jwks, "{\"keys\":[" + new JWKSet(List.of(key)).toString(false) + "x");
      secrets.add(ha1.substring(1));
      while (lines.all.stream().filter(line -> line.contains("users")).count() == known
          || lines.all.stream().noneMatch(line -> line.contains("jwks.json"))) {
        Thread.onSpinWait();
      }
    }
    assertThat(lines.all).anyMatch(line -> line.contains("event=authentication-failed"));
    assertThat(lines.all).anyMatch(line -> line.contains("event=rate-limited"));
    assertThat(lines.all).anyMatch(line -> line.startsWith("org.ppsp.access "));
    assertThat(secrets).hasSizeGreaterThan(15);
    for (String secret : secrets) {
      assertThat(secret).hasSizeGreaterThan(8);
      assertThat(lines.all).noneMatch(line -> line.contains(secret));
      assertThat(answers).noneMatch(answer -> answer.contains(secret));
    }
  }
}
