package org.ppsp.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The name and addresses of a peer packed into one byte array, as a tracker with millions of them
/// keeps it and as a codec reads it with [PeerCursor].
///
/// ```
/// u8  flags         bit 0: the name is plain ASCII that no encoding has to escape;
///                   bit 1: there is a private address
///                   bit 2: there is an IPv4 address, bit 3: an IPv6 address
/// u16 length        of the name in bytes
/// ..  name          UTF-8
/// u8  count         of addresses; then for each of them
///   u8  kind        bit 0 IPv6, bits 1-2 type, bits 3-4 connection + 1 (0: not said),
///                   bit 5 has an ASN, bit 6 has a protocol, bit 7 has a priority
///   u16 port
///   ..  ip          4 or 16 bytes
///   i32 priority, u32 asn, u8 length - 1 and UTF-8 of the protocol: those the kind names
/// ```
public final class PackedPeer {
  /// The most addresses a peer may have.
  public static final int MAX_ADDRESSES = 255;

  static final int PLAIN = 1;
  private static final int PRIVATE = 2;
  private static final int V4 = 4;
  private static final int V6 = 8;
  static final int KIND_V6 = 1;
  static final int KIND_TYPE_SHIFT = 1;
  static final int KIND_TYPE = 3 << KIND_TYPE_SHIFT;
  static final int KIND_CONNECTION_SHIFT = 3;
  static final int KIND_ASN = 1 << 5;
  static final int KIND_PROTOCOL = 1 << 6;
  static final int KIND_PRIORITY = 1 << 7;

  static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  /// Where the name begins.
  static final int ID_AT = 3;

  private static final byte[] NONE = {};

  private PackedPeer() {}

  /// Packs a peer.
  ///
  /// @param addresses at most 255
  /// @throws IllegalArgumentException if there are more
  public static byte[] pack(PeerId id, List<PeerAddress> addresses) {
    if (addresses.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException("more than " + MAX_ADDRESSES + " addresses");
    }
    byte[] name = id.value().getBytes(StandardCharsets.UTF_8);
    int size = 4 + name.length;
    for (PeerAddress address : addresses) {
      size += 3 + (address.ip().isV4() ? 4 : 16) + (address.priority() != 0 ? 4 : 0);
      size += (address.asn() != 0 ? 4 : 0) + protocolSize(address.protocol());
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    int flags = isPlain(name) ? PLAIN : 0;
    for (PeerAddress address : addresses) {
      flags |= family(address.ip()) | (address.ip().isPrivate() ? PRIVATE : 0);
    }
    out.put((byte) flags).putShort((short) name.length).put(name);
    out.put((byte) addresses.size());
    for (PeerAddress address : addresses) {
      pack(address, out);
    }
    return out.array();
  }

  /// The addresses of a packed peer that is alone in its array.
  public static List<PeerAddress> unpack(byte[] packed) {
    PeerList.Builder one = new PeerList.Builder(1);
    one.add(packed, 0, PeerMode.LEECH);
    return one.build().getFirst().addresses();
  }

  /// How many bytes the name of the packed peer has that starts there in the array.
  static int idLength(byte[] packed, int start) {
    return (short) SHORT.get(packed, start + 1) & 0xffff;
  }

  /// Whether that is the name of the packed peer that starts there in the array.
  public static boolean isOf(PeerId id, byte[] packed, int start) {
    String name = id.value();
    int length = idLength(packed, start);
    int from = start + ID_AT;
    if (length != name.length()) { // then only a name that is not ASCII can be the same
      byte[] utf8 = length < name.length() ? NONE : name.getBytes(StandardCharsets.UTF_8);
      return Arrays.equals(packed, from, from + length, utf8, 0, utf8.length);
    }
    for (int i = 0; i < length; i++) {
      if (packed[from + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// How many addresses the packed peer has that starts there in the array.
  public static int addresses(byte[] packed, int start) {
    return packed[start + ID_AT + idLength(packed, start)] & 0xff;
  }

  /// Whether one of the addresses is private of the packed peer that starts there in the array.
  public static boolean hasPrivateAddress(byte[] packed, int start) {
    return (packed[start] & PRIVATE) != 0;
  }

  /// The address families of the packed peer that starts there in the array; see [#family].
  public static int families(byte[] packed, int start) {
    return packed[start] & (V4 | V6);
  }

  /// The family of an address, a bit for each; those of several addresses are their union.
  public static int family(IpAddress ip) {
    return family(ip.isV4());
  }

  static int family(boolean v4) {
    return v4 ? V4 : V6;
  }

  private static int protocolSize(@Nullable String protocol) {
    return protocol == null ? 0 : 1 + protocol.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void pack(PeerAddress address, ByteBuffer out) {
    IpAddress ip = address.ip();
    ConnectionType connection = address.connection();
    String protocol = address.protocol();
    int kind = ip.isV4() ? 0 : KIND_V6;
    kind |= address.type().ordinal() << KIND_TYPE_SHIFT;
    kind |= connection == null ? 0 : (connection.ordinal() + 1) << KIND_CONNECTION_SHIFT;
    kind |= address.asn() == 0 ? 0 : KIND_ASN;
    kind |= protocol == null ? 0 : KIND_PROTOCOL;
    kind |= address.priority() == 0 ? 0 : KIND_PRIORITY;
    out.put((byte) kind).putShort((short) address.port());
    if (ip.isV4()) {
      out.putInt(ip.v4Bits());
    } else {
      out.putLong(ip.high()).putLong(ip.low());
    }
    if (address.priority() != 0) {
      out.putInt(address.priority());
    }
    if (address.asn() != 0) {
      out.putInt((int) address.asn());
    }
    if (protocol != null) {
      byte[] bytes = protocol.getBytes(StandardCharsets.UTF_8);
      out.put((byte) (bytes.length - 1)).put(bytes); // 64 characters may be 256 bytes
    }
  }

  /// Whether neither XML nor JSON has to escape one of the bytes.
  private static boolean isPlain(byte[] name) {
    for (byte b : name) {
      if (b <= ' ' || b == '<' || b == '>' || b == '&' || b == '"' || b == '\'' || b == '\\') {
        return false;
      }
    }
    return true;
  }
}
