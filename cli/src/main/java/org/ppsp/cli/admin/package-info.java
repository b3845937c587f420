/// The engine of `ppsp admin`: calls of a tracker's management port.
@NullMarked
package org.ppsp.cli.admin;

import org.jspecify.annotations.NullMarked;
