/// The SDK for peers: talk to trackers.
///
/// [TrackerClient] sends single requests and knows about several trackers, failover and retries.
///
/// Calls that wait for a tracker block their thread, which is meant to be a virtual one, and end
/// early when it is interrupted.
@NullMarked
package org.ppsp.client;

import org.jspecify.annotations.NullMarked;
