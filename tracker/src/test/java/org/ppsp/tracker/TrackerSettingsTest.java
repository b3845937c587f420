package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrackerSettingsTest {
  private static TrackerSettings with(Duration keepalive, int maxPeernum, int scanLimit) {
    TrackerSettings d = TrackerSettings.DEFAULT;
    return new TrackerSettings(
        keepalive,
        d.defaultExpire(),
        d.maxExpire(),
        d.defaultPeernum(),
        maxPeernum,
        d.privateAddresses(),
        d.addresses(),
        d.findNeedsMembership(),
        d.strategy(),
        scanLimit,
        d.maxMemberships(),
        d.maxChunkEntries(),
        d.maxStats(),
        d.strictRfc7846(),
        d.memory(),
        d.defences());
  }

  @Test
  void defaults_areThoseOfTheSpecification() {
    TrackerSettings settings = TrackerSettings.DEFAULT;
    assertThat(settings.keepaliveInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.sessionTimeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.defaultExpire()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.maxExpire()).isEqualTo(Duration.ofHours(24));
    assertThat(settings.defaultPeernum()).isEqualTo(30);
    assertThat(settings.maxPeernum()).isEqualTo(50);
    assertThat(settings.findNeedsMembership()).isFalse();
  }

  @Test
  void aValueOutOfItsRange_isNamedWithTheRange() {
    assertThatThrownBy(() -> with(Duration.ofMillis(999), 50, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("keepaliveInterval must be PT1S to PT1H, not PT0.999S");
    assertThatThrownBy(() -> with(Duration.ofHours(2), 50, 1000))
        .hasMessageContaining("keepaliveInterval");
    assertThatThrownBy(() -> with(Duration.ofSeconds(1), 0, 1000))
        .hasMessage("maxPeernum must be 1 to 1000, not 0");
    assertThatThrownBy(() -> with(Duration.ofSeconds(1), 1001, 1000))
        .hasMessageContaining("maxPeernum");
    assertThatThrownBy(() -> with(Duration.ofSeconds(1), 1, 999)).hasMessageContaining("scanLimit");
    assertThat(with(Duration.ofHours(1), 1000, 10_000_000).maxPeernum()).isEqualTo(1000);
  }
}
