/// What the tracker knows and decides: sessions, memberships, chunk availability, peer lists.
///
/// No sockets, no files, no codecs, no threads, and no clock but the one that is handed in.
@NullMarked
package org.ppsp.tracker;

import org.jspecify.annotations.NullMarked;
