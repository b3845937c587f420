/// The tracker as a server: configuration, wiring, lifecycle.
@NullMarked
package org.ppsp.server;

import org.jspecify.annotations.NullMarked;
