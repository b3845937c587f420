package org.ppsp.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.ppsp.cli.log.LogOutput;

/// The log: lines on standard error, which the end of the process still writes. Logback finds this
/// class by `META-INF/services`; it reads no file, which would cost a third of the time to start.
public final class LogSetup extends ContextAwareBase implements Configurator {
  /// The system property that has the level when the log is first used.
  static final String LEVEL = "ppsp.log.level";

  /// For logback.
  public LogSetup() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    LogOutput output = new LogOutput();
    output.setContext(context);
    output.start();
    Runtime.getRuntime().addShutdownHook(new Thread(output::flush, "log end"));
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(output);
    LogOutput.level(context, Level.toLevel(System.getProperty(LEVEL), Level.INFO));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
