/// Whom a proxy speaks for: the headers `Forwarded` and `X-Forwarded-For`, and who is believed.
@NullMarked
package org.ppsp.server.proxy;

import org.jspecify.annotations.NullMarked;
