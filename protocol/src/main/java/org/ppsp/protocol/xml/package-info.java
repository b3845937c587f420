/// The XML encoding of the tracker protocol (specification, section 3).
///
/// The way of a message in: [XmlInput] finds the encoding, [XmlScanner] splits the bytes into tags
/// and text, [MessageReader] picks what the protocol knows into a [Message], [RequestReader] or
/// [ResponseReader] makes values of it. The way out: [RequestWriter] or [ResponseWriter], over
/// [XmlWriter].
@NullMarked
package org.ppsp.protocol.xml;

import org.jspecify.annotations.NullMarked;
