package org.ppsp.server.security;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Who may take part in which swarm.
///
/// @param file the list; null with OPEN
public record AccessSettings(Mode mode, @Nullable Path file) {
  /// What the list says.
  public enum Mode {
    /// There is none: everyone everywhere, as far as credentials do not limit it.
    OPEN,
    /// What is allowed; all else is not.
    ALLOW_LIST,
    /// What is not allowed; all else is.
    DENY_LIST
  }
}
