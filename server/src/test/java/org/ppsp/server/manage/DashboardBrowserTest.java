package org.ppsp.server.manage;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the pages show and do, in a browser, against a scripted tracker with ten thousand swarms.
@ExtendWith(BrowserExtension.class)
class DashboardBrowserTest {
  private final FakeManagement tracker = FakeManagement.start(FakeFigures.large());

  @AfterEach
  void stop() {
    tracker.close();
  }

  private Dashboard open(Browser browser, String... path) {
    return Dashboard.open(browser, tracker.url(), path);
  }

  @Test
  void overview_showsFiguresAndTheirHour(Browser browser) {
    try (Dashboard dashboard = open(browser)) {
      assertThat(dashboard.heading("Overview")).isVisible();
      assertThat(dashboard.figure("Swarms")).hasText("10\u00a0k");
      assertThat(dashboard.figure("Requests")).containsText("/s");
      assertThat(dashboard.page().locator(".plot canvas")).hasCount(7);
      assertThat(dashboard.page().locator(".plot").first())
          .hasAttribute(
              "aria-label",
              Pattern.compile("Peers in the last hour: peers now .* between .* and .*"));

      Locator chart =
          dashboard
              .page()
              .locator("figure")
              .filter(new Locator.FilterOptions().setHasText("Latency"));
      chart.locator("summary").click();
      assertThat(chart.locator("table tbody tr")).hasCount(12);
    }
  }

  @Test
  void overview_ofATrackerThatHasJustStarted_fillsItself(Browser browser) {
    try (Dashboard dashboard =
        new Dashboard(browser, tracker.url(), new Browser.NewContextOptions())) {
      Page page = dashboard.page();
      page.route(
          "**/api/v1/history",
          route ->
              route.fulfill(
                  new Route.FulfillOptions()
                      .setContentType("application/json")
                      .setBody(
                          "{\"interval\": 5, \"at\": [], \"series\": {\"sessions\": [],"
                              + " \"seeders\": [], \"swarms\": [], \"requestsPerSecond\": [],"
                              + " \"refusalsPerSecond\": [], \"latencyP50\": [], \"latencyP99\":"
                              + " [], \"offload\": [], \"downloadedPerSecond\": [],"
                              + " \"uploadedPerSecond\": [], \"originPerSecond\": [],"
                              + " \"stalledPerSecond\": []}}")));
      page.navigate(tracker.url().toString());
      assertThat(page.locator(".plot canvas")).hasCount(7);
      assertThat(page.locator("#connection")).hasText("live");
      assertThat(page.locator(".plot").nth(1)).hasAttribute("aria-label", "Swarms: nothing yet");
      tracker.tick();
      tracker.tick();
      assertThat(page.locator(".plot").nth(1))
          .hasAttribute(
              "aria-label", Pattern.compile("Swarms in the last hour: swarms now 10.k, .*"));
    }
  }

  @Test
  void overview_movesWithEvents(Browser browser) {
    try (Dashboard dashboard = open(browser)) {
      assertThat(dashboard.row("rate of an address")).containsText("1,234");
      assertThat(dashboard.page().locator("#connection")).hasText("live");

      tracker.tick();

      assertThat(dashboard.row("rate of an address")).containsText("1,235");
    }
  }

  @Test
  void drain_isAskedForAndTakenBack(Browser browser) {
    try (Dashboard dashboard = open(browser)) {
      dashboard.button("Drain").click();
      dashboard.button("Cancel").click();
      assertThat(dashboard.page().locator("dialog")).hasCount(0);
      assertThat(tracker.requests()).doesNotContain("PUT /api/v1/drain");

      dashboard.button("Drain").click();
      dashboard.inDialog("Drain").click();
      assertThat(dashboard.page().locator("#health")).hasText("draining");
      assertThat(dashboard.page().locator("#notice")).containsText("New peers are turned away.");

      dashboard.button("Resume").click();
      assertThat(dashboard.page().locator("#health")).hasText("ready");
    }
  }

