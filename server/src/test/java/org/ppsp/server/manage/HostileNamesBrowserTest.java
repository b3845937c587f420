package org.ppsp.server.manage;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Names of swarms and peers are chosen by strangers: nothing in them runs, and each can be looked
/// at. (That no script ran and no window opened is asserted whenever a [Dashboard] is closed.)
@ExtendWith(BrowserExtension.class)
class HostileNamesBrowserTest {
  private static final List<String> NAMES =
      List.of(
          "<img/src=x/onerror=window.ran=1>",
          "'\"><script>window.ran=1</script>",
          "javascript:window.ran=1",
          "{{constructor.constructor('window.ran=1')()}}",
          "a/../b",
          "../../api/v1/drain",
          "...",
          "100%/%2F%2e%2e%00",
          "?search=x&limit=1#/quarantine",
          "a+b;c\\d,e~f!g*(h)'i",
          "\u202egnp.exe\u2066x",
          "\u200bpeer\ufeff",
          "\ud83d\udca5\u200d\ud83d\udca5",
          "\u0645\u0628\u0627\u0631\u0627\u0629",
          "x".repeat(256));

  private final FakeManagement tracker = FakeManagement.start(new FakeFigures(40, NAMES, NAMES));

  @AfterEach
  void stop() {
    tracker.close();
  }

  @Test
  void names_areShownAndLedTo_andNothingRuns(Browser browser) {
    try (Dashboard dashboard = Dashboard.open(browser, tracker.url())) {
      Page page = dashboard.page();
      for (String swarm : NAMES) {
        dashboard.link("Swarms").click();
        assertThat(page.locator("tbody tr")).hasCount(40);
        page.locator("tbody a").nth(NAMES.indexOf(swarm)).click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
            .hasText("Swarm " + shown(swarm));
        assertThat(dashboard.figure("Members")).not().hasText("–");
        page.locator("section", new Page.LocatorOptions().setHas(dashboard.heading("Members")))
            .locator("tbody a")
            .nth(NAMES.indexOf(swarm))
            .click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
            .hasText("Peer " + shown(swarm));
        assertThat(dashboard.figure("In quarantine")).hasText("yes");
        assertThat(dashboard.problem()).hasCount(0);
      }
      assertThat(page.evaluate("window.ran")).isNull();
    }
  }

  @Test
  void names_areHarmlessOnAllOtherPages(Browser browser) {
    try (Dashboard dashboard = Dashboard.open(browser, tracker.url())) {
      Page page = dashboard.page();
      for (String path : List.of("peers", "quarantine", "access")) {
        dashboard.go(path);
        assertThat(page.getByText("window.ran=1").first()).isVisible();
      }
      String name = NAMES.getFirst();
      dashboard.go("peers", name);
      dashboard.button("Release").click();
      assertThat(page.locator("#notice")).containsText(name + " is released.");
      dashboard.button("Kick").click();
      assertThat(page.locator("dialog")).containsText("The session of " + name);
      dashboard.button("Cancel").click();
      page.locator("main a", new Page.LocatorOptions().setHasText("explain")).nth(4).click();
      assertThat(page.getByLabel("PeerID")).hasValue(name);
      assertThat(page.getByLabel("SwarmID")).hasValue(NAMES.get(4));
      dashboard.button("Explain").click();
      assertThat(page.getByText("are listed.")).isVisible();
      assertThat(page.locator("main img, main script")).hasCount(0);
      assertThat(page.evaluate("window.ran")).isNull();
    }
    assertThat(tracker.requests()).doesNotContain("PUT /api/v1/drain", "GET /api/v1/drain");
  }

  /// What cannot be seen is shown by its number.
  private static String shown(String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (Character.getType(c) == Character.FORMAT) {
                shown.append(String.format(Locale.ROOT, "‹%04X›", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }
}
