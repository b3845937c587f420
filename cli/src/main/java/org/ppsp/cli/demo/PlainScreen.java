package org.ppsp.cli.demo;

import java.io.PrintWriter;
import java.util.List;

/// A line now and then, for files and pipes.
final class PlainScreen implements Screen {
  private static final long INTERVAL = 5000;

  private final PrintWriter out;
  private boolean hasBegun;
  private long nextAt = INTERVAL;

  PlainScreen(PrintWriter out) {
    this.out = out;
  }

  @Override
  public synchronized void show(DemoView view, Figures now) {
    if (!hasBegun) {
      hasBegun = true;
      say(view.opening());
    }
    if (now.millis() >= nextAt) {
      nextAt += INTERVAL;
      say(List.of(view.line(now)));
    }
  }

  @Override
  public synchronized void say(List<String> lines) {
    lines.forEach(out::println);
    out.flush();
  }

  @Override
  public void close() {}
}
