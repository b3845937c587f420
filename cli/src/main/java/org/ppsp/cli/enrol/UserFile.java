package org.ppsp.cli.enrol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.auth.Digest;

/// The users of HTTP Digest, a line each: PeerID, realm and what stands for the password. It is as
/// secret as the passwords, so only its owner can read it. Calls that change it take turns.
public final class UserFile {
  private static final int MAX_BYTES = 64 << 20;
  private static final int RANDOM_BYTES = 24;

  private final Path file;

  /// A file that is there, or that [#put] is to make.
  public UserFile(Path file) {
    this.file = file;
  }

  /// Who may come, and how he proves it.
  ///
  /// @param peer his name
  /// @param realm where it holds
  public record User(PeerId peer, String realm) {
    private static final int MAX_REALM = 128;

    /// Checks both.
    ///
    /// @throws IllegalArgumentException if the file could not hold them
    public User {
      if (peer.value().startsWith("#")) {
        throw new IllegalArgumentException(
            "a PeerID that begins with # would be a comment in the file; choose another");
      }
      if (!realm.matches("[\\x20-\\x7e&&[^:\"\\\\]]{1," + MAX_REALM + "}")) {
        throw new IllegalArgumentException(
            "the realm must be 1 to 128 characters of ASCII, without colon, quote and backslash");
      }
    }
  }

  /// A line that is a user's: PeerIDs may have colons, the rest has none.
  private static @Nullable User user(String line) {
    int digest = line.lastIndexOf(':');
    int realm = line.lastIndexOf(':', digest - 1);
    if (digest < 0 || realm < 0 || !line.substring(digest + 1).matches("[0-9a-fA-F]{32,64}")) {
      return null;
    }
    int digits = line.length() - digest - 1;
    if (Stream.of(Digest.Algorithm.values()).noneMatch(it -> it.digits() == digits)) {
      return null;
    }
    try {
      return new User(new PeerId(line.substring(0, realm)), line.substring(realm + 1, digest));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// A password that nobody guesses: 32 letters, digits, hyphens and low lines.
  public static char[] randomPassword() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).toCharArray();
  }

  /// The realm of all users in the file, if there is just one.
  public Optional<String> realm() throws IOException, EnrolException {
    List<String> realms =
        read().stream()
            .filter(line -> !line.startsWith("#"))
            .map(UserFile::user)
            .filter(Objects::nonNull)
            .map(User::realm)
            .distinct()
            .toList();
    return realms.size() == 1 ? Optional.of(realms.getFirst()) : Optional.empty();
  }

  /// Adds a user, or gives him another password; all lines of his go, so that no old password stays
  /// good.
  ///
  /// @param md5 whether he may also come with MD5
  /// @return whether he was there
  public boolean put(User user, char[] password, boolean md5) throws IOException, EnrolException {
    List<String> lines = new ArrayList<>();
    lines.add(line(user, Digest.Algorithm.SHA_256, password));
    if (md5) {
      lines.add(line(user, Digest.Algorithm.MD5, password));
    }
    return change(user, lines);
  }

  /// Takes a user out.
  ///
  /// @throws EnrolException if he is not there
  public void remove(User user) throws IOException, EnrolException {
    if (!change(user, List.of())) {
      throw new EnrolException(
          "%s has no user %s in the realm %s; is --realm right?"
              .formatted(file, user.peer(), user.realm()));
    }
  }

  private static String line(User user, Digest.Algorithm algorithm, char[] password) {
    String name = user.peer().value();
    return String.join(
        ":", name, user.realm(), Digest.ha1(algorithm, name, user.realm(), password));
  }

  /// Puts lines in the place of a user's.
  ///
  /// @return whether there were any
  private boolean change(User user, List<String> fresh) throws IOException, EnrolException {
    try (Turn _ = Turn.at(Path.of(file.toAbsolutePath() + ".lock"))) {
      List<String> lines = read();
      List<String> changed = new ArrayList<>();
      boolean isThere = false;
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.isBlank() || line.startsWith("#")) {
          changed.add(line);
          continue;
        }
        User other = user(line);
        if (other == null) {
          throw new EnrolException(
              "%s, line %s: this is no user (PeerID:realm:digest); mend or delete the line"
                  .formatted(file, i + 1));
        }
        if (!other.equals(user)) {
          changed.add(line);
        } else if (!isThere) {
          changed.addAll(fresh);
          isThere = true;
        }
      }
      if (!isThere) {
        changed.addAll(fresh);
      }
      if (isThere || !fresh.isEmpty()) {
        StringBuilder text = new StringBuilder();
        changed.forEach(line -> text.append(line).append('\n'));
        DurableFile.replace(file, text.toString(), DurableFile.Readers.OWNER);
      }
      return isThere;
    }
  }

  private List<String> read() throws IOException, EnrolException {
    return Files.exists(file) ? DurableFile.text(file, MAX_BYTES).lines().toList() : List.of();
  }
}
