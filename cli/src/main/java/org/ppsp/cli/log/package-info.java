/// How and where the log is written: text or JSON on standard error, and a syslog collector.
@NullMarked
package org.ppsp.cli.log;

import org.jspecify.annotations.NullMarked;
