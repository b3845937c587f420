package org.ppsp.server.manage;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The modules that need no page, called in the browser.
@ExtendWith(BrowserExtension.class)
class FormatBrowserTest {
  private final FakeManagement tracker =
      FakeManagement.start(new FakeFigures(1, List.of(), List.of()));

  @AfterEach
  void stop() {
    tracker.close();
  }

  @Test
  void figures_areWrittenAsPeopleReadThem(Browser browser) {
    try (Dashboard dashboard = Dashboard.open(browser, tracker.url())) {
      assertThat(
              dashboard
                  .page()
                  .evaluate(
                      """
                      async () => {
                        const {byteRate, bytes, count, exact, latency, percent, rate, span, stall} = await import('/format.js');
                        return [count(0), count(9999), count(12_345), count(999_950), count(1e6), count(0.25), exact(1234567),
                          bytes(0), bytes(999), bytes(999.7), bytes(4_500_000), byteRate(4_500_000), rate(33_200),
                          latency(0), latency(0.0000004), latency(0.00021), latency(0.008), latency(1.25), stall(12),
                          percent(0.973), percent(1), span(59.9), span(60), span(11_520), span(190_000)]
                          .map((text) => text.replaceAll('\\u00a0', ' '));
                      }
                      """))
          .isEqualTo(
              List.of(
                  "0",
                  "9,999",
                  "12.3 k",
                  "1 M",
                  "1 M",
                  "0.25",
                  "1,234,567",
                  "0 B",
                  "999 B",
                  "1 kB",
                  "4.5 MB",
                  "4.5 MB/s",
                  "33.2 k /s",
                  "0 ms",
                  "0 µs",
                  "210 µs",
                  "8 ms",
                  "1.25 s",
                  "12 ms/s",
                  "97.3 %",
                  "100 %",
                  "59 s",
                  "1 min",
                  "3 h 12 min",
                  "2 d 4 h"));
    }
  }

  @Test
  void hour_turnsTotalsIntoRatesAndForgets(Browser browser) {
    try (Dashboard dashboard = Dashboard.open(browser, tracker.url())) {
      assertThat(
              dashboard
                  .page()
                  .evaluate(
                      """
                      async () => {
                        const {hour} = await import('/hour.js');
                        const now = (seconds, uploaded) => ({at: new Date(seconds * 1000).toISOString(), uploaded, downloaded: 0,
                          origin: 0, stalled: 0, latency: {p50: 1, p99: 2}, refusals: {}, sessions: 7});
                        const samples = hour({interval: 5, at: [100], series: {uploadedPerSecond: [1], sessions: [6], unknown: [9]}});
                        const added = [samples.add(now(103, 1000)), samples.add(now(105, 2000)), samples.add(now(113, 3000)),
                          samples.add(now(118, 500)), samples.add(now(3710, 500))];
                        return JSON.stringify([added, samples.at, samples.series.uploadedPerSecond, samples.series.sessions,
                          samples.series.unknown]);
                      }
                      """))
          .isEqualTo("[[false,false,true,true,true],[113,118,3710],[200,0,0],[7,7,7],[9,9,9]]");
    }
  }
}
