package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `ppsp admin` asks, and what it makes of answers, be they right or not.
@Timeout(60)
class AdminAnswersTest {
  private static final String OVERVIEW =
      """
      {"at":"2026-11-23T10:00:00Z","sessions":1000,"swarms":3,"memberships":1200,"seeders":100,
       "quarantined":1,"connections":900,"requests":123456,"requestsPerSecond":512.25,
       "latency":{"p50":0.00012,"p99":0.0034},"received":999,"sent":1500000,"uploaded":9900000000,
       "downloaded":10000000000,"origin":100000000,"offload":0.985,"stalled":61500,
       "refusals":{"limit":7,"draining":2},"eventLoopDelay":1.5}
      """;

  @TempDir private Path folder;
  private ScriptedPort port;

  @BeforeEach
  void start() throws IOException {
    port = new ScriptedPort();
  }

  @AfterEach
  void stop() {
    port.close();
  }

  private String printed(String... args) {
    CommandRun run = port.admin(args);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  @Test
  void status_isToldWithUnits() {
    port.answers(
        """
        {"name":"ppsp","version":"1.0","java":"25.0.3","tracker":"http://127.0.0.1:7846/",
         "startedAt":"2026-11-23T10:00:00Z","uptime":93784,"health":"ready","tokenNeeded":true,
         "logLevel":null}
        """);
    assertThat(printed("status"))
        .isEqualTo(
            """
            Version      1.0
            Java         25.0.3
            Tracker      http://127.0.0.1:7846/
            Started      2026-11-23T10:00:00Z
            Uptime       1 d 2 h
            Health       ready
            TokenNeeded  yes
            LogLevel     -
            """);
    assertThat(port.asked()).isEqualTo("GET /api/v1/status");
  }

  @Test
  void overview_isToldWithUnits() {
    port.answers(OVERVIEW);
    assertThat(printed("overview"))
        .isEqualTo(
            """
            Time            2026-11-23T10:00:00Z
            Sessions        1000
            Swarms          3
            Memberships     1200
            Seeders         100
            Quarantined     1
            Connections     900
            Requests        123456
            RequestRate     512.3 /s
            Latency         p50 120 us, p99 3.4 ms
            EventLoopDelay  1.50 s
            Received        999 B
            Sent            1.5 MB
            Uploaded        9.9 GB
            Downloaded      10.0 GB
            Origin          100.0 MB
            Offload         98.5 %
            Stalled         1 m 1 s

            Refusal   Count
            limit     7
            draining  2
            """);
    assertThat(port.asked()).isEqualTo("GET /api/v1/overview");
  }

  @Test
  void json_isTheAnswerItself() throws Exception {
    port.answers(OVERVIEW);
    String printed = printed("overview", "--json");
    ObjectMapper mapper = new ObjectMapper();
    JsonNode sent = mapper.readTree(OVERVIEW);
    assertThat(mapper.readTree(printed)).isEqualTo(sent);
    assertThat(printed).contains("\"requestsPerSecond\" : 512.25,\n");
  }

  @Test
  void config_tellsWhatIsSet() {
    port.answers(
        """
        {"keys":[{"name":"listen","value":"0.0.0.0:1","default":"127.0.0.1:7846","description":""},
         {"name":"tls.key","value":"none","default":"none","description":""}]}
        """);
    assertThat(printed("config"))
        .isEqualTo(
            """
            Key      Set  Value
            listen   yes  0.0.0.0:1
            tls.key  no   none
            """);
    assertThat(port.asked()).isEqualTo("GET /api/v1/configuration");
  }

  @Test
  void logLevel_isReadAndSet() {
    port.answers("{\"level\":\"debug\"}");
    assertThat(printed("log-level")).isEqualTo("LogLevel  debug\n");
    assertThat(port.asked()).isEqualTo("GET /api/v1/log-level");
    assertThat(printed("log-level", "DEBUG")).isEqualTo("LogLevel  debug\n");
    assertThat(port.asked()).isEqualTo("PUT /api/v1/log-level {\"level\":\"debug\"}");
    CommandRun wrong = port.admin("log-level", "loud");
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
    assertThat(port.asked()).isEqualTo("nothing");
  }

  @Test
  void drain_andResume() {
    port.answers(204, "", new byte[0]);
    assertThat(printed("drain")).startsWith("Draining");
    assertThat(port.asked()).isEqualTo("PUT /api/v1/drain");
    assertThat(printed("resume")).startsWith("Resumed");
    assertThat(port.asked()).isEqualTo("DELETE /api/v1/drain");
    assertThat(printed("drain", "--json")).isEmpty();
  }

  @Test
  void reload_tellsWhatHoldsAndWhatNeedsARestart() {
    port.answers("{\"applied\":[\"rate.find\"],\"kept\":[\"listen: still 127.0.0.1:1\"]}");
    assertThat(printed("reload"))
        .isEqualTo(
            """
            Applied       rate.find
            NeedsRestart  listen: still 127.0.0.1:1
            """);
    assertThat(port.asked()).isEqualTo("POST /api/v1/reload");
    port.answers("{\"applied\":[],\"kept\":[]}");
    assertThat(printed("reload")).contains("nothing has changed");
  }

  @Test
  void metrics_areText() {
    String metrics = "# HELP a b\nppsp_sessions 7\n";
    port.answers(200, "text/plain; version=0.0.4", (metrics + "\u001b[31mx\n").getBytes(UTF_8));
    assertThat(printed("metrics")).isEqualTo(metrics + "\\u001b[31mx\n");
    assertThat(port.asked()).isEqualTo("GET /metrics");
  }

  @ParameterizedTest
  @CsvSource({
    "200, ready, 0",
    "200, memory, 0",
    "503, draining, 1",
    "503, overloaded, 1",
    "503, stopping, 1"
  })
  void health_is1_ifNotReady(int status, String health, int code) {
    port.answers(
        status, "application/json", "{\"status\":\"%s\"}".formatted(health).getBytes(UTF_8));
    CommandRun run = port.admin("health");
    assertThat(run.out()).isEqualTo("Health  " + health + "\n");
    assertThat(run.code()).isEqualTo(code);
    assertThat(port.asked()).isEqualTo("GET /health/ready");
  }

  @Test
  void access_isReadAndChanged() {
    port.answers(
        """
        {"mode":"allow-list","file":"/etc/access",
         "rules":[{"swarm":"movie","peers":["alice","bob"]},{"swarm":"live/*","peers":[]}]}
        """);
    String rules =
        """
        Mode   allow-list
        File   /etc/access
        Rules  2

        SwarmID  PeerID
        movie    alice bob
        live/*   *
        """;
    assertThat(printed("access")).isEqualTo(rules);
    assertThat(port.asked()).isEqualTo("GET /api/v1/access");
    assertThat(printed("access-add", "movie", "alice", "bob")).isEqualTo(rules);
    assertThat(port.asked())
        .isEqualTo("POST /api/v1/access {\"swarm\":\"movie\",\"peers\":[\"alice\",\"bob\"]}");
    assertThat(printed("access-remove", "live/*")).isEqualTo(rules);
    assertThat(port.asked()).isEqualTo("DELETE /api/v1/access {\"swarm\":\"live/*\",\"peers\":[]}");
  }

  @Test
  void names_areEncoded_whateverTheyAre() {
    port.answers(204, "", new byte[0]);
    for (String[] name :
        new String[][] {
          {".", "-?peer=."},
          {"..", "-?peer=.."},
          {"a/b?c#d", "a%2Fb%3Fc%23d"},
          {"<ü>", "%3C%C3%BC%3E"},
          {"a+b%", "a%2Bb%25"}
        }) {
      var _ = printed("kick", name[0]);
      assertThat(port.asked()).isEqualTo("DELETE /api/v1/peers/" + name[1]);
    }
    port.answers("{\"items\":[],\"more\":false}");
    var _ = printed("peers", "a&limit=9 b");
    assertThat(port.asked()).isEqualTo("GET /api/v1/peers?search=a%26limit%3D9%20b&limit=50");
  }

  @Test
  void longLists_tellHowToSeeMore() {
    port.answers("{\"total\":7,\"offset\":2,\"items\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");
    CommandRun run = port.admin("swarms", "--offset=2", "--limit=2", "--sort=id", "--order=asc");
    assertThat(run.out()).contains("\na        -        -        -        -   -     -       -\n");
    assertThat(run.err()).isEqualTo("ppsp: 3 to 4 of 7; --offset 4 shows more\n");
    assertThat(port.asked()).isEqualTo("GET /api/v1/swarms?offset=2&limit=2&sort=id&order=asc");
    port.answers("{\"items\":[\"a\"],\"more\":true}");
    assertThat(port.admin("peers").err()).contains("there are more");
  }

  @Test
  void chunks_areDrawn() {
    port.answers(
        """
        {"first":0,"last":99,"looked":20,"seeders":1,"columns":[0,0.5,1,9.9,10],
         "peers":[{"peer":"bob","mode":"LEECH","columns":[0,0.5,1,1,1]}],
         "tokens":[{"token":"intro","members":3}]}
        """);
    assertThat(printed("chunks", "movie"))
        .isEqualTo(
            """
            First    0
            Last     99
            Looked   20
            Seeders  1
            Leeches  .-19+

            PeerID  PeerMode  Chunks
            bob     LEECH     .-###

            ChunkID  Members
            intro    3
            """);
    assertThat(port.asked()).isEqualTo("GET /api/v1/swarms/movie/chunks?columns=60");
  }

  @Test
  void whatStrangersWrote_isPrintable_inTextAndInJson() throws Exception {
    String name = "\\u001b]0;x\\u0007\u009b31m\u007fy";
    port.answers("{\"items\":[\"" + name + "\"],\"more\":false}");
    assertThat(printed("peers")).isEqualTo("PeerID\n\\u001b]0;x\\u0007\\u009b31m\\u007fy\n");
    String json = printed("peers", "--json");
    assertThat(json.chars().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
    assertThat(new ObjectMapper().readTree(json).at("/items/0").asText())
        .isEqualTo("\u001b]0;x\u0007\u009b31m\u007fy");
    String turned = "a\u202egnp.exe\u2066b\u200e\u061c";
    port.answers("{\"items\":[\"" + turned + "\"],\"more\":false}");
    assertThat(printed("peers")).isEqualTo("PeerID\na\\u202egnp.exe\\u2066b\\u200e\\u061c\n");
    String escaped = printed("peers", "--json");
    assertThat(escaped.chars()).noneMatch(c -> Character.getType(c) == Character.FORMAT);
    assertThat(new ObjectMapper().readTree(escaped).at("/items/0").asText()).isEqualTo(turned);
    port.refuses(409, name);
    assertThat(port.admin("peers").err()).isEqualTo("ppsp: \\u001b]0;x\\u0007\\u009b31m\\u007fy\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "overview",
        "config",
        "reload",
        "access",
        "swarm m",
        "members m",
        "chunks m",
        "swarms",
        "peers",
        "peer p",
        "query p",
        "quarantine",
        "log-level",
        "explain --peer-id p --swarm-id m"
      })
  void answers_ofAnotherShape_endInWords(String args) {
    String[] words = args.split(" ", -1);
    for (String body :
        new String[] {"{}", "[]", "{\"a\":1,\"a\":2}", "{} {}", "[".repeat(100_000)}) {
      port.answers(body);
      CommandRun run = port.admin(words);
      assertThat(run.code()).as(body).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(run.err()).contains("this is no management port", "--url");
    }
    for (String value : new String[] {"null", "[7,null,[],{}]", "1e999999999"}) {
      port.answers(
          """
          {"tracker":%1$s,"memberships":%1$s,"keys":%1$s,"applied":%1$s,"rules":%1$s,"items":%1$s,
           "networks":%1$s,"columns":%1$s,"answered":%1$s,"level":%1$s,"listed":%1$s,"uptime":%1$s,
           "total":%1$s,"statistics":%1$s,"latency":%1$s,"refusals":%1$s,"about":%1$s}
          """
              .formatted(value));
      CommandRun run = port.admin(words);
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.err()).doesNotContain("unexpected");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, text/html, <html>, 'HTTP 200 with text/html: this is no management port'",
    "404, '', '', 'HTTP 404 without Content-Type: this is no management port'",
    "302, text/html, '', 'it sends one on to https://elsewhere.example/'",
    "500, application/problem+json, {}, 'HTTP 500 with application/problem+json'"
  })
  void anotherServer_is3_andSaysWhereToLook(int status, String type, String body, String said) {
    port.answers(status, type, body.getBytes(UTF_8));
    for (String[] args : new String[][] {{"peers"}, {"drain"}, {"metrics"}, {"health"}}) {
      if (status == 200 && args[0].equals("drain")) {
        continue; // any 200 is no 204
      }
      CommandRun run = port.admin(args);
      assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(run.err())
          .startsWith("ppsp: no management port answers at " + port.url() + ": " + said)
          .contains("manage.listen", "9846", "--url", "PPSP_ADMIN_URL");
    }
  }

  @Test
  void answer_withoutEnd_isNotRead() {
    port.answers(200, "application/json", new byte[32 * 1024 * 1024 + 1]);
    CommandRun run = port.admin("members", "movie");
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err())
        .isEqualTo("ppsp: the answer has more than 32 MiB; --limit asks for less\n");
  }

