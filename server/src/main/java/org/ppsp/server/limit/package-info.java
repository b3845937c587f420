/// How much each client may ask: token buckets by address, network and credential.
@NullMarked
package org.ppsp.server.limit;

import org.jspecify.annotations.NullMarked;
