/// What the tracker does, in numbers for Prometheus: counted where it happens, gathered when
/// someone asks.
@NullMarked
package org.ppsp.server.metrics;

import org.jspecify.annotations.NullMarked;
