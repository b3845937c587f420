/// What the tracker refused, and why: numbers for whoever watches it, and lines in a log of its
/// own.
@NullMarked
package org.ppsp.server.audit;

import org.jspecify.annotations.NullMarked;
