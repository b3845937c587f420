package org.ppsp.server.manage;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.server.http.Messages.request;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.protocol.PeerId;
import org.ppsp.server.Configuration;
import org.ppsp.server.Server;
import org.ppsp.server.http.Messages;
import org.ppsp.server.http.RawClient;

/// The dashboard of a real tracker with real peers.
@ExtendWith(BrowserExtension.class)
class TrackerBrowserTest {
  private static final List<String> NAMES =
      List.of(
          "<img/src=x/onerror=window.ran=1>",
          ".",
          "..",
          "a/../b",
          "../../api/v1/drain",
          "100%/%2F%2e%2e",
          "?search=x#/quarantine",
          "a+b;c\\d&e=f",
          "\u202egnp.exe",
          "x".repeat(256));

  @TempDir private Path folder;
  private Server server;
  private RawClient peers;

  @BeforeEach
  void start() throws Exception {
    Path rules = Files.writeString(folder.resolve("access"), "closed alice\nnews-*\n");
    server =
        Server.start(
            Configuration.load(
                null,
                Map.of(),
                new HashMap<>(
                    Map.of(
                        "listen", "127.0.0.1:0",
                        "manage.listen", "127.0.0.1:0",
                        "access.mode", "deny-list",
                        "access.file", rules.toString()))));
    peers = new RawClient(server.address());
  }

  @AfterEach
  void stop() throws Exception {
    peers.close();
    server.close();
  }

  private Dashboard open(Browser browser, String... path) {
    return Dashboard.open(browser, Objects.requireNonNull(server.managementUrl()), path);
  }

  private int send(String method, String peer, String... more) throws IOException {
    RawClient.Reply reply = peers.post(request(method, "1", xml(peer), more)).reply();
    return Messages.read(reply).status().code();
  }

  private void enter(String swarm, String peer, String chunks) throws IOException {
    assertThat(
            send(
                "CONNECT",
                peer,
                "<PeerAddress ip=\"192.0.2.7\" port=\"4000\" asn=\"64500\"/>",
                "<Stats><Stat property=\"UploadBandwidth\">8000</Stat></Stats>"))
        .isZero();
    assertThat(
            send(
                "JOIN_CHUNK",
                peer,
                "<SwarmID>" + xml(swarm) + "</SwarmID>",
                "<ChunkID>" + chunks + "</ChunkID>"))
        .isZero();
  }

