/// What `ppsp enrol` does: an authority in a folder, the certificates it issues and revokes, the
/// users of HTTP Digest, and keys for tokens. [Authority], [UserFile] and [SigningKeys] are the
/// ways in. No other command loads these classes, or the libraries they use.
@NullMarked
package org.ppsp.cli.enrol;

import org.jspecify.annotations.NullMarked;
