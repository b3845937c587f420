package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.server.http.Transport;
import org.ppsp.server.proxy.Proxies;
import org.ppsp.server.proxy.ProxyHeader;
import org.ppsp.tracker.TrackerSettings;

class ConfigurationTest {
  @TempDir private Path folder;

  private Configuration file(String text) throws IOException, ConfigurationException {
    return Configuration.load(
        Files.writeString(folder.resolve("ppsp.yaml"), text), Map.of(), Map.of());
  }

  private static Configuration variable(String name, String value) throws ConfigurationException {
    return Configuration.load(null, Map.of(name, value), Map.of());
  }

  @Test
  void defaults_areThoseOfTrackerAndCodec() {
    assertThat(Configuration.DEFAULT.tracker()).isEqualTo(TrackerSettings.DEFAULT);
    assertThat(Configuration.DEFAULT.limits()).isEqualTo(DecodeLimits.DEFAULT);
    assertThat(Configuration.DEFAULT.listen()).hasToString("127.0.0.1:7846");
    assertThat(Configuration.DEFAULT.allowPlainHttp()).isFalse();
  }

  @Test
  void defaultFile_givesTheDefaults() throws Exception {
    assertThat(file(Configuration.defaultFile())).isEqualTo(Configuration.DEFAULT);
    assertThat(Path.of("../config/ppsp.yaml")).hasContent(Configuration.defaultFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "http:\n", "tracker: {}\n", "~\n"})
  void emptyFile_givesTheDefaults(String text) throws Exception {
    assertThat(file(text)).isEqualTo(Configuration.DEFAULT);
  }