  @Test
  void swarms_areSearchedSortedAndPagedByTheTracker(Browser browser) {
    try (Dashboard dashboard = open(browser, "swarms")) {
      Page page = dashboard.page();
      assertThat(page.locator("tbody tr")).hasCount(50);
      assertThat(page.locator(".where")).hasText("1–50 of 10,000");
      assertThat((int) page.evaluate("document.querySelectorAll('*').length")).isLessThan(1500);

      dashboard.button("Next").click();
      assertThat(page.locator(".where")).hasText("51–100 of 10,000");
      page.goBack();
      assertThat(page.locator(".where")).hasText("1–50 of 10,000");

      dashboard.button("Seeders").click();
      assertThat(dashboard.column("Seeders")).hasAttribute("aria-sort", "descending");
      dashboard.button("Seeders").click();
      assertThat(dashboard.column("Seeders")).hasAttribute("aria-sort", "ascending");

      page.getByLabel("Search in SwarmIDs").fill("-00042");
      assertThat(page.locator(".where")).hasText("1–1 of 1");
      assertThat(dashboard.link("news-00042")).isVisible();
      page.getByLabel("Search in SwarmIDs").fill("none such");
      assertThat(page.getByText("No swarm matches.")).isVisible();
    }
    assertThat(tracker.requests())
        .filteredOn(request -> request.contains("/swarms"))
        .allSatisfy(request -> assertThat(request).contains("limit=50"));
  }

  @Test
  void swarms_keepTheFocusWhileEventsCome(Browser browser) {
    try (Dashboard dashboard = open(browser, "swarms")) {
      dashboard.link("news-00006").focus();
      assertThat(dashboard.page().locator("#connection")).hasText("live");
      dashboard
          .page()
          .waitForResponse(
              "**/api/v1/swarms?*",
              () -> {
                for (int i = 0; i < 3; i++) {
                  tracker.tick();
                }
              });
      assertThat(dashboard.link("news-00006")).isFocused();
      assertThat(dashboard.page().locator("tbody tr")).hasCount(50);
    }
  }

  @Test
  void swarm_showsNetworksChunksAndMembers(Browser browser) {
    try (Dashboard dashboard = open(browser, "swarms", "movie-00002")) {
      Page page = dashboard.page();
      assertThat(dashboard.heading("Swarm movie-00002")).isVisible();
      assertThat(dashboard.row("AS 64500")).containsText("3,333");
      assertThat(dashboard.row("not known")).isVisible();
      assertThat(page.locator(".heatmap canvas"))
          .hasAttribute(
              "aria-label", Pattern.compile("83 of 1,000 members .* hold chunks 0 to 1,999, .*"));
      page.getByText("The map as a table").click();
      assertThat(dashboard.row("20–39")).isVisible();
      page.locator(".heatmap canvas").hover();
      assertThat(page.locator(".readout")).containsText("holds");

      assertThat(page.locator(".where")).hasText("1–50 of 34,056");
      dashboard.button("Next").click();
      assertThat(page.locator(".where")).hasText("51–100 of 34,056");
      dashboard.link("peer-2-50").click();
      assertThat(dashboard.heading("Peer peer-2-50")).isFocused();
    }
  }

  @Test
  void peer_isAskedForStatistics(Browser browser) {
    try (Dashboard dashboard = open(browser, "peers", "peer-0-1")) {
      assertThat(dashboard.figure("Expires in")).hasText("1\u00a0min 22\u00a0s");
      assertThat(dashboard.link("movie-00002")).isVisible();
      dashboard.page().getByLabel("Which statistics").fill("NAT, StalledTime");
      dashboard.button("Ask").click();
      assertThat(dashboard.page().getByText("It has answered.")).isVisible();
      assertThat(
              dashboard
                  .page()
                  .locator("table")
                  .filter(new Locator.FilterOptions().setHasText("The answer"))
                  .locator("tbody tr"))
          .hasCount(3);
    }
  }

  @Test
  void peer_isQuarantinedReleasedAndKicked(Browser browser) {
    try (Dashboard dashboard = open(browser, "peers", "peer-0-1")) {
      dashboard.button("Quarantine").click();
      dashboard.inDialog("Quarantine").click();
      assertThat(dashboard.figure("In quarantine")).hasText("yes");
      dashboard.button("Release").click();
      assertThat(dashboard.figure("In quarantine")).hasText("no");

      dashboard.button("Kick").click();
      assertThat(dashboard.page().locator("dialog")).containsText("The session of peer-0-1 ends.");
      dashboard.inDialog("Kick").click();
      assertThat(dashboard.page().locator("#notice")).containsText("has ended");
      assertThat(dashboard.problem()).containsText("This peer is not connected here.");
    }
  }

