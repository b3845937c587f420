package org.ppsp.server;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.http.HttpFront;
import org.ppsp.server.manage.HealthRoutes.Health;
import org.ppsp.server.manage.Operations;
import org.ppsp.server.manage.Problem;
import org.ppsp.tracker.Tracker;

/// How an operator steers a server as a whole.
final class ServerOperations implements Operations {
  private final Tracker tracker;
  private final HttpFront front;
  private final URI url;
  private final Reloader reloader;
  private final Host host;
  private final Instant startedAt = Instant.now();
  private final long startedNanos = System.nanoTime();

  /// @param url that peers use
  ServerOperations(Tracker tracker, HttpFront front, URI url, Reloader reloader, Host host) {
    this.tracker = tracker;
    this.front = front;
    this.url = url;
    this.reloader = reloader;
    this.host = host;
  }

  @Override
  public String version() {
    String version = Server.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  @Override
  public String url() {
    return url.toString();
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public Duration uptime() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  @Override
  public Health health() {
    if (front.isStopping()) {
      return Health.STOPPING;
    }
    if (tracker.isDraining()) {
      return Health.DRAINING;
    }
    if (front.isOverloaded()) {
      return Health.OVERLOADED;
    }
    return tracker.memory().isScarce() ? Health.MEMORY : Health.READY;
  }

  @Override
  public List<Setting> settings() {
    return reloader.current().settings();
  }

  @Override
  public @Nullable String logLevel() {
    LogControl log = host.log();
    return log == null ? null : log.level().toString();
  }

  @Override
  public void logLevel(String level) {
    LogControl log = host.log();
    if (log == null) {
      throw new Problem(409, "the log is not this tracker's: the program it runs in has its own");
    }
    try {
      log.level(level);
    } catch (IllegalArgumentException e) {
      throw new Problem(400, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void drain(boolean on) {
    tracker.drain(on);
  }

  @Override
  public Reloaded reload() {
    Host.ConfigurationSource source = host.configuration();
    if (source == null) {
      throw new Problem(
          409, "this tracker was not started from a configuration that can be read again");
    }
    try {
      Reload reload = reloader.reload(source.read());
      return new Reloaded(
          reload.applied().stream()
              .map(c -> "%s: %s (was %s)".formatted(c.key(), c.to(), c.from()))
              .toList(),
          reload.kept().stream()
              .map(c -> "%s: %s until a restart (then %s)".formatted(c.key(), c.from(), c.to()))
              .toList());
    } catch (ConfigurationException e) {
      throw new Problem(409, "all stays as it was: " + e.getMessage());
    }
  }
}
