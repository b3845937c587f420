package org.ppsp.cli.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  @TempDir private Path folder;

  private String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  /// Who is killed before the move has written beside the file only, with its final mode.
  @Test
  void beforeTheMove_theOldFileIsWhole() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Path fresh = DurableFile.prepare(file, "new", DurableFile.Readers.OWNER);
    assertThat(fresh.getParent()).isEqualTo(folder);
    assertThat(Files.readString(fresh)).isEqualTo("new");
    assertThat(mode(fresh)).isEqualTo("rw-------");
    assertThat(Files.readString(file)).isEqualTo("old");
    DurableFile.replace(file, "newer", DurableFile.Readers.ALL);
    assertThat(Files.readString(file)).isEqualTo("newer");
    assertThat(mode(file)).isEqualTo("rw-r--r--");
  }

  @Test
  void moveThatFails_leavesNothingBehind() throws Exception {
    Path file = Files.createDirectories(folder.resolve("file/inside")).getParent();
    assertThatThrownBy(() -> DurableFile.replace(file, "new", DurableFile.Readers.ALL))
        .isInstanceOfAny(DirectoryNotEmptyException.class, FileSystemException.class);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void create_overwritesNothing() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "old");
    assertThatThrownBy(() -> DurableFile.create(file, "new", DurableFile.Readers.ALL))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Files.readString(file)).isEqualTo("old");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void link_staysALink() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
    DurableFile.replace(link, "new", DurableFile.Readers.ALL);
    assertThat(link).isSymbolicLink();
    assertThat(Files.readString(file)).isEqualTo("new");
  }

  @Test
  void file_thatIsTooLargeOrNoText_isRefused() throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[] {(byte) 0xff, 1, 2});
    assertThatThrownBy(() -> DurableFile.bytes(file, 2))
        .isInstanceOf(EnrolException.class)
        .hasMessageContaining("is larger than 2 bytes");
    assertThatThrownBy(() -> DurableFile.text(file, 3))
        .isInstanceOf(EnrolException.class)
        .hasMessageContaining("is not text in UTF-8");
  }
}