  static Set<Key<?>> keys() {
    return new HashSet<>(Keys.ALL);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKey_isDocumented_andCanBeSetByVariable(Key<?> key) throws Exception {
    assertThat(key.doc()).isNotBlank().doesNotEndWith(".");
    assertThat(key.kind().range()).isNotBlank();
    assertThat(variable(key.variable(), key.standardText())).isEqualTo(Configuration.DEFAULT);
    assertThat(Configuration.load(null, Map.of(), Map.of(key.name(), key.standardText())))
        .isEqualTo(Configuration.DEFAULT);
    assertThatThrownBy(() -> variable(key.variable(), "no süch thing"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(key.variable(), key.name(), "no süch thing", key.kind().range());
    assertThatThrownBy(() -> file(yaml(key.name(), "''")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("ppsp.yaml, line", key.name(), key.kind().range());
  }

  private static String yaml(String name, String value) {
    int dot = name.indexOf('.');
    return dot < 0
        ? name + ": " + value + "\n"
        : name.substring(0, dot) + ":\n  " + name.substring(dot + 1) + ": " + value + "\n";
  }

  @Test
  void documentation_hasTheTableOfKeys() throws Exception {
    assertThat(Files.readString(Path.of("../docs/running.md"))).contains(Keys.table());
  }

  @Test
  void variables_areNamedAfterTheKeys() {
    assertThat(Keys.LISTEN.variable()).isEqualTo("PPSP_LISTEN");
    assertThat(Keys.KEEPALIVE_INTERVAL.variable()).isEqualTo("PPSP_TRACKER_KEEPALIVE_INTERVAL");
    assertThat(keys().stream().map(Key::variable).distinct()).hasSameSizeAs(Keys.ALL);
  }

  @Test
  void options_comeBeforeVariables_andTheseBeforeTheFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("a.yaml"),
            "tracker: {maxPeernum: 1, defaultPeernum: 2}\nhttp: {backlog: 3}\n");
    Configuration configuration =
        Configuration.load(
            file,
            Map.of("PPSP_TRACKER_MAX_PEERNUM", "10", "PPSP_TRACKER_DEFAULT_PEERNUM", "20"),
            Map.of("tracker.maxPeernum", "100"));
    assertThat(configuration.tracker().maxPeernum()).isEqualTo(100);
    assertThat(configuration.tracker().defaultPeernum()).isEqualTo(20);
    assertThat(configuration.http().backlog()).isEqualTo(3);
  }

  @Test
  void valuesOfAllKinds_areRead() throws Exception {
    Configuration configuration =
        file(
            """
            listen: "[::1]:8000"
            allowPlainHttp: true
            http: {transport: io-uring, maxLine: 100B, requestTimeout: 500ms}
            limits:
              body: 2MiB
            tracker:
              keepaliveInterval: 10m
              maxExpire: 2d
              privateAddresses: never
            """);
    assertThat(configuration.listen()).isEqualTo(new Listen("::1", 8000));
    assertThat(configuration.allowPlainHttp()).isTrue();
    assertThat(configuration.http().transport()).isEqualTo(Transport.IO_URING);
    assertThat(configuration.http().maxLine()).isEqualTo(100);
    assertThat(configuration.http().requestTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(configuration.limits().bodyBytes()).isEqualTo(2 << 20);
    assertThat(configuration.tracker().keepaliveInterval()).isEqualTo(Duration.ofMinutes(10));
    assertThat(configuration.tracker().maxExpire()).isEqualTo(Duration.ofDays(2));
    assertThat(configuration.tracker().privateAddresses())
        .isEqualTo(TrackerSettings.PrivateAddresses.NEVER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PPSP_LISTEN                     | 7846",
        "PPSP_LISTEN                     | a:b",
        "PPSP_LISTEN                     | ::1:80",
        "PPSP_LISTEN                     | :80",
        "PPSP_LISTEN                     | a:65536",
        "PPSP_LISTEN                     | a:-1",
        "PPSP_HTTP_EVENT_LOOPS           | 257",
        "PPSP_HTTP_EVENT_LOOPS           | -1",
        "PPSP_HTTP_EVENT_LOOPS           | 99999999999",
        "PPSP_LIMITS_BODY                | 1KB",
        "PPSP_LIMITS_BODY                | 255",
        "PPSP_LIMITS_BODY                | 17MiB",
        "PPSP_LIMITS_BODY                | 999999999MiB",
        "PPSP_TRACKER_KEEPALIVE_INTERVAL | 30",
        "PPSP_TRACKER_KEEPALIVE_INTERVAL | 999ms",
        "PPSP_TRACKER_KEEPALIVE_INTERVAL | 3601s",
        "PPSP_TRACKER_KEEPALIVE_INTERVAL | 1 h",
        "PPSP_TRACKER_STRATEGY           | QOS",
        "PPSP_ALLOW_PLAIN_HTTP           | yes"
      })
  void valueThatIsNotAllowed_isRefused(String name, String value) {
    assertThatThrownBy(() -> variable(name, value))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(name, "'" + value + "' is not allowed", "it must be");
  }

  @Test
  void unknownVariable_isRefused_unlessTheLauncherUsesIt() throws Exception {
    assertThatThrownBy(() -> variable("PPSP_LISTN", "a:1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("PPSP_LISTN");
    assertThat(variable("PPSP_JAVA_OPTS", "-Xmx1g")).isEqualTo(Configuration.DEFAULT);
    assertThat(variable("PPSP_ADMIN_URL", "http://a")).isEqualTo(Configuration.DEFAULT);
    assertThat(variable("PPSP_ADMIN_TOKEN_FILE", "/a")).isEqualTo(Configuration.DEFAULT);
    assertThat(variable("PATH", "/bin")).isEqualTo(Configuration.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PPSP_SERVICE_HOST",
        "PPSP_SERVICE_PORT",
        "PPSP_SERVICE_PORT_TRACKER_HTTP",
        "PPSP_PORT",
        "PPSP_PORT_7846_TCP",
        "PPSP_PORT_7846_TCP_PROTO",
        "PPSP_PORT_7846_TCP_PORT",
        "PPSP_PORT_7846_TCP_ADDR",
        "PPSP_PORT_7846_UDP"
      })
  void variableOfAServiceNamedPpsp_isIgnored(String name) throws Exception {
    assertThat(variable(name, "tcp://192.0.2.1:7846")).isEqualTo(Configuration.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PPSP_SERVICE",
        "PPSP_SERVICE_HOSTS",
        "PPSP_PORTS",
        "PPSP_PORT_TCP",
        "PPSP_PORT_7846",
        "PPSP_PORT_7846_TCP_HOST"
      })
  void variableThatOnlyLooksLikeAService_isRefused(String name) {
    assertThatThrownBy(() -> variable(name, "a"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(name);
  }

  @Test
  void maxExpire_belowDefaultExpire_isRefused() throws Exception {
    assertThatThrownBy(() -> file("tracker: {maxExpire: 10m}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "tracker.defaultExpire is 1h, which is more than tracker.maxExpire, 10m; set"
                + " tracker.defaultExpire to 10m or less, or tracker.maxExpire to 1h or more");
    assertThat(file("tracker: {maxExpire: 10m, defaultExpire: 10m}").tracker().maxExpire())
        .isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listn: a:1                         | line 1 | listn",
        "#\\nhttp:\\n  backlogs: 1          | line 3 | http.backlogs",
        "htp:\\n  backlog: 1                | line 1 | htp",
        "listen:\\n  host: a                | line 1 | listen",
        "listen: a:1\\nlisten: b:1          | line 2 | second time",
        "http: {backlog: 1}\\nhttp: {}      | line 2 | second time",
        "http: 5                            | line 1 | http is a section and has no value itself",
        "http: [5]                          | line 1 | http is a section and has no value itself",
        "listen:\\n  host: a               | line 1 | listen has one value, not keys",
        "listen: [a, b]                     | line 1 | list",
        "- listen                           | line 1 | keys and values",
        "listen                             | line 1 | keys and values",
        "listen: a:1\\n---\\nlisten: b:1    | line 3 | second document",
        "http: &a {backlog: 1}              | line 1 | anchors",
        "http: {backlog: *a}                | line 1 | anchors",
        "listen: 'a                         | line   | not YAML",
        "http:\\n  backlog: 1\\n bad: 2     | line 3 | not YAML",
      })
  void fileThatIsWrong_isRefused_withItsLine(String text, String line, String what) {
    assertThatThrownBy(() -> file(text.replace("\\n", "\n") + "\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("ppsp.yaml, " + line, what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listen: [::1]:7846",
        "listen:   [::1]:7846   # loopback",
        "listen: '[::1]:7846'",
        "{listen: [::1]:7846, http: {backlog: 1}}",
        "{http: {backlog: 1}, listen: [::1]:7846}",
        "# such as: [::1]:1\nlisten: [0:0:0:0:0:0:0:1]:7846\n"
      })
  void addressInBrackets_isReadAsItIsWritten(String text) throws Exception {
    Listen listen = file(text).listen();
    assertThat(listen.resolve()).isEqualTo(InetAddress.ofLiteral("::1"));
    assertThat(listen.port()).isEqualTo(7846);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[a", "[a]", "{a", "{a: b}", "*a", "&a b", "!a b", "|x", ">x", "%a", "@a", "`a"})
  void valueThatMeansSomethingInYaml_isRefused_withTheCure(String value) throws Exception {
    assertThatThrownBy(() -> file("auth:\n  realm: " + value + "\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("ppsp.yaml, line ")
        .hasMessageContaining("put a value in quotes if it begins with one of");
    assertThat(file("auth:\n  realm: '" + value + "'\n").auth().realm()).isEqualTo(value);
  }

  @Test
  void deepNesting_isRefused() {
    assertThatThrownBy(() -> file("http: " + "{a: ".repeat(50_000)))
        .isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(() -> file("[".repeat(50_000))).isInstanceOf(ConfigurationException.class);
  }

  @Test
  void fileThatCannotBeRead_isNamed() throws IOException {
    assertThatThrownBy(() -> Configuration.load(folder.resolve("none"), Map.of(), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("none does not exist", "ppsp config");
    assertThatThrownBy(() -> Configuration.load(folder, Map.of(), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot be read");
    Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> Configuration.load(large, Map.of(), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("1MiB");
  }

  @Test
  void networks_areRead() throws Exception {
    Configuration configuration =
        file("proxy: {trusted: '10.0.0.0/8,::1', header: proxy-protocol}\n");
    assertThat(configuration.http().proxies())
        .isEqualTo(
            new Proxies(
                List.of(IpNetwork.parse("10.0.0.0/8"), IpNetwork.parse("::1")),
                ProxyHeader.PROXY_PROTOCOL));
    assertThat(Keys.PROXY_TRUSTED.kind().writer().apply(configuration.http().proxies().trusted()))
        .isEqualTo("10.0.0.0/8, ::1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/8,", "10.0.0.0/33", "10.0.0.1/8", "localhost", "none, ::1"})
  void networksThatAreNone_areRefused(String text) {
    assertThatThrownBy(() -> variable("PPSP_PROXY_TRUSTED", text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("proxy.trusted", "2001:db8::/32");
  }

  @Test
  void proxies_needBothKeys() {
    assertThatThrownBy(() -> variable("PPSP_PROXY_TRUSTED", "10.0.0.1"))
        .hasMessageContaining("proxy.trusted is set and proxy.header is not");
    assertThatThrownBy(() -> variable("PPSP_PROXY_HEADER", "forwarded"))
        .hasMessageContaining("proxy.header is set and proxy.trusted is not");
  }
}
