/// The walk of `ppsp check`: every method of the protocol and its errors, against a tracker that
/// runs. [Walk] is the way in.
@NullMarked
package org.ppsp.cli.check;

import org.jspecify.annotations.NullMarked;
