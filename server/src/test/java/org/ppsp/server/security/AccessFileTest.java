package org.ppsp.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.server.security.AccessFile.Rule;

class AccessFileTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("access"), text);
  }

  @Test
  void rules_areReadInTheirOrder() throws Exception {
    AccessFile file = new AccessFile(file("# all\nnews\n\nmovie alice bob* # friends\n"));
    assertThat(file.rules())
        .containsExactly(new Rule("news", List.of()), new Rule("movie", List.of("alice", "bob*")));
  }

  @Test
  void rule_isAddedOnce_atTheEnd() throws Exception {
    for (String before : List.of("# for people\nnews\n", "# for people\nnews")) {
      Path path = file(before);
      AccessFile file = new AccessFile(path);
      file.add(new Rule("movie", List.of("alice")));
      file.add(new Rule("movie", List.of("alice")));
      assertThat(path).hasContent("# for people\nnews\nmovie alice\n");
    }
  }

  @Test
  void rule_isTakenOut_andNothingElse() throws Exception {
    Path path = file("# for people\nmovie  alice # friend\nmovie\nmovie alice\nnews");
    AccessFile file = new AccessFile(path);
    assertThat(file.remove(new Rule("movie", List.of("alice")))).isTrue();
    assertThat(path).hasContent("# for people\nmovie\nnews");
    assertThat(file.remove(new Rule("movie", List.of("alice")))).isFalse();
  }

  @Test
  void file_keepsItsPermissions_andALinkItsTarget() throws Exception {
    Path path = file("news\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), path);
    new AccessFile(link).add(new Rule("movie", List.of()));
    assertThat(link).isSymbolicLink();
    assertThat(path).hasContent("news\nmovie\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-r-----");
    try (var left = Files.list(folder)) {
      assertThat(left).hasSize(2);
    }
  }

  @Test
  void what_couldNotBeUsed_isNotWritten() throws Exception {
    Path path = file("news\n");
    AccessFile file = new AccessFile(path);
    assertThatThrownBy(() -> file.add(new Rule("mo*vie", List.of())))
        .isInstanceOf(CredentialException.class)
        .hasMessageContaining("line 2: an asterisk may only end a name");
    assertThat(path).hasContent("news\n");
    Files.delete(path);
    assertThatThrownBy(file::rules).hasMessageContaining("does not exist");
  }
}
