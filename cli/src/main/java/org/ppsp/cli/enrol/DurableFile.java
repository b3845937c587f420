package org.ppsp.cli.enrol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;

/// Files that are whole at every moment: written beside their place, forced to the disk, and moved
/// there in one step. Who is killed meanwhile leaves what was there before.
final class DurableFile {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private DurableFile() {}

  /// Who may read a file, from its first byte on; the umask may narrow it.
  enum Readers {
    /// Its owner.
    OWNER("rw-------"),
    /// Everybody.
    ALL("rw-r--r--");

    private final String permissions;

    Readers(String permissions) {
      this.permissions = permissions;
    }

    FileAttribute<?>[] attributes() {
      return POSIX
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
          }
          : new FileAttribute<?>[0];
    }
  }

  /// Writes a file, in the place of an older one if there is one, whose owner it gets.
  static void replace(Path file, String text, Readers readers) throws IOException {
    // A link stays a link: what it leads to is replaced.
    boolean isThere = Files.exists(file);
    Path place = isThere ? file.toRealPath() : file.toAbsolutePath();
    Path fresh = prepare(place, text, readers);
    try {
      if (isThere && POSIX) {
        UserPrincipal owner = Files.getOwner(place);
        if (!owner.equals(Files.getOwner(fresh))) {
          Files.setOwner(fresh, owner);
        }
      }
      Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    force(folder(place));
  }

  /// Writes a new file.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException if there is one
  static void create(Path file, String text, Readers readers) throws IOException {
    Path place = file.toAbsolutePath();
    Path fresh = prepare(place, text, readers);
    try {
      Files.move(fresh, place);
    } finally {
      Files.deleteIfExists(fresh);
    }
    force(folder(place));
  }

  /// The new content in a file beside its place, on the disk.
  static Path prepare(Path place, String text, Readers readers) throws IOException {
    Path fresh;
    try {
      fresh = Files.createTempFile(folder(place), ".", ".new", readers.attributes());
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(folder(place).toString());
    }
    try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    return fresh;
  }

  /// The move itself is on the disk only when the folder is; not all systems can open one.
  private static void force(Path folder) throws IOException {
    if (POSIX) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static Path folder(Path place) {
    Path folder = place.toAbsolutePath().getParent();
    return folder == null ? place : folder;
  }

  /// Reads a whole file.
  ///
  /// @param most how many bytes it may have
  static byte[] bytes(Path file, int most) throws IOException, EnrolException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new EnrolException(
            "%s is larger than %s bytes: is it the right file?".formatted(file, most));
      }
      return bytes;
    }
  }

  /// Reads a whole file of text.
  ///
  /// @param most how many bytes it may have
  static String text(Path file, int most) throws IOException, EnrolException {
    byte[] bytes = bytes(file, most);
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new EnrolException(
          file + " is not text in UTF-8: restore it from a backup, or convert it", e);
    }
  }
}
