package org.ppsp.server.manage;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/// Takes the pictures of the README from a tracker that runs: `DashboardPictures
/// http://127.0.0.1:9846/ docs/images`.
final class DashboardPictures {
  private static final int WIDTH = 1120;

  private DashboardPictures() {}

  public static void main(String[] args) {
    URI url = URI.create(args[0]);
    Path folder = Path.of(args[1]);
    try (BrowserExtension.Running running = BrowserExtension.Running.start()) {
      Browser browser = running.browser();
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        try (Dashboard dashboard = open(browser, url, scheme, 760)) {
          dashboard.page().locator(".plot canvas").nth(6).waitFor();
          take(
              dashboard,
              folder.resolve("dashboard-" + scheme.name().toLowerCase(Locale.ROOT) + ".png"));
        }
      }
      try (Dashboard dashboard = open(browser, url, ColorScheme.LIGHT, 820)) {
        dashboard.go("swarms");
        dashboard.page().locator("tbody a").first().click();
        dashboard.page().locator(".heatmap canvas").waitFor();
        dashboard.page().locator("section tbody a").first().waitFor();
        take(dashboard, folder.resolve("dashboard-swarm.png"));
      }
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

  private static void take(Dashboard dashboard, Path file) {
    dashboard.page().screenshot(new Page.ScreenshotOptions().setPath(file));
  }
}
