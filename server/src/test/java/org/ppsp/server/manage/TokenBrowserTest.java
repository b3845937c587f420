package org.ppsp.server.manage;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The dashboard of a tracker whose operators have to show a token.
@ExtendWith(BrowserExtension.class)
class TokenBrowserTest {
  private static final String TOKEN = "0123456789abcdef";

  private final FakeManagement tracker = FakeManagement.start(FakeFigures.large());

  @AfterEach
  void stop() {
    tracker.close();
  }

  @Test
  void token_isAskedForOnce_andKeptInTheTabAlone(Browser browser) {
    tracker.demand(TOKEN);
    try (Dashboard dashboard = Dashboard.open(browser, tracker.url())) {
      Page page = dashboard.page();
      dashboard.field("Token").fill("wrong");
      dashboard.button("Go on").click();
      assertThat(page.locator("dialog .problem")).containsText("This is another token.");
      dashboard.field("Token").fill(TOKEN);
      page.keyboard().press("Enter");
      assertThat(dashboard.figure("Swarms")).hasText("10\u00a0k");
      assertThat(page.locator("#connection")).hasText("live");
      assertThat(page.locator("dialog")).hasCount(0);

      assertThat(
              page.evaluate("[JSON.stringify(localStorage), document.cookie, location.href].join()")
                  .toString())
          .doesNotContain(TOKEN);
      page.reload();
      assertThat(page.locator("#connection")).hasText("live");
      dashboard.button("Forget token").click();
      assertThat(page.locator("dialog")).containsText("This tracker asks for a token");
    }
    assertThat(tracker.requests()).noneMatch(request -> request.contains(TOKEN));
  }

  @Test
  void token_thatIsNoLongerTaken_losesNothingThatWasTyped(Browser browser) {
    try (Dashboard dashboard = Dashboard.open(browser, tracker.url(), "explain")) {
      Page page = dashboard.page();
      assertThat(page.locator("#connection")).hasText("live");
      page.getByLabel("PeerID").fill("peer-0-1");
      page.getByLabel("SwarmID").fill("news-00000");
      tracker.demand(TOKEN);
      dashboard.button("Explain").click();
      dashboard.field("Token").fill(TOKEN);
      dashboard.button("Go on").click();

      assertThat(page.getByText("20 are listed.")).isVisible();
      assertThat(page.getByLabel("PeerID")).hasValue("peer-0-1");
    }
  }

  @Test
  void noToken_isSaidInWords(Browser browser) {
    tracker.demand(TOKEN);
    try (Dashboard dashboard = Dashboard.open(browser, tracker.url())) {
      dashboard.button("Cancel").click();
      assertThat(dashboard.problem()).containsText("Show the token.");
      assertThat(dashboard.page().locator(".banner")).containsText("Show the token.");
    }
  }
}
