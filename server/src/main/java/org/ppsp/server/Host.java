package org.ppsp.server;

import org.jspecify.annotations.Nullable;

/// What the program that a server runs in lets it use.
///
/// @param log of this process; null if it is not the server's business
/// @param configuration reads the configuration again, for a reload that an operator asks for; null
///   if it cannot be read again
public record Host(@Nullable LogControl log, @Nullable ConfigurationSource configuration) {
  /// Nothing.
  public static final Host NONE = new Host(null, null);

  /// Where the configuration comes from. Thread-safe.
  @FunctionalInterface
  public interface ConfigurationSource {
    /// Reads it.
    ///
    /// @throws ConfigurationException if it cannot be used
    Configuration read() throws ConfigurationException;
  }
}
