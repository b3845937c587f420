package org.ppsp.server.security;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SwarmId;

/// Pairs of swarms and peers, as a file lists them: one swarm a line, and behind it the peers it is
/// about, or none for all. A name that ends in an asterisk stands for all that begin so. Immutable.
final class AccessList {
  /// A million swarms.
  static final int MAX_BYTES = 128 << 20;

  private static final int MAX_NAME = 256;

  /// Who it is about, by swarm.
  private final Map<String, Names> swarms = new HashMap<>();

  /// The same by what swarms begin with.
  private final Map<String, Names> beginnings = new HashMap<>();

  /// How long those are.
  private final int[] lengths;

  private AccessList(Map<String, List<String>> lines) {
    TreeSet<Integer> sizes = new TreeSet<>();
    lines.forEach(
        (swarm, peers) -> {
          Names names = Names.of(peers);
          if (swarm.endsWith("*")) {
            beginnings.put(swarm.substring(0, swarm.length() - 1), names);
            sizes.add(swarm.length() - 1);
          } else {
            swarms.put(swarm, names);
          }
        });
    lengths = sizes.stream().mapToInt(Integer::intValue).toArray();
  }

  /// Reads the lines; those that begin with # are for people, like all from a # behind white space
  /// on.
  ///
  /// @throws CredentialException if a name is too long; the message names the line
  static AccessList read(KeptFile file) throws CredentialException {
    Map<String, List<String>> lines = new HashMap<>();
    int number = 0;
    for (String line : new String(file.bytes(), StandardCharsets.UTF_8).split("\n", -1)) {
      number++;
      List<String> names = names(line);
      if (names.isEmpty()) {
        continue;
      }
      List<String> peers = lines.computeIfAbsent(names.getFirst(), swarm -> new ArrayList<>());
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        int asterisk = name.indexOf('*');
        if (asterisk >= 0 && asterisk < name.length() - 1) {
          throw new CredentialException(
              "%s, line %s: an asterisk may only end a name".formatted(file.file(), number));
        }
        if (name.length() > (i == 0 ? MAX_NAME : PeerId.MAX_LENGTH)) {
          throw new CredentialException(
              "%s, line %s: the name %s… is longer than a %s can be"
                  .formatted(
                      file.file(), number, name.substring(0, 40), i == 0 ? "SwarmID" : "PeerID"));
        }
        if (i > 0) {
          peers.add(name);
        }
      }
      if (names.size() == 1) {
        peers.add("*");
      }
    }
    return new AccessList(lines);
  }

  /// The names in a line; none if it is for people only.
  static List<String> names(String line) {
    String text = line.replaceFirst("(^|\\s)#.*", "").strip();
    return text.isEmpty() ? List.of() : List.of(text.split("\\s+", -1));
  }

  /// Whether a line is about this peer in this swarm.
  boolean names(PeerId peer, SwarmId swarm) {
    String name = swarm.value();
    if (contains(swarms.get(name), peer)) {
      return true;
    }
    for (int length : lengths) {
      if (length <= name.length() && contains(beginnings.get(name.substring(0, length)), peer)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(@Nullable Names peers, PeerId peer) {
    return peers != null && peers.contain(peer.value());
  }
}
