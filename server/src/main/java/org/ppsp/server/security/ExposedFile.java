package org.ppsp.server.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files with keys, passwords or tokens that others on the machine can read or change. They are
/// used all the same: how a machine hands out its secrets is not ours to decide. Thread-safe.
public final class ExposedFile {
  private static final Logger LOG = LoggerFactory.getLogger(ExposedFile.class);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /// Those that the log has been told of.
  private static final Set<Path> TOLD = ConcurrentHashMap.newKeySet();

  private ExposedFile() {}

  /// What is wrong, and the cure; empty if only the owner can read and change the file, or if that
  /// is not known.
  public static Optional<String> warning(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)
          ? Optional.of(
              "%s holds a secret, and others on this machine can read or change it: chmod 600 %s"
                  .formatted(file, file))
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.empty(); // who reads it says what is wrong
    }
  }

  /// Warns in the log, once for each file.
  static void warn(Path file) {
    warning(file).filter(text -> TOLD.add(file)).ifPresent(LOG::warn);
  }
}
