/// The management port: what an operator sees and steers, apart from the port of the peers. One
/// route for each call of `openapi.yaml`; [org.ppsp.server.manage.Management] finds it, after
/// [org.ppsp.server.manage.Guard] has let the caller in.
@NullMarked
package org.ppsp.server.manage;

import org.jspecify.annotations.NullMarked;
