package org.ppsp.server.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Changes the file of access rules line by line; comments and all other lines stay as they are.
/// The file is there as a whole at any time. For one thread at a time.
public final class AccessFile {
  /// A line: a swarm, and the peers it is about.
  ///
  /// @param peers none: all
  public record Rule(String swarm, List<String> peers) {
    /// Copies the list.
    public Rule {
      peers = List.copyOf(peers);
    }

    private String line() {
      return peers.isEmpty() ? swarm : swarm + " " + String.join(" ", peers);
    }
  }

  private final Path file;

  /// @param file must exist when it is read or changed
  public AccessFile(Path file) {
    this.file = file;
  }

  private List<String> lines() throws CredentialException {
    byte[] bytes = KeptFile.read(file, AccessList.MAX_BYTES).bytes();
    return new ArrayList<>(List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1)));
  }

  /// All rules, in their order.
  ///
  /// @throws CredentialException if the file cannot be read
  public List<Rule> rules() throws CredentialException {
    List<Rule> rules = new ArrayList<>();
    for (String line : lines()) {
      List<String> names = AccessList.names(line);
      if (!names.isEmpty()) {
        rules.add(new Rule(names.getFirst(), names.subList(1, names.size())));
      }
    }
    return rules;
  }

  /// Adds a rule at the end, unless it is there.
  ///
  /// @throws CredentialException if the file cannot be changed, or would be none that can be used
  public void add(Rule rule) throws CredentialException {
    if (rules().contains(rule)) {
      return;
    }
    List<String> lines = lines();
    if (lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    lines.add(rule.line());
    lines.add("");
    write(lines);
  }

  /// Takes a rule out, wherever it stands.
  ///
  /// @return whether it was there
  /// @throws CredentialException if the file cannot be changed
  public boolean remove(Rule rule) throws CredentialException {
    List<String> lines = lines();
    List<String> names = new ArrayList<>(List.of(rule.swarm()));
    names.addAll(rule.peers());
    boolean removed = lines.removeIf(line -> AccessList.names(line).equals(names));
    if (removed) {
      write(lines);
    }
    return removed;
  }

  private void write(List<String> lines) throws CredentialException {
    byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    var _ = AccessList.read(new KeptFile(file, bytes)); // or the tracker could not use it
    try {
      Path real = file.toRealPath(); // a link stays one
      Path next = Files.createTempFile(real.getParent(), real.getFileName().toString(), ".next");
      try {
        Files.write(next, bytes);
        if (Files.getFileStore(real).supportsFileAttributeView("posix")) {
          Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(real);
          Files.setPosixFilePermissions(next, permissions);
        }
        Files.move(next, real, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(next);
      }
    } catch (IOException e) {
      throw new CredentialException(
          file + " cannot be written by the user of this process: " + e.getMessage(), e);
    }
  }
}
