/// The command `ppsp`.
@NullMarked
package org.ppsp.cli;

import org.jspecify.annotations.NullMarked;
