package org.ppsp.server.security;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.auth.Digest;

/// The peers that have a password: for each, what stands for it with each algorithm. Immutable.
final class Users {
  /// About a million.
  static final int MAX_BYTES = 128 << 20;

  private final Map<String, String> hashes = new HashMap<>();

  /// A realm in the file that is not the one looked for, or null.
  private @Nullable String otherRealm;

  private Users() {}

  /// Reads lines `PeerID:realm:hash`, from the right, for a PeerID may hold colons; the length of
  /// the hash tells the algorithm. Lines of other realms are passed over, like those that begin
  /// with #.
  ///
  /// @throws CredentialException if a line is something else; the message names the line and shows
  ///   nothing of it
  static Users read(KeptFile file, String realm) throws CredentialException {
    ExposedFile.warn(file.file());
    Users users = new Users();
    int number = 0;
    for (String line : new String(file.bytes(), StandardCharsets.UTF_8).split("\n", -1)) {
      number++;
      String text = line.strip();
      if (!text.isEmpty() && !text.startsWith("#") && !users.add(text, realm)) {
        throw new CredentialException(
            ("%s, line %s: it must be PeerID:realm:hash, the hash being the %s hexadecimal digits"
                    + " of SHA-256(PeerID:realm:password); 'ppsp enrol user' writes such lines")
                .formatted(file.file(), number, Digest.Algorithm.SHA_256.digits()));
      }
    }
    if (users.hashes.isEmpty() && users.otherRealm != null) {
      throw new CredentialException(
          "%1$s has passwords of the realm %2$s, and none of %3$s, the realm of this tracker; set auth.realm to %2$s, or make new ones: ppsp enrol user --realm '%3$s'"
              .formatted(file.file(), users.otherRealm, realm));
    }
    return users;
  }

  private boolean add(String line, String wanted) {
    int beforeHash = line.lastIndexOf(':');
    int beforeRealm = beforeHash < 0 ? -1 : line.lastIndexOf(':', beforeHash - 1);
    if (beforeRealm < 0) {
      return false;
    }
    String hash = line.substring(beforeHash + 1).toLowerCase(Locale.ROOT);
    String name = line.substring(0, beforeRealm);
    Digest.Algorithm algorithm = algorithm(hash);
    if (algorithm == null || !hash.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      return false;
    }
    try {
      PeerId peer = new PeerId(name);
      String realm = line.substring(beforeRealm + 1, beforeHash);
      if (realm.equals(wanted)) {
        hashes.put(key(algorithm, peer), hash);
      } else {
        otherRealm = realm;
      }
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static Digest.@Nullable Algorithm algorithm(String hash) {
    for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
      if (hash.length() == algorithm.digits()) {
        return algorithm;
      }
    }
    return null;
  }

  private static String key(Digest.Algorithm algorithm, PeerId peer) {
    return algorithm.text() + " " + peer.value();
  }

  /// What stands for the peer's password, or null if it has none.
  @Nullable String hash(Digest.Algorithm algorithm, PeerId peer) {
    return hashes.get(key(algorithm, peer));
  }

  int count() {
    return hashes.size();
  }
}
