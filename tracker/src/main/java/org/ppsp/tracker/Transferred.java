package org.ppsp.tracker;

/// What all peers have reported of their swarms since the tracker was made. Never falls when peers
/// go; numbers are the peers' own words, of which one report can add at most 2^40 each.
///
/// @param uploaded bytes sent to peers
/// @param downloaded bytes received from peers
/// @param origin bytes received from the origin servers
/// @param stalled milliseconds for which playing stood still
public record Transferred(long uploaded, long downloaded, long origin, long stalled) {}
