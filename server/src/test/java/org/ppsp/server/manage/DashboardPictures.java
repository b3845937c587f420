package org.ppsp.server.manage;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Takes the pictures of the README: run by its name alone, with
/// `-Ddashboard=http://127.0.0.1:9846/` of a tracker that runs, otherwise of a scripted one.
@ExtendWith(BrowserExtension.class)
class DashboardPictures {
  private static final int WIDTH = 1120;
  private static final Path FOLDER = Path.of("..", "docs", "images");

  @Test
  void pictures_areTaken(Browser browser) {
    String running = System.getProperty("dashboard");
    if (running != null) {
      take(browser, URI.create(running));
      return;
    }
    try (FakeManagement tracker = FakeManagement.start(FakeFigures.large())) {
      take(browser, tracker.url());
    }
  }

  private static void take(Browser browser, URI url) {
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      try (Dashboard dashboard = open(browser, url, scheme, 760)) {
        dashboard.page().locator(".plot canvas").nth(6).waitFor();
        take(dashboard, "dashboard-" + scheme.name().toLowerCase(Locale.ROOT) + ".png");
      }
    }
    try (Dashboard dashboard = open(browser, url, ColorScheme.LIGHT, 820)) {
      dashboard.go("swarms");
      dashboard.page().locator("tbody a").first().click();
      dashboard.page().locator(".heatmap canvas").waitFor();
      dashboard.page().locator("section tbody a").first().waitFor();
      take(dashboard, "dashboard-swarm.png");
    }
  }

  private static Dashboard open(Browser browser, URI url, ColorScheme scheme, int height) {
    Dashboard dashboard =
        new Dashboard(
            browser,
            url,
            new Browser.NewContextOptions().setViewportSize(WIDTH, height).setColorScheme(scheme));
    dashboard.page().navigate(url.toString());
    dashboard.page().locator("#connection[data-state=live]").waitFor();
    dashboard.page().locator("#health:visible").waitFor();
    return dashboard;
  }

  private static void take(Dashboard dashboard, String file) {
    dashboard.page().screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(file)));
  }
}
