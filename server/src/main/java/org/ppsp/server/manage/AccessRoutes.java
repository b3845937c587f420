package org.ppsp.server.manage;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SwarmId;
import org.ppsp.server.security.AccessFile;
import org.ppsp.server.security.AccessSettings;
import org.ppsp.server.security.CredentialException;

/// Who may take part in which swarm: the rules of the configured file.
public final class AccessRoutes {
  private static final int MOST_PEERS = 1000;

  private final Supplier<AccessSettings> settings;
  private final Runnable changed;

  /// Makes them.
  ///
  /// @param settings as they are now
  /// @param changed called when the file has changed
  public AccessRoutes(Supplier<AccessSettings> settings, Runnable changed) {
    this.settings = settings;
    this.changed = changed;
  }

  /// The calls.
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "/api/v1/access", ask -> access()),
        Route.of("POST", "/api/v1/access", this::add),
        Route.of("DELETE", "/api/v1/access", this::remove));
  }

  record Rule(@Nullable String swarm, @Nullable List<String> peers) {
    AccessFile.Rule checked() {
      if (swarm == null) {
        throw Problem.bad("'swarm' is missing");
      }
      List<String> names = peers == null ? List.of() : peers;
      if (names.size() > MOST_PEERS) {
        throw Problem.bad("a rule may name %s peers at most".formatted(MOST_PEERS));
      }
      check("swarm", swarm, SwarmId::new);
      names.forEach(name -> check("peers", name, PeerId::new));
      return new AccessFile.Rule(swarm, names);
    }

    /// What no peer or swarm can be named must not stand in the file, nor what is a comment there.
    private static void check(String field, @Nullable String name, Consumer<String> type) {
      if (name == null || name.isEmpty() || name.startsWith("#")) {
        throw Problem.bad("'%s' must be names that do not begin with #".formatted(field));
      }
      String beginning = name.endsWith("*") ? name.substring(0, name.length() - 1) : name;
      try {
        if (!beginning.isEmpty()) {
          type.accept(beginning);
        }
      } catch (IllegalArgumentException e) {
        throw Problem.bad("'%s': %s".formatted(field, e.getMessage()));
      }
    }
  }

  record Access(String mode, @Nullable String file, List<Rule> rules) {}

  private Reply access() {
    AccessSettings now = settings.get();
    try {
      return Reply.json(
          new Access(
              Texts.small(now.mode()),
              now.file() == null ? null : now.file().toString(),
              now.file() == null
                  ? List.of()
                  : new AccessFile(now.file())
                      .rules().stream()
                          .map(rule -> new Rule(rule.swarm(), rule.peers()))
                          .toList()));
    } catch (CredentialException e) {
      throw new Problem(409, String.valueOf(e.getMessage()));
    }
  }

  private AccessFile file() {
    AccessSettings now = settings.get();
    if (now.file() == null) {
      throw new Problem(
          409, "every swarm is open: set access.mode and access.file first, and reload");
    }
    return new AccessFile(now.file());
  }

  private synchronized Reply add(Ask ask) {
    AccessFile.Rule rule = ask.json(Rule.class).checked();
    try {
      file().add(rule);
    } catch (CredentialException e) {
      throw new Problem(409, String.valueOf(e.getMessage()));
    }
    changed.run();
    return access();
  }

  private synchronized Reply remove(Ask ask) {
    AccessFile.Rule rule = ask.json(Rule.class).checked();
    boolean removed;
    try {
      removed = file().remove(rule);
    } catch (CredentialException e) {
      throw new Problem(409, String.valueOf(e.getMessage()));
    }
    if (!removed) {
      throw Problem.missing("there is no such rule; a rule is taken out as a whole");
    }
    changed.run();
    return access();
  }
}
