package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.server.Configuration;
import org.ppsp.server.Server;
import org.ppsp.testkit.TestAuthority;

/// `ppsp admin` and a real tracker.
@Timeout(120)
class AdminCommandTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;
  private Server server;

  private void start(String... more) throws Exception {
    Map<String, String> options =
        new HashMap<>(Map.of("listen", "127.0.0.1:0", "manage.listen", "127.0.0.1:0"));
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    server = Server.start(Configuration.load(null, Map.of(), options));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private URI port() {
    return Objects.requireNonNull(server.managementUrl());
  }

  private static CommandRun run(URI port, String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "admin";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--url=" + port;
    return CommandRun.of(all);
  }

  private String admin(String... args) {
    CommandRun run = run(port(), args);
    assertThat(run.code()).as(run.err()).isZero();
    return run.out();
  }

  private String refused(String... args) {
    CommandRun run = run(port(), args);
    assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).isEmpty();
    return run.err();
  }

  private CommandRun peer(String command, String peer, String... more) {
    String[] all = new String[more.length + 4];
    all[0] = command;
    all[1] = "--peer-id=" + peer;
    all[2] = "--tracker=" + server.url();
    all[3] = "--state=" + folder.resolve("state");
    System.arraycopy(more, 0, all, 4, more.length);
    return CommandRun.of(all);
  }

  private void enter(String peer, String... more) {
    assertThat(peer("connect", peer, "--stat=UploadBandwidth=8000").code()).isZero();
    String[] join = new String[more.length + 1];
    join[0] = "--swarm-id=movie";
    System.arraycopy(more, 0, join, 1, more.length);
    assertThat(peer("join", peer, join).code()).isZero();
  }

  @Test
  void operator_sees_explains_quarantines_releases_kicks() throws Exception {
    start();
    enter("alice", "--peer-mode=SEEDER");
    enter("mallory", "--chunk-id=0-49 intro");
    enter("bob");

    assertThat(admin("health")).isEqualTo("Health  ready\n");
    assertThat(admin("swarms"))
        .isEqualTo(
            """
            SwarmID  Members  Seeders  Leeches  Up  Down  Origin  Offload
            movie    3        1        2        0B  0B    0B      0.0%
            """);
    assertThat(admin("swarm", "movie")).contains("Members     3\n", "\nASN  Members  Seeders\n");
    assertThat(admin("members", "movie")).contains("\nalice ", "\nmallory ", "\nbob ", " LEECH ");
    assertThat(admin("chunks", "movie")).contains("First    0\nLast     49\n", "intro    1\n");
    assertThat(admin("peers", "al")).isEqualTo("PeerID\nalice\n");
    assertThat(admin("peer", "mallory"))
        .contains("PeerID         mallory\n", "UploadBandwidth  8000\n", "0-49 intro\n");

    String[] why = {"explain", "--peer-id=bob", "--swarm-id=movie", "--about=mallory"};
    assertThat(admin(why)).contains("Listed      2\n", "\nmallory\n", "Listed  yes\n");
    assertThat(
            admin(
                "explain",
                "--peer-id=bob",
                "--swarm-id=movie",
                "--about=mallory",
                "--chunk-id=50",
                "--peernum=5",
                "--stat=UploadBandwidth=5000"))
        .contains("Listed      1\n", "Reason  it offers none of the chunks\n");

    assertThat(admin("quarantine", "mallory")).isEqualTo("Quarantined  mallory\n");
    assertThat(admin("quarantine")).isEqualTo("PeerID\nmallory\n");
    assertThat(admin(why)).contains("Listed  no\n", "Reason  it is in quarantine\n");
    assertThat(peer("find", "bob", "--swarm-id=movie").out()).doesNotContain("mallory");

    assertThat(admin("release", "mallory")).isEqualTo("Released  mallory\n");
    assertThat(peer("find", "bob", "--swarm-id=movie").out()).contains("mallory");
    assertThat(refused("release", "mallory"))
        .isEqualTo("ppsp: peer mallory is not in quarantine\n");

    assertThat(admin("kick", "mallory")).isEqualTo("Kicked  mallory\n");
    assertThat(peer("keepalive", "mallory").err()).contains("3 FORBIDDEN_ACTION");
    assertThat(refused("peer", "mallory")).isEqualTo("ppsp: peer mallory is not connected\n");
  }

  @Test
  void query_isAnsweredWithTheNextKeepalive() throws Exception {
    start();
    enter("alice");
    CommandRun run = run(port(), "query", "alice", "--property=UploadBandwidth");
    assertThat(run.out())
        .isEqualTo(
            "PeerID    alice\nAnswered  no\n\nProperty         Value\nUploadBandwidth  8000\n");
    assertThat(run.err()).contains("asked with its next KEEPALIVE");
    assertThat(peer("keepalive", "alice").out()).contains("StatRequest  UploadBandwidth");
  }

  @Test
  void tracker_isShownAndSteered() throws Exception {
    start();
    assertThat(admin("status")).contains("Tracker      " + server.url() + "\n", "Health ");
    assertThat(admin("config")).contains("\nmanage.listen ", " yes  127.0.0.1:0\n");
    assertThat(admin("overview"))
        .contains("Sessions        0\n", "Offload         0.0 %\n")
        .doesNotContain("-\n");
    assertThat(admin("metrics")).contains("\n# TYPE ppsp_");
    assertThat(admin("drain")).startsWith("Draining");
    CommandRun health = run(port(), "health");
    assertThat(health.out()).isEqualTo("Health  draining\n");
    assertThat(health.code()).isEqualTo(ExitCode.FAILED);
    assertThat(peer("connect", "late").code()).isEqualTo(ExitCode.FAILED);
    assertThat(admin("resume")).startsWith("Resumed");
    assertThat(admin("health")).isEqualTo("Health  ready\n");
    assertThat(refused("access-add", "movie")).contains("access.mode", "access.file");
  }

  @Test
  void rules_areAddedAndTakenOut() throws Exception {
    Path file = Files.writeString(folder.resolve("access"), "movie alice\n");
    start("access.mode", "allow-list", "access.file", file.toString());
    assertThat(admin("access")).contains("Mode   allow-list\n", "Rules  1\n", "movie    alice\n");
    assertThat(admin("access-add", "live/*", "bob", "c*")).contains("live/*   bob c*\n");
    assertThat(admin("access-remove", "movie", "alice")).contains("Rules  1\n");
    assertThat(refused("access-remove", "movie", "alice")).contains("no such rule");
    assertThat(Files.readString(file)).contains("live/* bob c*").doesNotContain("alice");
  }

  @Test
  void json_isWhatTheApiSays() throws Exception {
    start();
    enter("alice");
    JsonNode swarms = new ObjectMapper().readTree(admin("swarms", "--json"));
    assertThat(swarms.at("/items/0/id").asText()).isEqualTo("movie");
    assertThat(swarms.path("total").asInt()).isEqualTo(1);
    assertThat(admin("kick", "alice", "--json")).isEmpty();
  }

  @Test
  void refusals_areInTheTrackersWords() throws Exception {
    start();
    assertThat(refused("swarm", "none")).isEqualTo("ppsp: swarm none has no members\n");
    assertThat(refused("swarms", "--limit=5000")).contains("'limit' must be a number from 1");
    assertThat(refused("explain", "--peer-id=no", "--swarm-id=m")).contains("is not connected");
  }

  @Test
  void certificateAndToken_areNeeded_andNamed() throws Exception {
    TestAuthority authority = TestAuthority.in(folder);
    TestAuthority.Issued issued = authority.issue("manage", "127.0.0.1");
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    start(
        "manage.token", token.toString(),
        "manage.certificate", issued.certificate().toString(),
        "manage.key", issued.key().toString());
    String ca = "--ca=" + authority.certificate();
    assertThat(port().getScheme()).isEqualTo("https");
    assertThat(admin("peers", ca, "--token-file=" + token)).isEqualTo("PeerID\n");

    assertThat(refused("peers", ca)).contains("wants a token", "--token-file", "manage.token");
    Path other = Files.writeString(folder.resolve("other"), TOKEN.replace('0', '9'));
    assertThat(refused("peers", ca, "--token-file=" + other))
        .contains("the token in " + other)
        .doesNotContain("9123456789");
    assertUnreachable(port(), "--ca FILE", "PPSP_CA", "no authority that is trusted here");
    assertUnreachable(
        URI.create(port().toString().replace("127.0.0.1", "localhost")),
        List.of(ca),
        "its certificate is for another name");
    assertUnreachable(
        URI.create(port().toString().replace("https:", "http:")), "is its URL one of https:// ?");
  }

  private static void assertUnreachable(URI port, String... said) {
    assertUnreachable(port, List.of("--verbose"), said);
  }

  private static void assertUnreachable(URI port, List<String> options, String... said) {
    String[] args = new String[options.size() + 1];
    args[0] = "peers";
    System.arraycopy(options.toArray(), 0, args, 1, options.size());
    CommandRun run = run(port, args);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("ppsp: no management port answers at " + port).contains(said);
  }

  @Test
  void wherePortIsMistaken_cureIsTold() throws Exception {
    start();
    assertUnreachable(server.url(), "this is the port for peers", "manage.listen", "9846", "--url");
    assertUnreachable(
        URI.create(port().toString().replace("http:", "https:")), "is its URL one of http:// ?");
    URI nobody;
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      assertUnreachable(
          nobody,
          List.of("--timeout=200ms"),
          "no whole answer within 200 ms; --timeout gives it more");
    }
    assertUnreachable(nobody, "nothing listens there");
  }

  @Test
  void process_knowsTheSubcommands() throws Exception {
    start();
    try (PpspProcess ppsp = new PpspProcess("admin", "health", "--url=" + port())) {
      assertThat(ppsp.readLine()).isEqualTo("Health  ready");
      assertThat(ppsp.exitCode()).isZero();
    }
    assertThat(AdminCommand.mayBeMeant("--verbose", "admin", "status")).isTrue();
    assertThat(AdminCommand.mayBeMeant("help", "admin")).isTrue();
    assertThat(AdminCommand.mayBeMeant("@arguments")).isTrue();
    assertThat(AdminCommand.mayBeMeant("version")).isFalse();
  }
}
