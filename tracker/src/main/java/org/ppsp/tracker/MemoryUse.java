package org.ppsp.tracker;

/// How much memory peers use, by the tracker's estimate.
///
/// @param used bytes
/// @param most bytes that they may use
/// @param isScarce whether new peers are refused because of it
public record MemoryUse(long used, long most, boolean isScarce) {}
