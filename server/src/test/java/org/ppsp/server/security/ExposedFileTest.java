package org.ppsp.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExposedFileTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "rw-------, false",
    "r--------, false",
    "rwx--x--x, false",
    "rw-r-----, true",
    "rw--w----, true",
    "rw----r--, true",
    "rw-----w-, true"
  })
  void fileThatOthersCanReadOrChange_isExposed(String mode, boolean exposed) throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertThat(ExposedFile.warning(file).isPresent()).isEqualTo(exposed);
    ExposedFile.warning(file).ifPresent(text -> assertThat(text).endsWith("chmod 600 " + file));
  }

  @Test
  void fileThatIsNotThere_isNoConcernOfThis() {
    assertThat(ExposedFile.warning(folder.resolve("gone"))).isEmpty();
  }
}
