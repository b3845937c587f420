package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;

/// The sessions that calls of the command have begun, so that the next call can go on with them: a
/// line each, the one connected last at the end, at most [#MOST].
///
/// Readable by its owner only, because it holds tokens. A change is made under the lock of a file
/// beside it and replaces the file in one step, so that calls at the same time lose nothing and a
/// reader sees a whole file. Every thread may call.
final class StateFile {
  /// How many sessions are kept; then the oldest go.
  static final int MOST = 1000;

  private static final String HEADER =
      "# Sessions of ppsp: tracker, PeerID, token. Keep it secret.";

  /// The largest file that is read: addresses and names of the greatest length take less.
  private static final int MAX_BYTES = 4 << 20;

  /// A process holds the lock of a file once, so its threads take turns.
  private static final ReentrantLock TURNS = new ReentrantLock();

  private final Path file;

  StateFile(Path file) {
    this.file = file;
  }

  /// Where the file is when no option says so (XDG Base Directory Specification).
  ///
  /// @param stateHome the variable XDG_STATE_HOME; of no effect if it is null or not absolute
  /// @param home the user's folder
  static Path standard(@Nullable String stateHome, String home) {
    Path folder =
        stateHome != null && stateHome.startsWith("/")
            ? Path.of(stateHome)
            : Path.of(home, ".local", "state");
    return folder.resolve("ppsp").resolve("sessions");
  }

  /// All sessions, the one connected last at the end.
  List<KeptSession> read() throws Failure {
    try {
      return parse();
    } catch (NoSuchFileException e) {
      return new ArrayList<>();
    } catch (IOException e) {
      throw unusable("cannot be read", e);
    }
  }

  private List<KeptSession> parse() throws IOException, Failure {
    if (Files.size(file) > MAX_BYTES) {
      throw new Failure(ExitCode.FAILED, damaged(1));
    }
    List<KeptSession> sessions = new ArrayList<>();
    int number = 0;
    for (String line : new String(Files.readAllBytes(file), UTF_8).split("\n", -1)) {
      number++;
      if (!line.isEmpty() && !line.startsWith("#")) {
        try {
          sessions.add(KeptSession.parse(line));
        } catch (IllegalArgumentException e) {
          throw new Failure(damaged(number), e);
        }
      }
    }
    return sessions;
  }

  private String damaged(int line) {
    return "%s, line %s: this is no session; delete the line, or the file and connect again"
        .formatted(file, line);
  }

  private Failure unusable(String what, IOException e) {
    return new Failure(
        "the state file %s %s: %s; name another with --state"
            .formatted(file, what, FileTrouble.describe(file, e)),
        e);
  }

  /// Keeps a session; it is the last one then.
  void keep(KeptSession session) throws Failure {
    change(
        sessions -> {
          sessions.removeIf(kept -> kept.isOf(session.tracker(), session.peer()));
          sessions.add(session);
        });
  }

  /// Keeps the session of a peer no more.
  void drop(URI tracker, PeerId peer) throws Failure {
    change(sessions -> sessions.removeIf(kept -> kept.isOf(tracker, peer)));
  }

  /// Changes nothing, and fails where a change would.
  void checkWritable() throws Failure {
    change(sessions -> {});
  }

  private void change(Consumer<List<KeptSession>> changer) throws Failure {
    TURNS.lock();
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder, readableByOwner("rwx------"));
      }
      try (FileChannel lock =
              FileChannel.open(
                  file.resolveSibling(file.getFileName() + ".lock"),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  readableByOwner("rw-------"));
          var _ = lock.lock()) {
        List<KeptSession> sessions = read();
        changer.accept(sessions);
        write(sessions.subList(Math.max(0, sessions.size() - MOST), sessions.size()));
      }
    } catch (IOException e) {
      throw unusable("cannot be written", e);
    } finally {
      TURNS.unlock();
    }
  }

  private void write(List<KeptSession> sessions) throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    sessions.forEach(session -> text.append(session.line()).append('\n'));
    Path fresh =
        Files.createTempFile(
            file.toAbsolutePath().getParent(), "sessions", ".new", readableByOwner("rw-------"));
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static FileAttribute<?>[] readableByOwner(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
