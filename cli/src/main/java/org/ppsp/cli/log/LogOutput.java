package org.ppsp.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.LogControl;
import org.ppsp.server.LogLevel;
import org.ppsp.server.LogSettings;
import org.slf4j.LoggerFactory;

/// Where all lines go: to standard error, and to a collector if there is one, with a limit for each
/// kind of line. Who logs waits for neither. Thread-safe.
public final class LogOutput extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements LogControl {
  /// Limits its lines itself, by the kind of event.
  private static final String SECURITY = "org.ppsp.security";

  /// How long the end of the process waits for standard error, and for the collector.
  private static final Duration GRACE = Duration.ofSeconds(2);

  /// A collector, and what is sent to it.
  private record Syslog(URI place, SyslogMessage messages, SyslogSender sender) {}

  private final LineLimit limit = new LineLimit(System::nanoTime, this::tellOmitted);
  private final LineEncoder encoder = new LineEncoder();
  private final LineWriter errors;
  private volatile @Nullable Syslog syslog;
  private @Nullable ScheduledExecutorService later;

  /// Text on standard error.
  public LogOutput() {
    this(System.err);
  }

  /// Text on some stream.
  LogOutput(OutputStream stream) {
    errors = new LineWriter(stream, this::tellDropped);
  }

  /// The output of this process.
  public static LogOutput ofProcess() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var all = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    while (all.hasNext()) {
      if (all.next() instanceof LogOutput output) {
        return output;
      }
    }
    throw new IllegalStateException("the log was set up by someone else");
  }

  @Override
  public void start() {
    encoder.setContext(context);
    encoder.start();
    super.start();
  }

  @Override
  public LogLevel level() {
    Level level = root((LoggerContext) context).getLevel();
    return level == null ? LogLevel.INFO : LogLevel.parse(level.toString());
  }

  @Override
  public void level(LogLevel level) {
    level((LoggerContext) context, Level.toLevel(level.name()));
  }

  /// Sets the level. Lines of Netty at debug would hide all others, so it takes `trace` to see
  /// them.
  public static void level(LoggerContext context, Level level) {
    root(context).setLevel(level);
    context.getLogger("io.netty").setLevel(level == Level.DEBUG ? Level.INFO : null);
  }

  private static Logger root(LoggerContext context) {
    return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @Override
  public synchronized void apply(LogSettings settings) {
    level(settings.level());
    encoder.format(settings.format());
    Syslog before = syslog;
    URI place = settings.syslog();
    if (place == null ? before != null : before == null || !before.place.equals(place)) {
      syslog = place == null ? null : open(place);
      if (before != null) {
        Thread.ofVirtual().name("syslog end").start(() -> before.sender.close(GRACE));
      }
    }
  }

  private Syslog open(URI place) {
    SyslogSender sender =
        new SyslogSender(
            place,
            () -> Collector.connect(place, (SSLSocketFactory) SSLSocketFactory.getDefault()),
            this::tell,
            Duration.ofSeconds(1));
    return new Syslog(place, SyslogMessage.ofProcess(Collector.longest(place)), sender);
  }

  @Override
  public long dropped() {
    return errors.dropped();
  }

  /// Writes what waits, to standard error and to the collector; takes two seconds at most for each.
  public void flush() {
    awaitWritten();
    Syslog last = syslog;
    if (last != null) {
      syslog = null;
      last.sender.close(GRACE);
    }
  }

  /// Waits until standard error has taken what waits, two seconds at most.
  void awaitWritten() {
    var _ = errors.flush(GRACE);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (isUnlimited(event)
        || limit.takes(
            new LineLimit.Kind(event.getLoggerName(), String.valueOf(event.getMessage())),
            event.getLevel(),
            this::lookLater)) {
      write(event);
    }
  }

  /// Whoever asks for one line a request gets them.
  private static boolean isUnlimited(ILoggingEvent event) {
    return !event.getLevel().isGreaterOrEqual(Level.INFO) || event.getLoggerName().equals(SECURITY);
  }

  private void write(ILoggingEvent event) {
    errors.write(encoder.encode(event));
    Syslog also = syslog;
    if (also != null) {
      also.sender.send(
          also.messages.bytes(
              event.getTimeStamp(),
              event.getLevel(),
              TextLine.shortName(event),
              encoder.single(event)));
    }
  }

  private synchronized void lookLater() {
    if (later == null) {
      later =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().name("log").daemon().factory());
    }
    var _ = later.schedule(limit::look, LineLimit.WINDOW_NANOS, TimeUnit.NANOSECONDS);
  }

  private void tellOmitted(LineLimit.Kind kind, Level level, long lines) {
    Logger logger = ((LoggerContext) context).getLogger(kind.logger());
    String message =
        "%s more lines like this were left out within a minute: %s"
            .formatted(lines, kind.message());
    write(new LoggingEvent(LogOutput.class.getName(), logger, level, message, null, null));
  }

  private void tellDropped(long lines) {
    tell(
        Level.WARN,
        "%s lines of the log were dropped, because standard error took none: see what reads it"
            .formatted(lines));
  }

  private void tell(Level level, String message) {
    Logger logger = ((LoggerContext) context).getLogger(LogOutput.class);
    if (logger.isEnabledFor(level)) {
      write(new LoggingEvent(LogOutput.class.getName(), logger, level, message, null, null));
    }
  }
}
