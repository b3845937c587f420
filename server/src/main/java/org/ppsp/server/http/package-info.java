/// The HTTP front: bytes from the network in, bytes out; limits, timeouts, connections. What a
/// request means is none of its business: that is [Requests].
@NullMarked
package org.ppsp.server.http;

import org.jspecify.annotations.NullMarked;