  @Test
  void peers_areFoundByTheBeginningOfTheirName(Browser browser) {
    try (Dashboard dashboard = open(browser, "peers")) {
      assertThat(dashboard.page().getByText("100 peers shown; there are more.")).isVisible();
      dashboard.page().getByLabel("The PeerID begins with").fill("peer-0-77");
      assertThat(dashboard.page().getByText("1 peer found.")).isVisible();
      dashboard.link("peer-0-77").click();
      assertThat(dashboard.heading("Peer peer-0-77")).isFocused();
    }
  }

  @Test
  void explain_tellsWhomAndWhyNot(Browser browser) {
    try (Dashboard dashboard = open(browser, "explain")) {
      Page page = dashboard.page();
      page.getByLabel("PeerID").fill("peer-0-1");
      page.getByLabel("SwarmID").fill("news-00000");
      page.getByLabel("About").fill("peer-0-9");
      dashboard.button("Add a requirement").click();
      page.getByLabel("Property").fill("UploadBandwidth");
      page.getByLabel("Value").fill("5000");
      dashboard.button("Explain").click();

      assertThat(
              page.getByText(
                  "1,000 of 1,200 members were looked at; 640 of them would do; 20 are listed."))
          .isVisible();
      assertThat(page.locator(".about"))
          .hasText("peer-0-9 is not listed: its UploadBandwidth is 2000, and 5000 was asked for");
      assertThat(dashboard.row("in quarantine")).containsText("60");
      assertThat(dashboard.link("peer-0-20")).isVisible();
    }
  }

  @Test
  void explain_keepsWhatWasTypedWhenItFails(Browser browser) {
    tracker.fail(
        "POST /api/v1/explain", 400, "Bad Request", "Chunks are numbers, ranges and names.");
    try (Dashboard dashboard = open(browser, "explain")) {
      Page page = dashboard.page();
      page.getByLabel("PeerID").fill("peer-0-1");
      page.getByLabel("SwarmID").fill("news-00000");
      page.getByLabel("Chunks").fill("9-0");
      dashboard.button("Explain").click();

      assertThat(dashboard.problem()).containsText("Chunks are numbers, ranges and names.");
      assertThat(page.getByLabel("Chunks")).hasValue("9-0");
      tracker.mend();
      dashboard.button("Explain").click();
      assertThat(dashboard.problem()).hasCount(0);
    }
  }

  @Test
  void quarantine_isFilled_filteredAndEmptied(Browser browser) {
    try (Dashboard dashboard = open(browser, "quarantine")) {
      Page page = dashboard.page();
      assertThat(dashboard.row("peer-0-7")).isVisible();
      page.getByLabel("PeerID").fill("mallory");
      dashboard.button("Quarantine").click();
      dashboard.inDialog("Quarantine").click();
      assertThat(dashboard.row("mallory")).isVisible();

      page.getByLabel("Only those that hold").fill("mall");
      assertThat(page.locator(".where")).hasText("1–1 of 1");
      dashboard.button("Release mallory").click();
      assertThat(page.getByText("No such peer is in quarantine.")).isVisible();
    }
  }

  @Test
  void access_rulesAreAddedAndRemoved(Browser browser) {
    try (Dashboard dashboard = open(browser, "access")) {
      Page page = dashboard.page();
      assertThat(page.getByText("Mode deny-list")).isVisible();
      assertThat(dashboard.row("news-*")).containsText("alice, bob-*");
      page.getByLabel("Swarm").fill("closed");
      page.getByLabel("Peers").fill("carol\ndave-*");
      dashboard.button("Add the rule").click();
      assertThat(dashboard.row("closed")).containsText("carol, dave-*");
      assertThat(page.getByLabel("Swarm")).hasValue("");

      dashboard.button("Remove the rule of closed").click();
      dashboard.inDialog("Remove").click();
      assertThat(dashboard.row("closed")).hasCount(0);
    }
  }

