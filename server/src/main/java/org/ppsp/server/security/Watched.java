package org.ppsp.server.security;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a file says, taken anew when its bytes have changed; a file that cannot be used leaves all
/// as it was. Every thread may read it; one looks.
final class Watched<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

  /// Makes something of a file.
  @FunctionalInterface
  interface Reader<T> {
    /// Reads it.
    ///
    /// @throws CredentialException if it cannot be used; the message names the file
    T read(KeptFile file) throws CredentialException;
  }

  private final String name;
  private final Path file;
  private final int most;
  private final Reader<T> reader;
  private KeptFile seen;
  private final Trouble trouble = new Trouble();
  private volatile T value;

  /// Reads the file.
  ///
  /// @param name of what it holds, in the plural, for the log
  /// @param most how many bytes it may have
  Watched(String name, Path file, int most, Reader<T> reader) throws CredentialException {
    this.name = name;
    this.file = file;
    this.most = most;
    this.reader = reader;
    seen = KeptFile.read(file, most);
    value = reader.read(seen);
  }

  T value() {
    return value;
  }

  /// Looks whether the file has changed, and takes it if so.
  ///
  /// @return whether it was taken
  boolean look() {
    try {
      KeptFile now = KeptFile.read(file, most);
      if (now.hasSameBytes(seen)) {
        return false;
      }
      seen = now; // before it is read: what cannot be used is told once
      value = reader.read(now);
      trouble.isOver();
      LOG.info("the {} are those of {} now", name, file);
      return true;
    } catch (CredentialException e) {
      if (trouble.isNew(e)) {
        LOG.warn("the {} stay as they were: {}", name, e.getMessage());
      }
      return false;
    }
  }
}
