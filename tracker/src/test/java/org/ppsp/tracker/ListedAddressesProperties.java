package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;

/// The table of listed addresses against a map.
class ListedAddressesProperties {
  private static final IpAddress HOME = IpAddress.parse("203.0.113.9");

  private static PeerAddress address(int number) {
    return PeerAddress.of(IpAddress.v4(50 << 24 | number / 3), 6000 + number % 3, AddressType.HOST);
  }

  @Provide
  Arbitrary<List<Integer>> steps() {
    return Arbitraries.integers().between(-3000, 3000).list().ofMinSize(1).ofMaxSize(4000);
  }

  /// A positive number adds the address of that number, a negative one takes it away if it is
  /// there.
  @Property(seed = "20261130", tries = 100, edgeCases = EdgeCasesMode.NONE)
  void history_isThatOfAMap(@ForAll("steps") List<Integer> steps) {
    ListedAddresses table = new ListedAddresses(47, 11);
    Map<Integer, Integer> model = new HashMap<>();
    for (int step : steps) {
      int number = Math.abs(step);
      int known = model.getOrDefault(number, 0);
      if (step >= 0) {
        boolean isAdded = table.add(address(number), HOME);
        assertThat(isAdded).isEqualTo(known < ListedAddresses.MOST);
        model.put(number, isAdded ? known + 1 : known);
      } else if (known > 0) {
        table.remove(address(number), HOME);
        model.put(number, known - 1);
      }
      model.values().removeIf(count -> count == 0);
    }
    assertThat(table.size()).isEqualTo(model.size());
    model.forEach(
        (number, count) -> {
          for (int i = 0; i < count; i++) {
            table.remove(address(number), HOME);
          }
        });
    assertThat(table.size()).isZero();
  }

  /// 192.168.1.2 is another machine behind each public address.
  @Property(tries = 1)
  void privateAddress_isCountedBehindEachPublicOne() {
    ListedAddresses table = new ListedAddresses(47, 11);
    PeerAddress own = PeerAddress.of(IpAddress.parse("192.168.1.2"), 6778, AddressType.HOST);
    for (int i = 0; i < 100; i++) {
      assertThat(table.add(own, IpAddress.v4(50 << 24 | i))).isTrue();
    }
    for (int i = 0; i < ListedAddresses.MOST; i++) {
      assertThat(table.add(own, HOME)).isTrue();
    }
    assertThat(table.add(own, HOME)).isFalse();
  }
}
