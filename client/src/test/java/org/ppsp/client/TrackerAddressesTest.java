package org.ppsp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who may ask a peer, if nobody says otherwise.
class TrackerAddressesTest {
  private static boolean mayAsk(String address, String... trackers) throws Exception {
    return TrackerAddresses.of(List.of(trackers).stream().map(URI::create).toList())
        .test(InetAddress.getByName(address));
  }

  @Test
  void addressesOfTheTrackers_mayAsk() throws Exception {
    String[] trackers = {"http://198.51.100.5:7846/", "https://[2001:db8::5]/"};
    assertThat(mayAsk("198.51.100.5", trackers)).isTrue();
    assertThat(mayAsk("2001:db8:0::5", trackers)).isTrue();
    assertThat(mayAsk("198.51.100.6", trackers)).isFalse();
    assertThat(mayAsk("2001:db8::6", trackers)).isFalse();
  }

  @Test
  void namesOfTheTrackers_areResolved() throws Exception {
    assertThat(mayAsk("127.0.0.1", "http://localhost:7846/")).isTrue();
    assertThat(mayAsk("198.51.100.5", "http://localhost/", "http://none.invalid/")).isFalse();
  }
}
