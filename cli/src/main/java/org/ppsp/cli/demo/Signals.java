package org.ppsp.cli.demo;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/// What the user's signals do: the first one ends the demo, a second one the process.
public final class Signals {
  private static final List<String> ENDING = List.of("INT", "TERM");

  private Signals() {}

  /// Takes SIGINT and SIGTERM from now on.
  ///
  /// @param atOnce runs before the process ends at the second one
  /// @return is counted down by the first one
  public static CountDownLatch take(Runnable atOnce) {
    CountDownLatch stop = new CountDownLatch(1);
    for (String name : ENDING) {
      var _ =
          org.jline.utils.Signals.register(
              name,
              () -> {
                if (stop.getCount() == 0) {
                  atOnce.run();
                  Runtime.getRuntime()
                      .halt(130); // what a shell expects of a process that was interrupted
                }
                stop.countDown();
              });
    }
    return stop;
  }
}
