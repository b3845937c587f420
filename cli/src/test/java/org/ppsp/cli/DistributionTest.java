package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the build has put into `target/ppsp`.
class DistributionTest {
  private static final Path FOLDER = Path.of("target", "ppsp");
  private static final Path THIRD_PARTIES = FOLDER.resolve("THIRD-PARTY.txt");

  private static List<Path> jars(boolean own) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("lib"))) {
      return files
          .filter(jar -> jar.getFileName().toString().startsWith("ppsp-") == own)
          .sorted()
          .toList();
    }
  }

  @Test
  void ownJars_haveTheSameModes_whateverTheUmask() throws IOException {
    assertThat(jars(true)).hasSizeGreaterThan(4);
    for (Path jar : jars(true)) {
      try (FileSystem zip =
              FileSystems.newFileSystem(jar, Map.of("enablePosixFileAttributes", "true"));
          Stream<Path> entries = Files.walk(zip.getPath("/"))) {
        for (Path entry : entries.filter(path -> path.getNameCount() > 0).toList()) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry)))
              .as("%s in %s", entry, jar)
              .isEqualTo(Files.isDirectory(entry) ? "rwxr-xr-x" : "rw-r--r--");
        }
      }
    }
  }

  @Test
  void licences_areThere() throws IOException {
    assertThat(FOLDER.resolve("LICENSE")).content().contains("Apache License");
    assertThat(FOLDER.resolve("NOTICE")).content().startsWith("ppsp\n");
  }

  /// A build without network has neither list.
  @Test
  void thirdParties_areListed_whereTheSbomIs() throws IOException {
    Path sbom = FOLDER.resolve("sbom.json");
    assertThat(Files.exists(THIRD_PARTIES)).isEqualTo(Files.exists(sbom));
    if (Files.exists(sbom)) {
      String listed = Files.readString(THIRD_PARTIES);
      for (Path jar : jars(false)) {
        String name = jar.getFileName().toString().replaceFirst("-\\d.*", "");
        assertThat(listed).contains(":" + name + " ");
        assertThat(sbom).content().contains("\"name\" : \"" + name + "\"");
      }
    }
  }
}
