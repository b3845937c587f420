package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ppsp.tracker.TestTracker.named;
import static org.ppsp.tracker.TestTracker.status;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.tracker.TestTracker.Settings;

/// A tracker that is told to behave otherwise while peers are connected.
class SettingsChangeTest {
  private final TestTracker peers = new TestTracker();

  private void change(Settings settings) {
    peers.tracker.settings(settings.build());
    assertThat(peers.tracker.settings()).isEqualTo(settings.build());
  }

  @Test
  void lists_areOfTheNewLength_atOnceAndBackAgain() {
    peers.enter(named("p", 20));
    for (int most : new int[] {3, 12, 5}) {
      change(Settings.DEFAULT.maxPeernum(most));
      assertThat(peers.find("p0", 50)).hasSize(most);
    }
  }

  @Test
  void membership_isDemanded_fromTheChangeOn() {
    peers.enter("member");
    peers.connect("guest");
    assertThat(peers.find("guest", 5)).containsExactly("member");
    change(Settings.DEFAULT.findNeedsMembership(true));
    assertThat(status(peers.findResponse("guest", TestTracker.SWARM, TestTracker.ABSENT, "")))
        .isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(peers.find("member", 5)).isEmpty();
  }

  @Test
  void shorterInterval_isToldToNewPeers_andThoseThatKnowTheLongerOneAreWaitedFor() {
    peers.enter("early");
    change(Settings.DEFAULT.keepalive(Duration.ofSeconds(2)));
    peers.passSeconds(1);
    Response.Connect late = peers.connect("late");
    assertThat(late.keepaliveInterval()).isEqualTo(2);
    peers.join("late");
    assertThat(status(peers.keepAlive("early"))).isEqualTo(Status.SUCCESSFUL);
    peers.passSeconds(7); // three of the new intervals
    assertThat(status(peers.keepAlive("late"))).isEqualTo(Status.FORBIDDEN_ACTION);
    peers.sweepAll();
    assertThat(peers.tracker.sessions()).isEqualTo(1);
    peers.passSeconds(80);
    assertThat(status(peers.keepAlive("early"))).isEqualTo(Status.SUCCESSFUL);
    peers.passSeconds(91);
    assertThat(status(peers.keepAlive("early"))).isEqualTo(Status.FORBIDDEN_ACTION);
  }

  @Test
  void longerInterval_holdsForAll() {
    peers.connect("early");
    change(Settings.DEFAULT.keepalive(Duration.ofMinutes(10)));
    assertThat(peers.connect("late").keepaliveInterval()).isEqualTo(600);
    assertThat(status(peers.keepAlive("early"))).isEqualTo(Status.SUCCESSFUL);
    peers.passSeconds(1700);
    assertThat(status(peers.keepAlive("early"))).isEqualTo(Status.SUCCESSFUL);
    assertThat(status(peers.keepAlive("late"))).isEqualTo(Status.SUCCESSFUL);
  }

  @Test
  void longestInterval_isRememberedOverSeveralChanges() {
    peers.connect("early");
    for (int seconds : new int[] {5, 60, 1}) {
      change(Settings.DEFAULT.keepalive(Duration.ofSeconds(seconds)));
    }
    peers.keepAlive("early");
    peers.passSeconds(170);
    assertThat(status(peers.keepAlive("early"))).isEqualTo(Status.SUCCESSFUL);
  }

  @Test
  void whatThingsWereMadeFor_cannotChange() {
    TrackerSettings before = peers.tracker.settings();
    assertThatThrownBy(() -> peers.tracker.settings(Settings.DEFAULT.limits(7, 9, 9).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("while the tracker runs");
    assertThat(peers.tracker.settings()).isEqualTo(before);
  }
}