  @Test
  void settings_changeLevelReloadAndShowKeys(Browser browser) {
    try (Dashboard dashboard = open(browser, "settings")) {
      Page page = dashboard.page();
      assertThat(dashboard.figure("Runs for")).hasText("2\u00a0d 4\u00a0h");
      page.getByLabel("Level").selectOption("debug");
      dashboard.button("Set").click();
      assertThat(page.locator("#notice"))
          .containsText("The log level is debug until the next start.");

      dashboard.button("Reload the configuration").click();
      dashboard.inDialog("Reload").click();
      assertThat(page.getByText("Holds now: rate.burst.")).isVisible();
      assertThat(page.getByText("http.listen stays 127.0.0.1:7846")).isVisible();

      assertThat(page.locator("tbody tr")).hasCount(90);
      page.getByLabel("only what differs from the default").check();
      assertThat(page.locator("tbody tr")).hasCount(13);
      page.getByLabel("Only those that hold").fill("key77");
      assertThat(page.locator("tbody tr")).hasCount(1);
    }
  }

  @Test
  void failure_isToldInWords_andTriedAgain(Browser browser) {
    tracker.fail(
        "GET /api/v1/history", 500, "Internal Server Error", "The log of the tracker says why.");
    try (Dashboard dashboard = open(browser)) {
      assertThat(dashboard.problem()).containsText("The log of the tracker says why.");
      tracker.mend();
      dashboard.button("Try again").click();
      assertThat(dashboard.page().locator(".plot canvas")).hasCount(7);
      assertThat(dashboard.problem()).hasCount(0);
    }
  }

  @Test
  void connection_isLostVisibly_andComesBackByItself(Browser browser) {
    try (Dashboard dashboard = open(browser)) {
      Page page = dashboard.page();
      assertThat(page.locator("#connection")).hasText("live");
      tracker.fail("GET /api/v1/events", 503, "Service Unavailable", "Too many listen.");
      tracker.cut();
      assertThat(page.locator("#connection")).hasText("connection lost");
      assertThat(page.locator(".banner")).containsText("Too many listen.");

      tracker.mend();
      assertThat(page.locator("#connection")).hasText("live");
      assertThat(page.locator(".banner")).isHidden();
    }
  }

  @Test
  void pages_areOpenedWithTheFocusOnTheirTitle(Browser browser) {
    try (Dashboard dashboard = open(browser)) {
      Page page = dashboard.page();
      page.keyboard().press("Tab");
      assertThat(dashboard.link("Skip to the content")).isFocused();
      page.keyboard().press("Enter");
      assertThat(page.locator("#main")).isFocused();

      for (String label :
          List.of("Swarms", "Peers", "Explain", "Quarantine", "Access", "Settings", "Overview")) {
        dashboard.link(label).click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
            .isFocused();
        assertThat(page).hasTitle(label + " – ppsp tracker");
        assertThat(dashboard.link(label)).hasAttribute("aria-current", "page");
      }
    }
  }

  @Test
  void addressesOfNothing_areToldInWords(Browser browser) {
    try (Dashboard dashboard = open(browser, "nowhere")) {
      assertThat(dashboard.heading("No such page")).isVisible();
      dashboard.page().navigate(tracker.url() + "#/swarms/%");
      assertThat(dashboard.heading("No such page")).isVisible();
      dashboard.go("swarms", "unknown");
      assertThat(dashboard.problem()).containsText("There is no such swarm.");
    }
  }

  @Test
  void theme_isChosenAndKept(Browser browser) {
    try (Dashboard dashboard = open(browser)) {
      Page page = dashboard.page();
      assertThat(page.locator("body")).hasCSS("background-color", "rgb(245, 246, 248)");
      page.getByLabel("Theme").selectOption("dark");
      assertThat(page.locator("body")).hasCSS("background-color", "rgb(17, 21, 26)");
      page.reload();
      assertThat(page.locator("body")).hasCSS("background-color", "rgb(17, 21, 26)");
      assertThat(page.getByLabel("Theme")).hasValue("dark");
    }
  }

  @Test
  void pages_fitNarrowScreens(Browser browser) {
    try (Dashboard dashboard =
        new Dashboard(
            browser, tracker.url(), new Browser.NewContextOptions().setViewportSize(360, 640))) {
      for (String path :
          List.of(
              "",
              "swarms",
              "swarms/movie-00002",
              "peers",
              "peers/peer-0-1",
              "explain",
              "quarantine",
              "access",
              "settings")) {
        dashboard.page().navigate(tracker.url() + "#/" + path);
        assertThat(dashboard.page().locator("h1")).isVisible();
        dashboard.page().waitForFunction("document.querySelector('main .panel') !== null");
        assertThat((int) dashboard.page().evaluate("document.documentElement.scrollWidth"))
            .as(path)
            .isEqualTo(360);
      }
    }
  }
}
