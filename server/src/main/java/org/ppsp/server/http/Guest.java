package org.ppsp.server.http;

import org.jspecify.annotations.Nullable;
import org.ppsp.tracker.Caller;

/// Whose a connection is, as far as it was found out before the first request.
///
/// @param caller the other end, or for whom a proxy announced it
/// @param isProxied whether the other end is a proxy that is believed
/// @param place where it is counted; null if it is not
/// @param unwelcome what every request is answered with, where the client must not go on as it came
record Guest(
    Caller caller, boolean isProxied, Crowds.@Nullable Place place, @Nullable Answer unwelcome) {}
