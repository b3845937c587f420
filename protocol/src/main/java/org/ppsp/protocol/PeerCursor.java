package org.ppsp.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Walks over the peers of a [PeerList] and their addresses without making an object for each of
/// them: this is what a codec writes 30 peers from in a microsecond or two.
///
/// ```java
/// PeerCursor peer = list.cursor();
/// while (peer.next()) {
///   ... peer.id(), peer.mode() ...
///   while (peer.nextAddress()) {
///     ... peer.port() ...
///   }
/// }
/// ```
///
/// For one thread.
public final class PeerCursor {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final AddressType[] TYPES = AddressType.values();
  private static final ConnectionType[] CONNECTIONS = ConnectionType.values();

  private final PeerList list;
  private int index;
  private byte[] bytes = {};
  private int start;
  private int idLength;
  private int addressesLeft;
  private int nextAt;

  // the address the cursor stands on
  private int at;
  private int kind;

  /// A cursor before a peer of the list.
  PeerCursor(PeerList list, int first) {
    this.list = list;
    index = first - 1;
  }

  /// Goes to the next peer.
  ///
  /// @return false after the last one
  public boolean next() {
    if (++index >= list.size()) {
      return false;
    }
    bytes = list.packed(index);
    start = list.start(index);
    idLength = PackedPeer.idLength(bytes, start);
    int count = start + PackedPeer.ID_AT + idLength;
    addressesLeft = bytes[count] & 255;
    nextAt = count + 1;
    return true;
  }

  /// What the peer has of the content.
  public PeerMode mode() {
    return list.mode(index);
  }

  /// Whether the name is ASCII and no encoding has to escape any of it.
  public boolean idIsPlain() {
    return (bytes[start] & PackedPeer.PLAIN) != 0;
  }

  /// Writes the name's UTF-8 bytes as they are.
  public void writeId(ByteWriter out) {
    out.bytes(bytes, start + PackedPeer.ID_AT, idLength);
  }

  /// How many bytes the name has in UTF-8.
  public int idLength() {
    return idLength;
  }

  /// Copies the name's UTF-8 bytes as they are to a place in an array.
  ///
  /// @return the place behind them
  public int putId(byte[] to, int at) {
    return ByteWriter.put(bytes, start + PackedPeer.ID_AT, idLength, to, at);
  }

  /// Goes to the peer's only address, if all of it is as with most peers: a plain name, and one
  /// IPv4 address with nothing but a port and a type. If not, the cursor stays where it was.
  public boolean nextIfUsual() {
    return idIsPlain()
        && addressesLeft == 1
        && (bytes[nextAt] & ~PackedPeer.KIND_TYPE) == 0
        && nextAddress();
  }

  /// The name as text.
  public String id() {
    return new String(bytes, start + PackedPeer.ID_AT, idLength, StandardCharsets.UTF_8);
  }

  /// Goes to the peer's next address.
  ///
  /// @return false after the last one
  public boolean nextAddress() {
    if (addressesLeft == 0) {
      return false;
    }
    addressesLeft--;
    at = nextAt;
    kind = bytes[at];
    nextAt = at + 3 + (isV4() ? 4 : 16);
    if (!hasFurtherAttributes()) {
      return true;
    }
    nextAt += (hasPriority() ? 4 : 0) + (hasAsn() ? 4 : 0);
    if ((kind & PackedPeer.KIND_PROTOCOL) != 0) {
      nextAt += 2 + (bytes[nextAt] & 255);
    }
    return true;
  }

  /// Goes to the one address that suits the asker best: of a family it has, as far as there is one,
  /// then of the highest priority, then the first.
  ///
  /// @return false if the peer has none
  public boolean bestAddress() {
    if (addressesLeft <= 1) {
      return nextAddress();
    }
    int families = list.families();
    int best = -1;
    boolean bestSuits = false;
    int bestPriority = 0;
    int count = addressesLeft;
    int first = nextAt;
    for (int i = 0; nextAddress(); i++) {
      boolean suits = families == 0 || (families & PackedPeer.family(isV4())) != 0;
      if (best < 0 || (suits && !bestSuits) || (suits == bestSuits && priority() > bestPriority)) {
        best = i;
        bestSuits = suits;
        bestPriority = priority();
      }
    }
    addressesLeft = count;
    nextAt = first;
    for (int i = 0; i <= best; i++) {
      nextAddress();
    }
    return true;
  }

  /// Whether the address is IPv4.
  public boolean isV4() {
    return (kind & PackedPeer.KIND_V6) == 0;
  }

  /// The 32 bits of an IPv4 address.
  public int v4Bits() {
    return (int) INT.get(bytes, at + 3);
  }

  /// The IP address.
  public IpAddress ip() {
    return isV4()
        ? IpAddress.v4(v4Bits())
        : new IpAddress((long) LONG.get(bytes, at + 3), (long) LONG.get(bytes, at + 11));
  }

  /// The port, 1 to 65535.
  public int port() {
    return (short) PackedPeer.SHORT.get(bytes, at + 1) & 0xffff;
  }

  /// How the peer came to the address.
  public AddressType type() {
    return TYPES[kind >> PackedPeer.KIND_TYPE_SHIFT & 3];
  }

  /// Whether the address has more than IP address, port and type.
  public boolean hasFurtherAttributes() {
    return (kind & 255) >>> PackedPeer.KIND_CONNECTION_SHIFT != 0;
  }

  /// The kind of access, or null if it was not said.
  public @Nullable ConnectionType connection() {
    int value = kind >> PackedPeer.KIND_CONNECTION_SHIFT & 3;
    return value == 0 ? null : CONNECTIONS[value - 1];
  }

  private boolean hasPriority() {
    return (kind & PackedPeer.KIND_PRIORITY) != 0;
  }

  private boolean hasAsn() {
    return (kind & PackedPeer.KIND_ASN) != 0;
  }

  private int afterIp() {
    return at + 3 + (isV4() ? 4 : 16);
  }

  /// The priority; 0 if none was given.
  public int priority() {
    return hasPriority() ? (int) INT.get(bytes, afterIp()) : 0;
  }

  /// The autonomous system; 0 if none was given.
  public long asn() {
    return hasAsn() ? (int) INT.get(bytes, afterIp() + (hasPriority() ? 4 : 0)) & 0xffff_ffffL : 0;
  }

  /// The protocol spoken there, or null if it was not said.
  public @Nullable String protocol() {
    if ((kind & PackedPeer.KIND_PROTOCOL) == 0) {
      return null;
    }
    int length = afterIp() + (hasPriority() ? 4 : 0) + (hasAsn() ? 4 : 0);
    return new String(bytes, length + 1, (bytes[length] & 255) + 1, StandardCharsets.UTF_8);
  }

  /// The rest of the peer the cursor stands on, as a value.
  Peer peer() {
    List<PeerAddress> addresses = new ArrayList<>(addressesLeft);
    while (nextAddress()) {
      addresses.add(
          new PeerAddress(ip(), port(), type(), priority(), connection(), asn(), protocol()));
    }
    return new Peer(new PeerId(id()), mode(), addresses);
  }
}
