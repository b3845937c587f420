package org.ppsp.cli.check;

import java.time.Duration;

/// How a walk ended.
///
/// @param ok checks that are well
/// @param failed checks that are not
/// @param skipped checks of what the tracker does another way
/// @param time how long it took
/// @param isTracker whether what answered speaks the protocol at all
public record Summary(int ok, int failed, int skipped, Duration time, boolean isTracker) {}
