package org.ppsp.server.http;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.tracker.Caller;

/// Whose a connection is, as far as it was found out before the first request.
///
/// @param caller the other end, or for whom a proxy announced it
/// @param counted the address among whose connections it is counted, or null
/// @param unwelcome what every request is answered with, where the client must not go on as it came
record Guest(Caller caller, @Nullable IpAddress counted, @Nullable Answer unwelcome) {}
