/// Tests of the front, over real sockets.
package org.ppsp.server.http;
