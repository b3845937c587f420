package org.ppsp.cli.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A failure whose messages, which may quote strangers, have no line breaks.
record EscapedThrowable(IThrowableProxy inner) implements IThrowableProxy {
  private static @Nullable IThrowableProxy of(@Nullable IThrowableProxy inner) {
    return inner == null ? null : new EscapedThrowable(inner);
  }

  @Override
  public @Nullable String getMessage() {
    String message = inner.getMessage();
    return message == null ? null : Escape.line(message);
  }

  @Override
  public @Nullable String getOverridingMessage() {
    String message = inner.getOverridingMessage();
    return message == null ? null : Escape.line(message);
  }

  @Override
  public String getClassName() {
    return inner.getClassName();
  }

  @Override
  public StackTraceElementProxy[] getStackTraceElementProxyArray() {
    return inner.getStackTraceElementProxyArray();
  }

  @Override
  public int getCommonFrames() {
    return inner.getCommonFrames();
  }

  @Override
  public @Nullable IThrowableProxy getCause() {
    return of(inner.getCause());
  }

  @Override
  public IThrowableProxy[] getSuppressed() {
    return Arrays.stream(inner.getSuppressed())
        .map(EscapedThrowable::new)
        .toArray(IThrowableProxy[]::new);
  }

  @Override
  public boolean isCyclic() {
    return inner.isCyclic();
  }
}
