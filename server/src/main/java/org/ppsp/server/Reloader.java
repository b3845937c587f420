package org.ppsp.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.http.HttpFront;
import org.ppsp.server.limit.Limits;
import org.ppsp.server.security.CredentialException;
import org.ppsp.server.security.Security;
import org.ppsp.tracker.Tracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes another configuration while the tracker runs, or nothing of it if it cannot be used.
/// Thread-safe; one reload after the other.
final class Reloader {
  private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

  /// What can take other settings.
  ///
  /// @param look looks at all files
  /// @param lookout how often that is done
  /// @param log null if the log is not the server's business
  record Parts(
      Tracker tracker,
      Limits limits,
      Security security,
      StatQuerier querier,
      HttpFront front,
      Runnable look,
      Consumer<Duration> lookout,
      @Nullable LogControl log) {}

  private final Parts parts;
  private Configuration current;

  Reloader(Configuration current, Parts parts) {
    this.current = current;
    this.parts = parts;
  }

  /// What holds now.
  synchronized Configuration current() {
    return current;
  }

  /// Takes what may change, and says so in the log.
  ///
  /// @throws ConfigurationException if it cannot be used; then all is as before
  synchronized Reload reload(Configuration next) throws ConfigurationException {
    Configuration effective = current.with(next);
    takeAccess(effective); // first, for it is the only one that may fail
    Reload reload = withLog(current.compare(next), effective);
    parts.tracker.settings(effective.tracker());
    parts.limits.settings(effective.rates());
    parts.querier.timeout(effective.statQuery().timeout());
    parts.front.settings(effective.http());
    parts.security.hosts(effective.http().web().hosts());
    if (!effective.look().equals(current.look())) {
      parts.lookout.accept(effective.look());
    }
    current = effective;
    if (parts.log != null) {
      parts.log.apply(effective.log());
    }
    tell(reload);
    parts.look.run();
    return reload;
  }

  private void takeAccess(Configuration effective) throws ConfigurationException {
    try {
      parts.security.access(effective.access());
    } catch (CredentialException e) {
      throw new ConfigurationException(
          "%s: %s".formatted(Keys.ACCESS_FILE.name(), e.getMessage()), e);
    }
  }

  /// What of the log changes: more, if its level was set by hand meanwhile; nothing, if it is
  /// another's.
  private Reload withLog(Reload read, Configuration effective) {
    List<Reload.Change> applied = new ArrayList<>();
    List<Reload.Change> kept = new ArrayList<>(read.kept());
    for (Reload.Change change : read.applied()) {
      boolean isForeign = parts.log == null && change.key().startsWith("log.");
      (isForeign ? kept : applied).add(change);
    }
    if (parts.log != null) {
      String name = Keys.LOG_LEVEL.name();
      applied.removeIf(change -> change.key().equals(name));
      LogLevel before = parts.log.level();
      LogLevel then = effective.log().level();
      if (before != then) {
        applied.add(new Reload.Change(name, before.toString(), then.toString()));
      }
    }
    return new Reload(applied, kept);
  }

  private static void tell(Reload reload) {
    LOG.info(
        "the configuration was read anew: {} changed, {} wait for a restart",
        reload.applied().size(),
        reload.kept().size());
    for (Reload.Change change : reload.applied()) {
      LOG.info("{} is {} now; it was {}", change.key(), change.to(), change.from());
    }
    for (Reload.Change change : reload.kept()) {
      LOG.warn(
          "{} stays {}: {} is taken when the tracker is started again",
          change.key(),
          change.from(),
          change.to());
    }
  }
}
