/// Benchmarks: time a request, memory a peer, and requests a second beside the bare transport.
@NullMarked
package org.ppsp.bench;

import org.jspecify.annotations.NullMarked;
