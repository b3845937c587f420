package org.ppsp.server.manage;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.server.http.Messages.request;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
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
          "a/../b",
          "../../api/v1/drain",
          "100%/%2F%2e%2e",
          "?search=x#/quarantine",
          "a+b;c\\d&e=f",
          "\u202egnp.exe",
          "x".repeat(256));

  private Server server;
  private RawClient peers;

  @BeforeEach
  void start() throws Exception {
    server =
        Server.start(
            Configuration.load(
                null,
                Map.of(),
                new HashMap<>(Map.of("listen", "127.0.0.1:0", "manage.listen", "127.0.0.1:0"))));
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
  void swarm_isShownWithItsMembersAndTheirChunks(Browser browser) throws Exception {
    enter("news", "alice", "0-99");
    enter("news", "bob", "0-49 intro");
    try (Dashboard dashboard = open(browser, "swarms")) {
      Page page = dashboard.page();
      assertThat(dashboard.row("news")).containsText("2");
      dashboard.link("news").click();
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
      assertThat(dashboard.row("news")).containsText("51");
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
    enter("news", "mallory", "0-9");
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
    enter("news", "alice", "0-9");
    enter("news", "mallory", "0-9");
    try (Dashboard dashboard = open(browser, "peers", "mallory")) {
      Page page = dashboard.page();
      dashboard.button("Quarantine").click();
      dashboard.inDialog("Quarantine").click();
      assertThat(dashboard.figure("In quarantine")).hasText("yes");

      dashboard.at("explain?peer=alice&swarm=news");
      page.getByLabel("About").fill("mallory");
      dashboard.button("Explain").click();
      assertThat(page.locator(".about")).containsText("mallory is not listed:");
      assertThat(page.locator(".about")).containsText("quarantine");

      dashboard.go("quarantine");
      dashboard.button("Release mallory").click();
      assertThat(page.getByText("No such peer is in quarantine.")).isVisible();
      dashboard.at("explain?peer=alice&swarm=news");
      page.getByLabel("About").fill("mallory");
      dashboard.button("Explain").click();
      assertThat(page.locator(".about")).containsText("mallory is listed:");
    }
  }

  @Test
  void explain_tellsWhatIsWrongInWords(Browser browser) throws Exception {
    enter("news", "alice", "0-9");
    try (Dashboard dashboard = open(browser, "explain")) {
      Page page = dashboard.page();
      page.getByLabel("PeerID").fill("alice");
      page.getByLabel("SwarmID").fill("news");
      page.getByLabel("Chunks").fill("9-1");
      dashboard.button("Explain").click();
      assertThat(dashboard.problem()).containsText("a <= b");
      page.getByLabel("Chunks").fill("");
      dashboard.button("Explain").click();
      assertThat(page.getByText("The list is empty.")).isVisible();
    }
  }
}
