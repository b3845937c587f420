/// Peers in a few lines each; the guide `docs/sdk.md` quotes them.
@NullMarked
package org.ppsp.examples;

import org.jspecify.annotations.NullMarked;
