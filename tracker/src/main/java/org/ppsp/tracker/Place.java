package org.ppsp.tracker;

/// Something that stands in a [PlaceArray] and knows where, so that it is taken out in one step.
/// The index belongs to the array and is guarded by the lock of its swarm.
abstract class Place {
  int index = -1;

  /// Who stands there.
  abstract Membership member();
}
