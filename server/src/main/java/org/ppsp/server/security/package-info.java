/// Who may speak to the tracker, and unheard by whom: TLS. Where it listens and what requests mean
/// is none of its business.
@NullMarked
package org.ppsp.server.security;

import org.jspecify.annotations.NullMarked;
