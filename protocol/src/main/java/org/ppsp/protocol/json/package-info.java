/// The JSON encoding of the tracker protocol: PPSTP/1.0, RFC 7846.
///
/// The way of a message in: [JsonInput] reads tokens within the limits, [MessageReader] picks what
/// the protocol knows into a [Message], [RequestReader] or [ResponseReader] makes values of it. The
/// way out: [RequestWriter] or [ResponseWriter], over [JsonWriter].
@NullMarked
package org.ppsp.protocol.json;

import org.jspecify.annotations.NullMarked;
