package org.ppsp.server.manage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who gives way.
class PlacesTest {
  private final List<Client> gone = new ArrayList<>();

  private final class Client implements Places.Client {
    private final InetAddress address;
    private final @Nullable Long since;

    Client(String address, @Nullable Long since) {
      this.address = InetAddress.ofLiteral(address);
      this.since = since;
    }

    @Override
    public InetAddress address() {
      return address;
    }

    @Override
    public @Nullable Long waitingSince() {
      return since;
    }

    @Override
    public void giveWay() {
      gone.add(this);
    }
  }

  @Test
  void placeOfTheAddressWithMostClients_isGiven_thatHasWaitedLongest() {
    Places places = new Places(4, 3);
    Client first = new Client("192.0.2.1", 0L);
    Client greedy = new Client("192.0.2.9", 20L);
    Client greedier = new Client("192.0.2.9", 10L);
    Client working = new Client("192.0.2.9", null);
    for (Client client : List.of(first, greedy, greedier, working)) {
      assertThat(places.enter(client, 50)).isTrue();
    }
    assertThat(places.enter(new Client("192.0.2.2", 60L), 60)).isTrue();
    assertThat(gone).containsExactly(greedier);
    assertThat(places.enter(new Client("192.0.2.3", 60L), 60)).isTrue();
    assertThat(gone).containsExactly(greedier, greedy);
    assertThat(places.enter(new Client("192.0.2.3", 60L), 60)).isTrue();
    assertThat(gone).containsExactly(greedier, greedy, first); // all have one now
  }

  @Test
  void addressThatIsFull_takesFromItself() {
    Places places = new Places(10, 2);
    Client other = new Client("192.0.2.1", 0L);
    Client one = new Client("192.0.2.9", 5L);
    assertThat(places.enter(other, 10)).isTrue();
    assertThat(places.enter(one, 10)).isTrue();
    assertThat(places.enter(new Client("192.0.2.9", 6L), 10)).isTrue();
    assertThat(places.enter(new Client("192.0.2.9", 7L), 10)).isTrue();
    assertThat(gone).containsExactly(one);
  }

  @Test
  void whereAllAreAtWork_nobodyEnters_untilOneLeaves() {
    Places places = new Places(2, 2);
    Client one = new Client("192.0.2.1", null);
    assertThat(places.enter(one, 0)).isTrue();
    assertThat(places.enter(new Client("192.0.2.2", null), 0)).isTrue();
    Client late = new Client("192.0.2.3", 0L);
    assertThat(places.enter(late, 0)).isFalse();
    places.leave(late); // changes nothing
    assertThat(places.enter(late, 0)).isFalse();
    places.leave(one);
    assertThat(places.enter(late, 0)).isTrue();
    assertThat(gone).isEmpty();
  }
}
