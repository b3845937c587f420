package org.ppsp.server.manage;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// All rules of axe-core hold on all pages, in both themes.
@ExtendWith(BrowserExtension.class)
class AccessibilityBrowserTest {
  private static final String AXE = axe();

  private static final String RUN =
      """
      async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(
        violation => violation.id + ': ' + violation.help + ' ' + violation.nodes.slice(0, 3).map(
          node => node.target + ' ' + node.failureSummary).join('; '))
      """;

  private final FakeManagement tracker =
      FakeManagement.start(
          new FakeFigures(10_000, List.of("\u202e<b>bold</b>"), List.of("\u202e<i>")));

  @AfterEach
  void stop() {
    tracker.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void pages_violateNoRule(ColorScheme scheme, Browser browser) {
    try (Dashboard dashboard = Dashboard.open(browser, tracker.url(), scheme)) {
      Page page = dashboard.page();
      dashboard.go();
      page.evaluate(AXE);

      assertThat(page.locator(".plot canvas")).hasCount(7);
      page.getByText("As a table").first().click();
      check(page, "overview");

      dashboard.at("swarms?limit=25");
      assertThat(page.locator("tbody tr")).hasCount(25);
      check(page, "swarms");

      dashboard.go("swarms", "movie-00002");
      page.getByLabel("Rows").selectOption("25");
      page.getByText("The map as a table").click();
      assertThat(page.locator(".where")).hasText("1–25 of 34,056");
      check(page, "swarm");

      dashboard.go("peers");
      assertThat(dashboard.link("peer-0-7")).isVisible();
      check(page, "peers");

      dashboard.go("peers", "peer-0-7");
      dashboard.button("Ask").click();
      assertThat(page.getByText("It has answered.")).isVisible();
      check(page, "peer");
      dashboard.button("Kick").click();
      check(page, "question");
      dashboard.button("Cancel").click();

      dashboard.at("explain?peer=peer-0-1&swarm=movie-00002");
      page.getByLabel("About").fill("peer-0-3");
      dashboard.button("Add a requirement").click();
      dashboard.button("Explain").click();
      assertThat(page.locator(".about")).isVisible();
      check(page, "explain");

      dashboard.go("quarantine");
      assertThat(dashboard.row("peer-0-7")).isVisible();
      check(page, "quarantine");

      dashboard.go("access");
      assertThat(dashboard.row("news-*")).isVisible();
      check(page, "access");

      dashboard.go("settings");
      dashboard.button("Set").click();
      assertThat(page.locator("#notice")).containsText("log level");
      page.getByLabel("Only those that hold").fill("key7");
      check(page, "settings");

      tracker.fail("GET /api/v1/events", 503, "Service Unavailable", "Too many listen.");
      tracker.cut();
      assertThat(page.locator(".banner")).isVisible();
      dashboard.go("swarms", "unknown");
      assertThat(dashboard.problem()).isVisible();
      check(page, "failure");
      tracker.demand("0123456789abcdef");
      dashboard.go("quarantine");
      assertThat(dashboard.field("Token")).isFocused();
      check(page, "token");
    }
  }

  private static void check(Page page, String name) {
    assertThat((List<?>) page.evaluate(RUN)).as(name).isEmpty();
  }

  private static String axe() {
    try (InputStream in = AccessibilityBrowserTest.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
