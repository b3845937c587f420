package org.ppsp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.testkit.TestAuthority;

/// Files that name authorities; that they are trusted and others are not shows `TlsTest` of the
/// server and `docs/security.md`.
class AuthoritiesTest {
  @TempDir private Path folder;

  @Test
  void severalAuthorities_mayStandInOneFile() throws Exception {
    Path first = TestAuthority.in(Files.createDirectory(folder.resolve("a"))).certificate();
    Path second = TestAuthority.in(Files.createDirectory(folder.resolve("b"))).certificate();
    Path both =
        Files.writeString(
            folder.resolve("both.pem"),
            "one:\n" + Files.readString(first) + "other:\n" + Files.readString(second));
    assertThat(Authorities.in(both)).isNotNull();
  }

  @Test
  void fileThatCannotBeUsed_isNamed() throws Exception {
    assertRefused("no.pem", "does not exist");
    Files.writeString(folder.resolve("empty.pem"), "");
    assertRefused("empty.pem", "holds no certificate");
    Files.writeString(
        folder.resolve("bad.pem"),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertRefused("bad.pem", "cannot be used");
    Files.createDirectory(folder.resolve("folder.pem"));
    assertRefused("folder.pem", "cannot be read");
  }

  private void assertRefused(String name, String reason) {
    Path file = folder.resolve(name);
    assertThatThrownBy(() -> Authorities.in(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(file.toString(), reason);
  }
}
