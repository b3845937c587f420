/// The PPSP tracker protocol as values: identifiers, requests, responses, peer lists, chunk sets.
///
/// Nothing here knows an encoding, a socket or a clock. The codecs are in the packages below this
/// one, the logic of the tracker is in another module.
@NullMarked
package org.ppsp.protocol;

import org.jspecify.annotations.NullMarked;
