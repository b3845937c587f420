package org.ppsp.protocol;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/// The peers that an answer hands out. A list of [Peer] to those who read it; inside, the packed
/// form that the tracker keeps, so that no object is made for a peer on its way through.
///
/// Immutable.
public final class PeerList extends AbstractList<Peer> implements RandomAccess {
  /// No peers.
  public static final PeerList EMPTY = new PeerList(new byte[0][], new PeerMode[0], 0);

  private final byte[][] packed;
  private final PeerMode[] modes;
  private final int size;

  private PeerList(byte[][] packed, PeerMode[] modes, int size) {
    this.packed = packed;
    this.modes = modes;
    this.size = size;
  }

  /// The list of these peers.
  public static PeerList of(List<Peer> peers) {
    Builder builder = new Builder(peers.size());
    peers.forEach(p -> builder.add(PackedPeer.pack(p.id(), p.addresses()), p.mode()));
    return builder.build();
  }

  /// Walks over the peers in order.
  public PeerCursor cursor() {
    return new PeerCursor(this);
  }

  byte[] packed(int index) {
    return packed[index];
  }

  PeerMode mode(int index) {
    return modes[index];
  }

  @Override
  public Peer get(int index) {
    PeerCursor cursor =
        new PeerCursor(
            new PeerList(
                new byte[][] {packed[checkIndex(index)]}, new PeerMode[] {modes[index]}, 1));
    cursor.next();
    return cursor.peer();
  }

  private int checkIndex(int index) {
    return Objects.checkIndex(index, size);
  }

  @Override
  public int size() {
    return size;
  }

  /// Takes packed peers; for one thread and one list.
  public static final class Builder {
    private byte[][] packed;
    private PeerMode[] modes;
    private int size;

    /// Expects this many peers; more are taken, too.
    public Builder(int capacity) {
      packed = new byte[capacity][];
      modes = new PeerMode[capacity];
    }

    /// Adds a peer in the form that [PackedPeer#pack] gives; the array must not be changed any
    /// more.
    public void add(byte[] peer, PeerMode mode) {
      if (size == packed.length) {
        packed = Arrays.copyOf(packed, Math.max(8, size * 2));
        modes = Arrays.copyOf(modes, packed.length);
      }
      packed[size] = peer;
      modes[size++] = mode;
    }

    /// The list; the builder must not be used any more.
    public PeerList build() {
      return size == 0 ? EMPTY : new PeerList(packed, modes, size);
    }
  }
}
