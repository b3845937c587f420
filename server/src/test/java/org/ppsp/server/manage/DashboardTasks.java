package org.ppsp.server.manage;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Run by its name alone. Measures how smooth the dashboard is with ten thousand swarms and a
/// million peers: for each page the time until its content stands, the elements in it, and the
/// tasks of the browser's main thread that took longer than 50 ms, while an event comes each two
/// seconds for half a minute.
@ExtendWith(BrowserExtension.class)
class DashboardTasks {
  private static final int EVENTS = 15;
  private static final int PAUSE_MS = 2_000;

  @Test
  void tasks_areMeasured(Browser browser) {
    try (FakeManagement tracker = FakeManagement.start(FakeFigures.large())) {
      for (String path :
          List.of("", "swarms", "swarms?limit=250", "swarms/news-00000", "peers/peer-0-1")) {
        try (Dashboard dashboard = Dashboard.open(browser, tracker.url(), ColorScheme.LIGHT)) {
          Page page = dashboard.page();
          page.addInitScript(
              """
              window.tasks = [];
              new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((task) => Math.round(task.duration))))
                .observe({type: 'longtask', buffered: true});
              """);
          dashboard.at(path);
          page.locator("main .figures dd:not(:text('–')), main tbody tr").first().waitFor();
          Object load =
              page.evaluate(
                  "[Math.round(performance.now()), window.tasks.splice(0).join(' ') ||"
                      + " 'none'].join(' ms, long tasks: ')");
          for (int i = 0; i < EVENTS; i++) {
            tracker.tick();
            page.waitForTimeout(PAUSE_MS);
          }
          System.out.printf(
              "#/%s: content after %s; with events: %s; %s elements, %s MB%n",
              path,
              load,
              page.evaluate("window.tasks.join(' ') || 'none'"),
              page.evaluate("document.querySelectorAll('*').length"),
              page.evaluate("Math.round(performance.memory.usedJSHeapSize / 1e6)"));
        }
      }
    }
  }
}