  private static String xml(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c > 126 || "<>&\"".indexOf(c) >= 0) {
                escaped.append("&#").append(c).append(';');
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  @Test
  void overview_followsTheTracker(Browser browser) throws Exception {
    enter("talk", "alice", "0-99");
    try (Dashboard dashboard = open(browser)) {
      dashboard.page().locator("#connection[data-state=live]").waitFor();
      assertThat(dashboard.figure("Peers")).hasText("1");
      assertThat(dashboard.figure("Swarms")).hasText("1");
      enter("other", "bob", "0-9");
      assertThat(dashboard.figure("Peers")).hasText("2"); // by the next event
      assertThat(dashboard.figure("Swarms")).hasText("2");
      assertThat(dashboard.figure("Connections")).hasText("1");
    }
  }

  @Test
  void swarm_isShownWithItsMembersAndTheirChunks(Browser browser) throws Exception {
    enter("talk", "alice", "0-99");
    enter("talk", "bob", "0-49 intro");
    try (Dashboard dashboard = open(browser, "swarms")) {
      Page page = dashboard.page();
      assertThat(dashboard.row("talk")).containsText("2");
      dashboard.link("talk").click();
      assertThat(dashboard.figure("Members")).hasText("2");
      assertThat(dashboard.row("AS 64500")).containsText("2");
      assertThat(page.locator(".heatmap canvas"))
          .hasAttribute(
              "aria-label",
              Pattern.compile(".*The others hold chunks 0 to 99, 0–49 by the most .*"));
      assertThat(dashboard.row("intro")).containsText("1");
      dashboard.link("bob").click();
      assertThat(dashboard.figure("Seen at")).hasText("127.0.0.1");
      assertThat(dashboard.row("UploadBandwidth")).containsText("8000");
      assertThat(dashboard.row("talk")).containsText("51");
    }
  }

  @Test
  void names_thatMeanHarm_leadToTheirPages_andNothingRuns(Browser browser) throws Exception {
    for (String name : NAMES) {
      enter(name, name.substring(0, Math.min(name.length(), PeerId.MAX_LENGTH)), "0-9");
    }
    try (Dashboard dashboard = open(browser)) {
      Page page = dashboard.page();
      for (String name : NAMES) {
        String shown = name.replace("\u202e", "‹202E›");
        dashboard.link("Swarms").click();
        dashboard.link(shown).click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
            .hasText("Swarm " + shown);
        assertThat(dashboard.figure("Members")).hasText("1");
        page.locator("section tbody a").last().click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
            .containsText("Peer ");
        assertThat(dashboard.figure("Seen at")).hasText("127.0.0.1");
      }
      assertThat(page.evaluate("window.ran")).isNull();
    }
  }

  @Test
  void peer_isKicked(Browser browser) throws Exception {
    enter("talk", "mallory", "0-9");
    try (Dashboard dashboard = open(browser, "peers")) {
      dashboard.link("mallory").click();
      dashboard.button("Kick").click();
      dashboard.inDialog("Kick").click();
      assertThat(dashboard.problem()).containsText("not connected");
    }
    assertThat(send("KEEPALIVE", "mallory")).isNotZero();
  }

  @Test
  void quarantine_isBegun_explained_andEnded(Browser browser) throws Exception {
    enter("talk", "alice", "0-9");
    enter("talk", "mallory", "0-9");
    try (Dashboard dashboard = open(browser, "peers", "mallory")) {
      Page page = dashboard.page();
      dashboard.button("Quarantine").click();
      dashboard.inDialog("Quarantine").click();
      assertThat(dashboard.figure("In quarantine")).hasText("yes");

      dashboard.at("explain?peer=alice&swarm=talk");
      page.getByLabel("About").fill("mallory");
      dashboard.button("Explain").click();
      assertThat(page.locator(".about")).containsText("mallory is not listed:");
      assertThat(page.locator(".about")).containsText("quarantine");

      dashboard.go("quarantine");
      dashboard.button("Release mallory").click();
      assertThat(page.getByText("No such peer is in quarantine.")).isVisible();
      dashboard.at("explain?peer=alice&swarm=talk");
      page.getByLabel("About").fill("mallory");
      dashboard.button("Explain").click();
      assertThat(page.locator(".about")).containsText("mallory is listed:");
    }
  }

  @Test
  void access_rulesAreAddedAndTakenOut_andHoldAtOnce(Browser browser) throws Exception {
    try (Dashboard dashboard = open(browser, "access")) {
      Page page = dashboard.page();
      assertThat(page.getByText("Mode deny-list")).isVisible();
      assertThat(dashboard.row("closed")).containsText("alice");
      assertThat(dashboard.row("news-*")).containsText("all");
      page.getByLabel("Swarm").fill("talk");
      page.getByLabel("Peers").fill("mallory eve-*");
      dashboard.button("Add the rule").click();
      assertThat(dashboard.row("talk")).containsText("mallory, eve-*");
      assertThat(send("CONNECT", "mallory")).isZero();
      assertThat(send("JOIN", "mallory", "<SwarmID>talk</SwarmID>")).isNotZero();

      dashboard.button("Remove the rule of talk").click();
      dashboard.inDialog("Remove").click();
      assertThat(dashboard.row("talk")).hasCount(0);
      assertThat(send("JOIN", "mallory", "<SwarmID>talk</SwarmID>")).isZero();
      dashboard.button("Remove the rule of news-*").click();
      dashboard.inDialog("Remove").click();
      assertThat(dashboard.row("news-*")).hasCount(0);
    }
  }

  @Test
  void drain_turnsNewPeersAway(Browser browser) throws Exception {
    try (Dashboard dashboard = open(browser)) {
      assertThat(dashboard.page().locator("#health")).hasText("ready");
      dashboard.button("Drain").click();
      dashboard.inDialog("Drain").click();
      assertThat(dashboard.page().locator("#health")).hasText("draining");
      assertThat(peers.post(request("CONNECT", "1", "late")).reply().status()).isEqualTo(503);
      dashboard.button("Resume").click();
      assertThat(dashboard.page().locator("#health")).hasText("ready");
    }
  }

  @Test
  void settings_showTheKeys(Browser browser) {
    try (Dashboard dashboard = open(browser, "settings")) {
      Page page = dashboard.page();
      assertThat(dashboard.figure("Tracker")).containsText("http://127.0.0.1:");
      assertThat(dashboard.row("manage.listen")).containsText("127.0.0.1:0");
      page.getByLabel("only what differs from the default").check();
      assertThat(dashboard.row("access.mode")).containsText("deny-list");
      assertThat(page.getByText("The level cannot be set here")).isVisible();
    }
  }

  @Test
  void explain_tellsWhatIsWrongInWords(Browser browser) throws Exception {
    enter("talk", "alice", "0-9");
    try (Dashboard dashboard = open(browser, "explain")) {
      Page page = dashboard.page();
      page.getByLabel("PeerID").fill("alice");
      page.getByLabel("SwarmID").fill("talk");
      page.getByLabel("Chunks").fill("9-1");
      dashboard.button("Explain").click();
      assertThat(dashboard.problem()).containsText("a <= b");
      page.getByLabel("Chunks").fill("");
      dashboard.button("Explain").click();
      assertThat(page.getByText("The list is empty.")).isVisible();
    }
  }
}
