package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ppsp.server.http.Messages.request;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.server.Reload.Change;
import org.ppsp.server.http.Messages;
import org.ppsp.server.http.RawClient;

/// A server whose configuration changes while it runs.
@Timeout(60)
class ReloadTest {
  @TempDir private Path folder;
  private final Map<String, String> options =
      new HashMap<>(Map.of("listen", "127.0.0.1:0", "manage.listen", "none"));
  private Server server;

  /// A log of which only the settings are kept.
  private static final class KeptLog implements LogControl {
    private final List<LogSettings> applied = new ArrayList<>();
    private LogLevel level = LogLevel.INFO;

    @Override
    public long dropped() {
      return 0;
    }

    @Override
    public LogLevel level() {
      return level;
    }

    @Override
    public void level(LogLevel next) {
      level = next;
    }

    @Override
    public void apply(LogSettings settings) {
      level = settings.level();
      applied.add(settings);
    }
  }

  private void start(String... settings) throws Exception {
    put(settings);
    server = Server.start(Configuration.load(null, Map.of(), options));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void put(String... settings) {
    for (int i = 0; i < settings.length; i += 2) {
      options.put(settings[i], settings[i + 1]);
    }
  }

  private Reload reload(String... settings) throws ConfigurationException {
    put(settings);
    return server.reload(Configuration.load(null, Map.of(), options));
  }

  private Response ask(String message) throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      return Messages.read(client.post(message).reply());
    }
  }

  private int listed(String asker) throws IOException {
    return ((Response.Find) ask(request("FIND", "3", asker, "<SwarmID>s</SwarmID>")))
        .peers()
        .size();
  }

  private void enter(String... peers) throws IOException {
    for (String peer : peers) {
      assertThat(ask(request("CONNECT", "1", peer)).status()).isEqualTo(Status.SUCCESSFUL);
      assertThat(ask(request("JOIN", "2", peer, "<SwarmID>s</SwarmID>")).status())
          .isEqualTo(Status.SUCCESSFUL);
    }
  }

  @Test
  void severalReloads_eachHoldAtOnce() throws Exception {
    start();
    enter("a", "b", "c", "d", "e");
    assertThat(listed("a")).isEqualTo(4);
    String before = "50";
    for (String most : new String[] {"2", "3", "1", "2"}) {
      Reload reload = reload("tracker.maxPeernum", most);
      assertThat(reload.applied()).containsExactly(new Change("tracker.maxPeernum", before, most));
      assertThat(reload.kept()).isEmpty();
      assertThat(listed("a")).isEqualTo(Integer.parseInt(most));
      assertThat(server.configuration().tracker().maxPeernum()).isEqualTo(Integer.parseInt(most));
      before = most;
    }
    assertThat(reload()).isEqualTo(new Reload(List.of(), List.of()));
  }

  @Test
  void whatCannotChange_isKept_andToldEachTime() throws Exception {
    start();
    Reload reload =
        reload("http.backlog", "9", "listen", "127.0.0.1:1", "tracker.keepaliveInterval", "7s");
    assertThat(reload.applied())
        .containsExactly(new Change("tracker.keepaliveInterval", "30s", "7s"));
    assertThat(reload.kept())
        .containsExactly(
            new Change("listen", "127.0.0.1:0", "127.0.0.1:1"),
            new Change("http.backlog", "1024", "9"));
    assertThat(((Response.Connect) ask(request("CONNECT", "1", "a"))).keepaliveInterval())
        .isEqualTo(7);
    Reload again = reload();
    assertThat(again.applied()).isEmpty();
    assertThat(again.kept()).isEqualTo(reload.kept());
    assertThat(server.configuration().http().backlog()).isEqualTo(1024);
  }

  /// Every key that says so can be changed and changed back, beside all others.
  @ParameterizedTest
  @CsvSource({
    "reloadInterval, 20s",
    "http.maxConnections, 77",
    "http.shutdownGrace, 1s",
    "rate.connectsPerAddress, 7/s",
    "rate.connectsPerNetwork, 7/s",
    "rate.connectsPerCredential, 7/s",
    "rate.requestsPerAddress, 7/s",
    "rate.requestsPerNetwork, 7/s",
    "rate.requestsPerCredential, none",
    "rate.burst, 2s",
    "rate.exempt, 192.0.2.0/24",
    "tracker.keepaliveInterval, 5s",
    "tracker.defaultExpire, 5m",
    "tracker.maxExpire, 2h",
    "tracker.defaultPeernum, 7",
    "tracker.maxPeernum, 7",
    "tracker.privateAddresses, never",
    "tracker.findNeedsMembership, true",
    "tracker.scanLimit, 2000",
    "tracker.networkShare, 50",
    "tracker.prefixShare, 40",
    "tracker.asnShare, 30",
    "tracker.maxAddressesPerMinute, 5",
    "tracker.quarantineAge, 1s",
    "statQuery.timeout, 1s",
  })
  void liveKey_changesAndChangesBack(String key, String value) throws Exception {
    start();
    Configuration before = server.configuration();
    String standard = before.values().get(key);
    assertThat(reload(key, value).applied()).containsExactly(new Change(key, standard, value));
    assertThat(server.configuration())
        .isEqualTo(Configuration.load(null, Map.of(), options))
        .isNotEqualTo(before);
    assertThat(reload(key, standard).applied()).containsExactly(new Change(key, value, standard));
    assertThat(server.configuration()).isEqualTo(before);
    assertThat(ask(request("CONNECT", "1", "a")).status()).isEqualTo(Status.SUCCESSFUL);
  }

  @Test
  void rates_holdAtOnce_andAreLiftedAgain() throws Exception {
    start("rate.exempt", "none", "rate.burst", "1s");
    enter("a");
    reload("rate.requestsPerAddress", "1/m");
    assertThat(ask(request("KEEPALIVE", "4", "a")).status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(ask(request("KEEPALIVE", "5", "a")).status()).isEqualTo(Status.SERVICE_UNAVAILABLE);
    reload("rate.exempt", "127.0.0.1");
    assertThat(ask(request("KEEPALIVE", "6", "a")).status()).isEqualTo(Status.SUCCESSFUL);
    reload("rate.exempt", "none"); // the bucket is still empty
    assertThat(ask(request("KEEPALIVE", "7", "a")).status()).isEqualTo(Status.SERVICE_UNAVAILABLE);
    reload("rate.requestsPerAddress", "none");
    assertThat(ask(request("KEEPALIVE", "8", "a")).status()).isEqualTo(Status.SUCCESSFUL);
  }

  @Test
  void accessList_isReadAtOnce_changedAndDropped() throws Exception {
    Path list = Files.writeString(folder.resolve("list"), "other\n");
    start("reloadInterval", "24h");
    enter("a");
    reload("access.mode", "allow-list", "access.file", list.toString());
    String find = request("FIND", "3", "a", "<SwarmID>s</SwarmID>");
    assertThat(ask(find).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    Files.writeString(list, "s\n");
    assertThat(reload().applied()).isEmpty();
    assertThat(ask(find).status()).isEqualTo(Status.SUCCESSFUL);
    reload("access.mode", "deny-list");
    assertThat(ask(find).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    reload("access.mode", "open", "access.file", "none");
    assertThat(ask(find).status()).isEqualTo(Status.SUCCESSFUL);
  }

  @Test
  void shorterInterval_hasFilesLookedAtByThemselves() throws Exception {
    Path list = Files.writeString(folder.resolve("list"), "s\n");
    start("reloadInterval", "24h", "access.mode", "deny-list", "access.file", list.toString());
    assertThat(ask(request("CONNECT", "1", "a")).status()).isEqualTo(Status.SUCCESSFUL);
    reload("reloadInterval", "50ms");
    String find = request("FIND", "3", "a", "<SwarmID>s</SwarmID>");
    assertThat(ask(find).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    Files.writeString(list, "other\n");
    while (ask(find).status() != Status.SUCCESSFUL) { // the test's time-out ends it
      assertThat(Thread.interrupted()).as("out of time").isFalse();
    }
  }

  @Test
  void listThatCannotBeUsed_refusesTheWholeConfiguration() throws Exception {
    start();
    Configuration before = server.configuration();
    Path missing = folder.resolve("missing");
    assertThatThrownBy(
            () ->
                reload(
                    "access.mode",
                    "allow-list",
                    "access.file",
                    missing.toString(),
                    "tracker.maxPeernum",
                    "1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("access.file", missing.toString(), "does not exist");
    assertThat(server.configuration()).isEqualTo(before);
    enter("a", "b", "c");
    assertThat(listed("a")).isEqualTo(2);
  }

  @Test
  void log_isSetAnew_alsoWhereItsLevelWasChangedByHand() throws Exception {
    KeptLog log = new KeptLog();
    server = Server.start(Configuration.load(null, Map.of(), options), new Host(log, null));
    assertThat(log.applied).isEmpty();
    Reload reload = reload("log.format", "json", "log.syslog", "udp://127.0.0.1:5514");
    assertThat(reload.applied())
        .containsExactly(
            new Change("log.format", "text", "json"),
            new Change("log.syslog", "none", "udp://127.0.0.1:5514"));
    log.level("debug");
    assertThat(reload().applied()).containsExactly(new Change("log.level", "debug", "info"));
    assertThat(log.applied.getLast())
        .isEqualTo(
            new LogSettings(
                LogLevel.INFO, LogSettings.Format.JSON, URI.create("udp://127.0.0.1:5514")));
    assertThat(reload("log.level", "warn").applied())
        .containsExactly(new Change("log.level", "info", "warn"));
    assertThatThrownBy(() -> log.level("loud"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'loud' is no log level; there are [off, error, warn, info, debug, trace]");
  }

  @Test
  void logOfSomeoneElse_isKept() throws Exception {
    start();
    assertThat(reload("log.level", "debug").kept())
        .containsExactly(new Change("log.level", "info", "debug"));
  }

  @Test
  void queryOfAUrl_isNotTold() throws Exception {
    start();
    Reload reload =
        reload(
            "auth.mechanisms", "bearer", "auth.jwks", "https://keys.example.org/set?token=hidden");
    assertThat(reload.kept().toString())
        .contains("https://keys.example.org/set?...")
        .doesNotContain("hidden");
  }
}
