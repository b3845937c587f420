package org.ppsp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForeignAnswerTest {
  @Test
  void describe_aPage() {
    assertThat(ForeignAnswer.describe(404, "text/html; charset=utf-8", null, "root is <html>"))
        .isEqualTo("HTTP 404 text/html; charset=utf-8: this is no tracker; is the URL right?");
    assertThat(ForeignAnswer.describe(405, null, null, "empty"))
        .isEqualTo("HTTP 405 without Content-Type: this is no tracker; is the URL right?");
    assertThat(ForeignAnswer.describe(200, "application/xhtml+xml", null, "root is <html>"))
        .contains("this is no tracker");
  }

  @Test
  void describe_whereToItRedirects() {
    assertThat(ForeignAnswer.describe(302, "text/html", "https://example.org/", "empty"))
        .isEqualTo("HTTP 302 to https://example.org/: this is no tracker; is that its URL?");
  }

  @Test
  void describe_aMessageThatIsNone() {
    for (String type : new String[] {"application/ppsp-tracker+xml", "Text/XML ; charset=utf-8"}) {
      assertThat(ForeignAnswer.describe(200, type, null, "Status is missing"))
          .isEqualTo("HTTP 200 without a PPSP response: Status is missing");
    }
  }

  @Test
  void describe_isBounded() {
    String endless = "x".repeat(10_000);
    assertThat(ForeignAnswer.describe(200, endless, null, "")).hasSizeLessThan(300);
    assertThat(ForeignAnswer.describe(301, null, endless, "")).hasSizeLessThan(300);
  }
}
