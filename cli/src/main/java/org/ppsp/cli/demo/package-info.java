/// A hundred simulated peers and their tracker, to be watched: `ppsp demo`.
///
/// [World] is the model: what is watched, who comes and goes, which chunk goes where. It has no
/// threads, clock or sockets. Each [SimulatedPeer] talks to the tracker through a [Link]; the real
/// one, [SessionLink], is a session of the SDK. [Figures] are what [DemoView] shows of a moment.
/// [Demo] puts all of it together and keeps it going.
@NullMarked
package org.ppsp.cli.demo;

import org.jspecify.annotations.NullMarked;
