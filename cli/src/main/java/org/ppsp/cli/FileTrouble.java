package org.ppsp.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Why a file could not be read or written, in words.
final class FileTrouble {
  private FileTrouble() {}

  /// @param file the one that was asked for
  static String describe(Path file, IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> named(missing, "there is no such file or folder", file);
      case AccessDeniedException denied -> named(denied, "permission is denied", file);
      case FileAlreadyExistsException other -> named(other, "it exists and is no folder", file);
      case DirectoryNotEmptyException _ -> "it is a folder";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  /// The exception may be about a folder above the file.
  private static String named(FileSystemException e, String what, Path asked) {
    return e.getFile() == null || e.getFile().equals(asked.toString())
        ? what
        : what + ": " + e.getFile();
  }
}
