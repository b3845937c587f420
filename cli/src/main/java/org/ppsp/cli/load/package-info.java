/// The load generator of `ppsp load`. [Load] is the way in.
///
/// Everything from [Driver] on runs in one thread, the event loop's; [Load] waits for it.
@NullMarked
package org.ppsp.cli.load;

import org.jspecify.annotations.NullMarked;
