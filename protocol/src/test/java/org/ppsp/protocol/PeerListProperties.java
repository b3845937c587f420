package org.ppsp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Peers come out of the packed form as they went in.
class PeerListProperties {
  @Provide
  Arbitrary<List<Peer>> peers() {
    return Combinators.combine(
            Messages.peerIds(),
            Arbitraries.of(PeerMode.class),
            Messages.addresses().list().ofMaxSize(4))
        .as(Peer::new)
        .list()
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<Integer> families() {
    int v4 = PackedPeer.family(IpAddress.v4(1));
    int v6 = PackedPeer.family(new IpAddress(1, 1));
    return Arbitraries.of(0, v4, v6, v4 | v6);
  }

  @Property(seed = "20261122", tries = 500, edgeCases = EdgeCasesMode.NONE)
  void list_holdsWhatItWasMadeOf(@ForAll("peers") List<Peer> peers) {
    PeerList list = PeerList.of(peers);

    assertThat(list).isEqualTo(peers).hasSameHashCodeAs(peers);
    assertThat(read(list.cursor())).isEqualTo(peers);
  }

  /// Reads field by field, as a codec does.
  private static List<Peer> read(PeerCursor cursor) {
    List<Peer> peers = new ArrayList<>();
    while (cursor.next()) {
      ByteWriter id = new ByteWriter();
      cursor.writeId(id);
      assertThat(id).hasToString(cursor.id());
      assertThat(cursor.idIsPlain())
          .isEqualTo(
              cursor
                  .id()
                  .chars()
                  .allMatch(c -> c > ' ' && c < 128 && !"<>&\"'\\".contains("" + (char) c)));
      List<PeerAddress> addresses = new ArrayList<>();
      while (cursor.nextAddress()) {
        IpAddress ip = cursor.isV4() ? IpAddress.v4(cursor.v4Bits()) : cursor.ip();
        assertThat(cursor.ip()).isEqualTo(ip);
        addresses.add(
            new PeerAddress(
                ip,
                cursor.port(),
                cursor.type(),
                cursor.priority(),
                cursor.connection(),
                cursor.asn(),
                cursor.protocol()));
      }
      peers.add(new Peer(new PeerId(cursor.id()), cursor.mode(), addresses));
    }
    return peers;
  }

  /// Of a family the asker has, then of the highest priority, then the first.
  @Property(seed = "20261122", tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void bestAddress_isThatOfTheRule(
      @ForAll("peers") List<Peer> peers, @ForAll("families") int families) {
    PeerList.Builder builder = new PeerList.Builder(1);
    builder.families(families);
    peers.forEach(p -> builder.add(PackedPeer.pack(p.id(), p.addresses()), 0, p.mode()));
    Comparator<PeerAddress> rule =
        Comparator.comparing(
                (PeerAddress a) -> families == 0 || (families & PackedPeer.family(a.ip())) != 0)
            .thenComparingInt(PeerAddress::priority);

    PeerCursor cursor = builder.build().cursor();
    for (Peer peer : peers) {
      assertThat(cursor.next()).isTrue();
      PeerAddress best = null;
      for (PeerAddress address : peer.addresses()) {
        best = best == null || rule.compare(address, best) > 0 ? address : best;
      }
      assertThat(cursor.bestAddress()).isEqualTo(best != null);
      if (best != null) {
        assertThat(
                new PeerAddress(
                    cursor.ip(),
                    cursor.port(),
                    cursor.type(),
                    cursor.priority(),
                    cursor.connection(),
                    cursor.asn(),
                    cursor.protocol()))
            .isEqualTo(best);
      }
    }
    assertThat(cursor.next()).isFalse();
  }

  /// 64 characters of four bytes each: one more than fits into a byte.
  @Example
  void longestProtocol_isKept() {
    PeerAddress address =
        new PeerAddress(
            IpAddress.parse("192.0.2.1"), 1, AddressType.HOST, 0, null, 0, "😀".repeat(64));
    Peer peer = new Peer(new PeerId("p"), PeerMode.LEECH, List.of(address, address));

    assertThat(PeerList.of(List.of(peer))).containsExactly(peer);
  }

  @Example
  void mostAddresses_areKept() {
    PeerAddress address = PeerAddress.of(IpAddress.parse("::1"), 65535, AddressType.PROXY);
    List<PeerAddress> most = Collections.nCopies(PackedPeer.MAX_ADDRESSES, address);
    Peer peer = new Peer(new PeerId("p"), PeerMode.LEECH, most);

    assertThat(PeerList.of(List.of(peer)).getFirst().addresses()).isEqualTo(most);
    assertThatThrownBy(() -> PackedPeer.pack(peer.id(), Collections.nCopies(256, address)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void builder_growsAndEmptyIsOne() {
    PeerList.Builder builder = new PeerList.Builder(0);
    for (int i = 0; i < 20; i++) {
      builder.add(PackedPeer.pack(new PeerId("p" + i), List.of()), 0, PeerMode.SEEDER);
    }

    assertThat(builder.build()).hasSize(20);
    assertThat(new PeerList.Builder(3).build()).isSameAs(PeerList.EMPTY);
    assertThatThrownBy(() -> PeerList.EMPTY.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
