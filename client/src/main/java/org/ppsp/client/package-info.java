/// The SDK for peers: talk to trackers, take part in swarms, find peers.
///
/// [TrackerClient] sends single requests and knows about several trackers, failover and retries.
/// [PeerSession] stands on it and does by itself all that a peer owes its tracker: keep-alives,
/// renewals, announcements, reports, and coming back after the tracker forgot it. Most peers need
/// only the latter:
///
/// ```java
/// try (TrackerClient client = TrackerClient.of(URI.create("https://tracker.example/"));
///     PeerSession session = PeerSession.builder(client, new PeerId("viewer-1")).connect()) {
///   Swarm swarm = session.join(new SwarmId("news"), PeerMode.LEECH);
///   List<Peer> peers = swarm.find(20);
///   swarm.announce(ChunkSet.range(0, 99));
/// }
/// ```
///
/// Calls that wait for a tracker block their thread, which is meant to be a virtual one, and end
/// early when it is interrupted.
@NullMarked
package org.ppsp.client;

import org.jspecify.annotations.NullMarked;
