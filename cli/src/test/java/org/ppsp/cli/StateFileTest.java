package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SessionToken;

class StateFileTest {
  private static final URI TRACKER = TrackerUrl.parse("http://127.0.0.1:7846");
  private static final URI OTHER = TrackerUrl.parse("https://tracker.example.org");

  @TempDir private Path folder;
  private Path path;
  private StateFile file;

  @BeforeEach
  void create() {
    path = folder.resolve("ppsp").resolve("sessions");
    file = new StateFile(path);
  }

  private static KeptSession session(URI tracker, String peer, long token) {
    return new KeptSession(tracker, new PeerId(peer), new SessionToken(0, token));
  }

  @Test
  void nothingKept_isEmpty() throws Exception {
    assertThat(file.read()).isEmpty();
    assertThat(path).doesNotExist();
  }

  @Test
  void session_isKeptByTrackerAndPeer_theLastOneAtTheEnd() throws Exception {
    file.keep(session(TRACKER, "alice", 1));
    file.keep(session(TRACKER, "bob", 2));
    file.keep(session(OTHER, "alice", 3));
    file.keep(session(TRACKER, "alice", 4));
    assertThat(file.read())
        .containsExactly(
            session(TRACKER, "bob", 2), session(OTHER, "alice", 3), session(TRACKER, "alice", 4));
    file.drop(TRACKER, new PeerId("alice"));
    assertThat(file.read()).containsExactly(session(TRACKER, "bob", 2), session(OTHER, "alice", 3));
  }

  @Test
  void session_withoutToken_isKept() throws Exception {
    KeptSession session = new KeptSession(TRACKER, new PeerId("alice"), null);
    file.keep(session);
    assertThat(file.read()).containsExactly(session);
  }

  @Test
  void onlyTheOwner_mayRead() throws Exception {
    file.keep(session(TRACKER, "alice", 1));
    for (Path each : List.of(path, path.resolveSibling("sessions.lock"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void oldest_goFirst() throws Exception {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < StateFile.MOST; i++) {
      many.append(session(TRACKER, "p" + i, i).line()).append('\n');
    }
    Files.createDirectories(path.getParent());
    Files.writeString(path, many);
    file.keep(session(TRACKER, "alice", 1));
    List<KeptSession> kept = file.read();
    assertThat(kept).hasSize(StateFile.MOST).endsWith(session(TRACKER, "alice", 1));
    assertThat(kept.getFirst().peer()).isEqualTo(new PeerId("p1"));
  }

  @Test
  void callsAtTheSameTime_loseNothing() throws Exception {
    List<Future<?>> calls = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 40; i++) {
        KeptSession session = session(TRACKER, "p" + i, i);
        calls.add(
            threads.submit(
                () -> {
                  new StateFile(path).keep(session);
                  return null;
                }));
      }
    }
    for (Future<?> call : calls) {
      call.get();
    }
    assertThat(file.read()).hasSize(40);
    try (var left = Files.list(path.getParent())) {
      assertThat(left)
          .extracting(it -> it.getFileName().toString())
          .containsOnly("sessions", "sessions.lock");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rubbish",
        "http://127.0.0.1:7846/ alice",
        "http://127.0.0.1:7846/ alice 00",
        "ftp://127.0.0.1/ alice -",
        "\0\0\0"
      })
  void damage_isToldByLine_andNotOverwritten(String line) throws Exception {
    Files.createDirectories(path.getParent());
    Files.writeString(path, "# a comment\n\n" + line + "\n");
    for (String[] args :
        List.of(
            new String[] {"keepalive", "--state", path.toString()},
            new String[] {"connect", "--peer-id", "a", "--state", path.toString()})) {
      CommandRun run = CommandRun.of(args);
      assertThat(run.code()).isEqualTo(ExitCode.FAILED);
      assertThat(run.err())
          .isEqualTo(
              "ppsp: "
                  + path
                  + ", line 3: this is no session; delete the line, or the file"
                  + " and connect again\n");
    }
    assertThatThrownBy(() -> file.keep(session(TRACKER, "alice", 1))).isInstanceOf(Failure.class);
    assertThat(Files.readString(path)).contains(line);
  }

  @Test
  void hugeFile_isNotRead() throws Exception {
    Files.createDirectories(path.getParent());
    Files.write(path, new byte[5 << 20]);
    assertThatThrownBy(file::read).isInstanceOf(Failure.class).hasMessageContaining("no session");
  }

  @Test
  void folderInstead_isToldWithTheCure() {
    StateFile wrong = new StateFile(folder);
    assertThatThrownBy(wrong::read)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cannot be read")
        .hasMessageEndingWith("name another with --state");
    StateFile below = new StateFile(Path.of("/dev/null/sessions"));
    assertThatThrownBy(() -> below.keep(session(TRACKER, "alice", 1)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cannot be written: it exists and is no folder: /dev/null;");
    StateFile nowhere = new StateFile(Path.of("/proc/no/sessions"));
    assertThatThrownBy(() -> nowhere.keep(session(TRACKER, "alice", 1)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cannot be written: there is no such file or folder");
  }

  @Test
  void standardPlace_followsXdg() {
    assertThat(StateFile.standard("/state", "/home/a")).hasToString("/state/ppsp/sessions");
    assertThat(StateFile.standard(null, "/home/a"))
        .hasToString("/home/a/.local/state/ppsp/sessions");
    assertThat(StateFile.standard("relative", "/home/a"))
        .hasToString("/home/a/.local/state/ppsp/sessions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP://127.0.0.1:7846", "http://127.0.0.1:7846/#x"})
  void tracker_isTheSame_howeverItIsWritten(String text) {
    assertThat(TrackerUrl.parse(text)).isEqualTo(TRACKER);
  }
}