  @Test
  void refusal_is1_inTheTrackersWords() {
    port.refuses(409, "there is no access.file");
    for (String args : new String[] {"access", "drain", "metrics", "health", "kick a"}) {
      CommandRun run = port.admin(args.split(" ", -1));
      assertThat(run.code()).isEqualTo(ExitCode.FAILED);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).isEqualTo("ppsp: there is no access.file\n");
    }
    port.refuses(400, "x".repeat(10_000));
    assertThat(port.admin("peers").err()).hasSizeLessThan(2100);
  }

  @Test
  void token_isShown_andNotPrinted() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    port.answers("{\"items\":[],\"more\":false}");
    var _ = printed("peers", "--token-file", token.toString());
    assertThat(port.asked()).contains("[Bearer 0123456789abcdef]");
    port.refuses(401, "that is not the token");
    CommandRun run = port.admin("peers", "--token-file", token.toString());
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err())
        .contains("the token in " + token + " is not the one", "manage.token")
        .doesNotContain("0123456789abcdef");
    assertThat(port.admin("peers").err()).contains("wants a token", "--token-file", "manage.token");
  }

  @Test
  void token_thatIsNone_orWouldBeRead_isNotSent() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "0123456789 abcdef\n");
    CommandRun run = port.admin("peers", "--token-file", token.toString());
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("holds no token").doesNotContain("abcdef");
    run = port.admin("peers", "--token-file", folder.resolve("no").toString());
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("no such file");
    Files.writeString(token, "0123456789abcdef\n");
    run =
        CommandRun.of(
            "admin", "peers", "--token-file=" + token, "--url=http://tracker.example:9846");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("must not go in clear to http://tracker.example:9846");
    assertThat(port.asked()).isEqualTo("nothing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "admin                                          | a command is missing",
        "admin stauts                                   | there is no command 'stauts'",
        "admin peers --url=localhost:9846               | no address of a management port",
        "admin peers --url=ftp://localhost              | no address of a management port",
        "admin peers --url=http://a:99999               | no address of a management port",
        "admin peers --url=http://a/?b                  | no address of a management port",
        "admin peers --url=http://u:p@a/                | no address of a management port",
        "admin peers --timeout=0s                       | --timeout must be",
        "admin peers --timeout=1h                       | --timeout must be",
        "admin peers --ca=no-such-file                  | no-such-file does not exist",
        "admin peer                                     | ID",
        "admin peer x y                                 | Unmatched argument",
        "admin swarms --sort=colour                     | --sort",
        "admin explain --peer-id=a                      | --swarm-id",
        "admin explain --peer-id=a --swarm-id=m --peernum=-1 | --peernum",
        "admin log-level loud                           | 'loud' is none of",
        "admin access-add                               | SWARM"
      })
  void mistake_is2_andSaysWhatIsRight(String args, String message) {
    CommandRun run = CommandRun.of(args.split(" +", -1));
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("ppsp: ").contains(message).contains("--help'");
  }
}
