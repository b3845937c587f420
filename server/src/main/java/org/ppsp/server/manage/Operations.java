package org.ppsp.server.manage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.manage.HealthRoutes.Health;

/// A running server, as far as an operator steers it as a whole. Every thread may call.
public interface Operations {
  /// The version of the software.
  String version();

  /// The URL that peers use.
  String url();

  /// When it was started.
  Instant startedAt();

  /// For how long it has run.
  Duration uptime();

  /// How it is.
  Health health();

  /// One key of the configuration.
  ///
  /// @param value as text; no secret, for those stand in files
  /// @param standard its value when nothing is configured
  record Setting(String name, String value, String standard, String description) {}

  /// All keys, in their order.
  List<Setting> settings();

  /// How much is logged; null if that is not this server's to say.
  @Nullable String logLevel();

  /// Logs so much from now on.
  ///
  /// @throws Problem if there is no such level, or the log is not this server's
  void logLevel(String level);

  /// Takes no new peers from now on, or takes them again.
  void drain(boolean on);

  /// What became of a configuration that was read again, each a line for a person.
  record Reloaded(List<String> applied, List<String> kept) {
    /// Copies the lists.
    public Reloaded {
      applied = List.copyOf(applied);
      kept = List.copyOf(kept);
    }
  }

  /// Reads the configuration again.
  ///
  /// @throws Problem if it cannot be used; then nothing has changed
  Reloaded reload();
}
