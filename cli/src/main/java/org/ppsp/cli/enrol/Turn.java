package org.ppsp.cli.enrol;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The right to change what belongs together: calls at the same time, in whichever process, take
/// turns. Closing it ends the turn, in the thread that has it.
final class Turn implements AutoCloseable {
  /// A process holds the lock of a file once, so its threads take turns.
  private static final ReentrantLock WITHIN = new ReentrantLock();

  private final FileChannel channel;

  private Turn(FileChannel channel) {
    this.channel = channel;
  }

  /// Waits for the turn.
  ///
  /// @param lock a file that is made for it, and stays
  static Turn at(Path lock) throws IOException {
    WITHIN.lock();
    boolean isOurs = false;
    try {
      FileChannel channel =
          FileChannel.open(
              lock,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              DurableFile.Readers.OWNER.attributes());
      try {
        channel.lock(); // until the channel is closed
        isOurs = true;
      } finally {
        if (!isOurs) {
          channel.close();
        }
      }
      return new Turn(channel);
    } finally {
      if (!isOurs) {
        WITHIN.unlock();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      WITHIN.unlock();
    }
  }
}
