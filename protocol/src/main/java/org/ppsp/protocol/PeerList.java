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
  public static final PeerList EMPTY =
      new PeerList(new byte[0][], new int[0], new PeerMode[0], 0, 0);

  private final byte[][] packed;
  private final int[] starts;
  private final PeerMode[] modes;
  private final int size;
  private final int families;

  private PeerList(byte[][] packed, int[] starts, PeerMode[] modes, int size, int families) {
    this.families = families;
    this.packed = packed;
    this.starts = starts;
    this.modes = modes;
    this.size = size;
  }

  /// The list of these peers.
  public static PeerList of(List<Peer> peers) {
    Builder builder = new Builder(peers.size());
    peers.forEach(p -> builder.add(PackedPeer.pack(p.id(), p.addresses()), 0, p.mode()));
    return builder.build();
  }

  /// Walks over the peers in order.
  public PeerCursor cursor() {
    return new PeerCursor(this, 0);
  }

  /// The address families that the asker has, as far as that is known; see [PackedPeer#family].
  int families() {
    return families;
  }

  byte[] packed(int index) {
    return packed[index];
  }

  int start(int index) {
    return starts[index];
  }

  PeerMode mode(int index) {
    return modes[index];
  }

  @Override
  public Peer get(int index) {
    PeerCursor cursor = new PeerCursor(this, Objects.checkIndex(index, size));
    cursor.next();
    return cursor.peer();
  }

  @Override
  public int size() {
    return size;
  }

  /// Takes packed peers; for one thread and one list.
  public static final class Builder {
    private byte[][] packed;
    private int[] starts;
    private PeerMode[] modes;
    private int size;
    private int families;

    /// Expects this many peers; more are taken, too.
    public Builder(int capacity) {
      packed = new byte[capacity][];
      starts = new int[capacity];
      modes = new PeerMode[capacity];
    }

    /// Adds a peer in the form that [PackedPeer#pack] gives.
    ///
    /// @param array where it is, with others or alone; must not be changed any more
    /// @param start where in the array it starts
    public void add(byte[] array, int start, PeerMode mode) {
      if (size == packed.length) {
        packed = Arrays.copyOf(packed, Math.max(8, size * 2));
        starts = Arrays.copyOf(starts, packed.length);
        modes = Arrays.copyOf(modes, packed.length);
      }
      packed[size] = array;
      starts[size] = start;
      modes[size++] = mode;
    }

    /// Says which address families the asker has, for encodings that have room for one address of a
    /// peer; 0, as at first, if that is not known.
    ///
    /// @param all see [PackedPeer#family]
    public void families(int all) {
      families = all;
    }

    /// The list; the builder must not be used any more.
    public PeerList build() {
      return size == 0 ? EMPTY : new PeerList(packed, starts, modes, size, families);
    }
  }
}
