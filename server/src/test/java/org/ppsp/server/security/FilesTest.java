package org.ppsp.server.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.auth.Digest;

/// What the files of passwords, access rules and keys say, and what becomes of wrong ones.
class FilesTest {
  @TempDir private Path folder;

  private static KeptFile file(String text) {
    return new KeptFile(Path.of("/etc/ppsp/file"), text.getBytes(UTF_8));
  }

  private static String hash(Digest.Algorithm algorithm, String peer, String realm) {
    return Digest.ha1(algorithm, peer, realm, "secret".toCharArray());
  }

  @Test
  void users_areReadFromTheRight_byRealmAndAlgorithm() throws Exception {
    String colons = hash(Digest.Algorithm.SHA_256, "a:b", "ppsp");
    String md5 = hash(Digest.Algorithm.MD5, "a:b", "ppsp");
    Users users =
        Users.read(
            file(
                """
                # peers

                a:b:ppsp:%s
                a:b:ppsp:%s
                carol:other:%s\r
                """
                    .formatted(colons.toUpperCase(java.util.Locale.ROOT), md5, colons)),
            "ppsp");
    assertThat(users.hash(Digest.Algorithm.SHA_256, new PeerId("a:b"))).isEqualTo(colons);
    assertThat(users.hash(Digest.Algorithm.MD5, new PeerId("a:b"))).isEqualTo(md5);
    assertThat(users.hash(Digest.Algorithm.SHA_256, new PeerId("carol"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "alice:ppsp", "alice:ppsp:xyz", ":ppsp:", "a b:ppsp:"})
  void users_ofAnotherForm_areRefused_withoutShowingTheLine(String start) {
    String line = start.endsWith(":") ? start + "0".repeat(64) : start;
    assertThatThrownBy(() -> Users.read(file("# first\n" + line), "ppsp"))
        .isInstanceOf(CredentialException.class)
        .hasMessageContaining("/etc/ppsp/file, line 2")
        .hasMessageContaining("PeerID:realm:hash")
        .hasMessageNotContaining("0000");
  }

  @Test
  void accessList_namesPairs() throws Exception {
    AccessList list =
        AccessList.read(
            file(
                """
                # swarm   peers
                news            # everyone
                film alice team-*
                film bob
                live-* carol
                live-sport-*
                """));
    assertThat(list.names(new PeerId("anyone"), new SwarmId("news"))).isTrue();
    assertThat(list.names(new PeerId("alice"), new SwarmId("film"))).isTrue();
    assertThat(list.names(new PeerId("bob"), new SwarmId("film"))).isTrue();
    assertThat(list.names(new PeerId("team-7"), new SwarmId("film"))).isTrue();
    assertThat(list.names(new PeerId("dave"), new SwarmId("film"))).isFalse();
    assertThat(list.names(new PeerId("carol"), new SwarmId("live-1"))).isTrue();
    assertThat(list.names(new PeerId("dave"), new SwarmId("live-1"))).isFalse();
    assertThat(list.names(new PeerId("dave"), new SwarmId("live-sport-1"))).isTrue();
    assertThat(list.names(new PeerId("carol"), new SwarmId("live-sport-1"))).isTrue();
    assertThat(list.names(new PeerId("carol"), new SwarmId("other"))).isFalse();
  }

  @Test
  void accessList_withAnAsteriskAmidAName_isRefused() {
    assertThatThrownBy(() -> AccessList.read(file("\nmovie al*ce")))
        .hasMessageContaining("line 2: an asterisk may only end a name");
  }

  @Test
  void accessList_withANameThatIsTooLong_isRefused() {
    assertThatThrownBy(() -> AccessList.read(file("\nnews " + "x".repeat(129))))
        .hasMessageContaining("line 2")
        .hasMessageContaining("PeerID");
    assertThatThrownBy(() -> AccessList.read(file("x".repeat(257))))
        .hasMessageContaining("line 1")
        .hasMessageContaining("SwarmID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\"}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}"
      })
  void keysThatAreOfNoUse_areRefused(String json) {
    assertThatThrownBy(() -> KeySet.read("/etc/ppsp/jwks.json", json.getBytes(UTF_8)))
        .isInstanceOf(CredentialException.class)
        .hasMessageContaining("/etc/ppsp/jwks.json");
  }

  @Test
  void watchedFile_isTakenEachTimeItChanges_andAFaultChangesNothing() throws Exception {
    Path path = Files.writeString(folder.resolve("rules"), "one");
    Watched<AccessList> rules = new Watched<>("access rules", path, 100, AccessList::read);
    PeerId peer = new PeerId("p");
    assertThat(rules.look()).isFalse();
    for (String swarm : new String[] {"two", "three", "four"}) {
      Files.writeString(path, swarm);
      assertThat(rules.look()).isTrue();
      assertThat(rules.value().names(peer, new SwarmId(swarm))).isTrue();
      assertThat(rules.value().names(peer, new SwarmId("one"))).isFalse();
    }
    Files.writeString(path, "x".repeat(99) + "yz");
    assertThat(rules.look()).isFalse();
    Files.delete(path);
    assertThat(rules.look()).isFalse();
    assertThat(rules.value().names(peer, new SwarmId("four"))).isTrue();
    Files.writeString(path, "five");
    assertThat(rules.look()).isTrue();
    assertThat(rules.value().names(peer, new SwarmId("five"))).isTrue();
  }
}
