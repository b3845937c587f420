package org.ppsp.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The lines of the security log while this is open.
final class SecurityLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger log = (Logger) LoggerFactory.getLogger("org.ppsp.security");
  private final @Nullable Level before = log.getLevel();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  SecurityLines() {
    start();
    log.setLevel(Level.WARN);
    log.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getFormattedMessage());
  }

  List<String> all() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    log.detachAppender(this);
    log.setLevel(before);
  }
}
