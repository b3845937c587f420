/// How a peer proves who it is (specification, section 9): what tracker and peer must do alike.
///
/// [PeerName] is the PeerID in a certificate, [ConnectProof] the signature in CONNECT, [AuthHeader]
/// what HTTP carries in `Authorization` and `WWW-Authenticate`, [Digest] the arithmetic of HTTP
/// Digest. Who is let in is not decided here.
@NullMarked
package org.ppsp.protocol.auth;

import org.jspecify.annotations.NullMarked;
