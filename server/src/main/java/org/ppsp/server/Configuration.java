package org.ppsp.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.server.http.HttpSettings;
import org.ppsp.server.http.WebSettings;
import org.ppsp.server.limit.RateSettings;
import org.ppsp.server.limit.RateSettings.Rates;
import org.ppsp.server.manage.Operations;
import org.ppsp.server.proxy.Proxies;
import org.ppsp.server.security.AccessSettings;
import org.ppsp.server.security.AuthSettings;
import org.ppsp.server.security.TlsSettings;
import org.ppsp.tracker.AddressSettings;
import org.ppsp.tracker.Defences;
import org.ppsp.tracker.MemoryBounds;
import org.ppsp.tracker.Shares;
import org.ppsp.tracker.TrackerSettings;

/// Everything that can be said about a server. Immutable, read once; the keys and their ranges are
/// those that `ppsp config` prints.
///
/// @param listen where peers reach the tracker
/// @param allowPlainHttp whether an address other than loopback is served without TLS
/// @param look how often files are looked at for changes
/// @param tls null for plain HTTP
/// @param manage null if there is no management port
/// @param values the texts of all values by the names of their keys; none is a secret
public record Configuration(
    Listen listen,
    boolean allowPlainHttp,
    Duration look,
    LogSettings log,
    @Nullable TlsSettings tls,
    AuthSettings auth,
    AccessSettings access,
    HttpSettings http,
    RateSettings rates,
    DecodeLimits limits,
    TrackerSettings tracker,
    StatQuerySettings statQuery,
    @Nullable ManageSettings manage,
    Map<String, String> values) {
  /// What holds when nothing is configured.
  public static final Configuration DEFAULT = of(new Values());

  /// Copies the map.
  public Configuration {
    values = Map.copyOf(values);
  }

  /// The management port.
  ///
  /// @param token the file with what operators show, or null
  /// @param certificate a PEM file, or null for plain HTTP
  /// @param key a PEM file; null if there is no certificate
  /// @param topSwarms how many of the largest swarms have metrics of their own
  public record ManageSettings(
      Listen listen,
      @Nullable Path token,
      @Nullable Path certificate,
      @Nullable Path key,
      int topSwarms) {}

  /// How peers are asked for statistics.
  ///
  /// @param fromLoopback whether a STAT_QUERY from this machine is the operator's
  /// @param timeout that a peer has to answer
  /// @param concurrency peers asked at once
  public record StatQuerySettings(boolean fromLoopback, Duration timeout, int concurrency) {}

  /// Reads the configuration. What comes later replaces what came before: defaults, file,
  /// environment, options.
  ///
  /// @param file a YAML file, or null
  /// @param environment all variables; of interest are those that begin with `PPSP_`
  /// @param options texts of keys by their names, as the command line gives them
  /// @throws ConfigurationException if a file cannot be read, a key is unknown, or a value is not
  ///   allowed, or not together with another
  public static Configuration load(
      @Nullable Path file, Map<String, String> environment, Map<String, String> options)
      throws ConfigurationException {
    Values values = new Values();
    if (file != null) {
      YamlFile.read(file, values);
    }
    values.readEnvironment(environment);
    values.readOptions(options);
    values.check();
    return of(values);
  }

  /// What would become of a configuration that is to come after this one.
  Reload compare(Configuration next) {
    List<Reload.Change> applied = new ArrayList<>();
    List<Reload.Change> kept = new ArrayList<>();
    for (Key<?> key : Keys.ALL) {
      String from = text(key);
      String to = next.text(key);
      if (!from.equals(to)) {
        (key.live() ? applied : kept).add(new Reload.Change(key.name(), shown(from), shown(to)));
      }
    }
    return new Reload(applied, kept);
  }

  /// A value without the part of a URL that may be a secret.
  private static String shown(String text) {
    return text.startsWith("http") ? text.replaceFirst("\\?.*", "?...") : text;
  }

  /// This configuration with what of another one may change while the tracker runs.
  ///
  /// @throws ConfigurationException if these values are not allowed together
  Configuration with(Configuration next) throws ConfigurationException {
    Values mixed = new Values();
    for (Key<?> key : Keys.ALL) {
      mixed.read("reload", key.name(), (key.live() ? next : this).text(key));
    }
    mixed.check();
    return of(mixed);
  }

  private String text(Key<?> key) {
    return values.getOrDefault(key.name(), key.standardText());
  }

  /// All keys with their values.
  List<Operations.Setting> settings() {
    List<Operations.Setting> all = new ArrayList<>();
    for (Key<?> key : Keys.ALL) {
      all.add(new Operations.Setting(key.name(), shown(text(key)), key.standardText(), key.doc()));
    }
    return all;
  }

  /// The commented defaults, as a file that [#load] reads.
  public static String defaultFile() {
    return Keys.file();
  }

  private static Configuration of(Values values) {
    return new Configuration(
        values.get(Keys.LISTEN),
        values.get(Keys.ALLOW_PLAIN_HTTP),
        values.get(Keys.RELOAD_INTERVAL),
        new LogSettings(
            values.get(Keys.LOG_LEVEL),
            values.get(Keys.LOG_FORMAT),
            values.get(Keys.LOG_SYSLOG).orElse(null)),
        tls(values),
        new AuthSettings(
            values.get(Keys.AUTH_MECHANISMS),
            values.get(Keys.AUTH_AUTHORITIES).orElse(null),
            values.get(Keys.AUTH_REVOKED).orElse(null),
            values.get(Keys.AUTH_REALM).orElse(null),
            values.get(Keys.AUTH_USERS).orElse(null),
            values.get(Keys.AUTH_MD5),
            values.get(Keys.AUTH_KEYS).orElse(null),
            values.get(Keys.AUTH_ISSUER).orElse(null),
            values.get(Keys.AUTH_AUDIENCE),
            values.get(Keys.AUTH_TOKEN_LIFETIME),
            values.get(Keys.AUTH_UNBOUND_PROOF),
            values.get(Keys.AUTH_NONCE)),
        new AccessSettings(values.get(Keys.ACCESS_MODE), values.get(Keys.ACCESS_FILE).orElse(null)),
        new HttpSettings(
            values.get(Keys.TRANSPORT),
            values.get(Keys.EVENT_LOOPS),
            values.get(Keys.BACKLOG),
            values.get(Keys.MAX_CONNECTIONS),
            values.get(Keys.MAX_CONNECTIONS_PER_ADDRESS),
            values.get(Keys.MAX_CONNECTIONS_PER_NETWORK),
            values
                .get(Keys.MAX_BUFFERED)
                .orElse(Math.max(1 << 20, Runtime.getRuntime().maxMemory() / 8)),
            values.get(Keys.MAX_LINE),
            values.get(Keys.MAX_HEADERS),
            values.get(Keys.REQUEST_TIMEOUT),
            values.get(Keys.IDLE_TIMEOUT),
            values.get(Keys.WRITE_TIMEOUT),
            values.get(Keys.SHUTDOWN_GRACE),
            values.get(Keys.RETRY_AFTER),
            values.get(Keys.MAX_DELAY),
            new Proxies(values.get(Keys.PROXY_TRUSTED), values.get(Keys.PROXY_HEADER)),
            values.get(Keys.EXEMPT),
            new WebSettings(values.get(Keys.ALLOWED_ORIGINS), values.get(Keys.HOSTS))),
        new RateSettings(
            new Rates(values.get(Keys.CONNECTS_PER_ADDRESS), values.get(Keys.REQUESTS_PER_ADDRESS)),
            new Rates(values.get(Keys.CONNECTS_PER_NETWORK), values.get(Keys.REQUESTS_PER_NETWORK)),
            new Rates(
                values.get(Keys.CONNECTS_PER_CREDENTIAL), values.get(Keys.REQUESTS_PER_CREDENTIAL)),
            values.get(Keys.BURST),
            values.get(Keys.EXEMPT)),
        new DecodeLimits(
            values.get(Keys.MAX_BODY),
            values.get(Keys.MAX_DEPTH),
            values.get(Keys.MAX_TEXT),
            values.get(Keys.MAX_CERTIFICATE),
            values.get(Keys.MAX_CHUNK_IDS),
            values.get(Keys.MAX_STATS),
            values.get(Keys.MAX_ADDRESSES),
            DecodeLimits.DEFAULT.peers()),
        new TrackerSettings(
            values.get(Keys.KEEPALIVE_INTERVAL),
            values.get(Keys.DEFAULT_EXPIRE),
            values.get(Keys.MAX_EXPIRE),
            values.get(Keys.DEFAULT_PEERNUM),
            values.get(Keys.MAX_PEERNUM),
            values.get(Keys.PRIVATE_ADDRESSES),
            new AddressSettings(
                values.get(Keys.FOREIGN_ADDRESSES),
                values.get(Keys.RELAY_NETWORKS),
                values.get(Keys.MIN_LISTED_PORT)),
            values.get(Keys.FIND_NEEDS_MEMBERSHIP),
            values.get(Keys.STRATEGY),
            values.get(Keys.SCAN_LIMIT),
            values.get(Keys.MAX_MEMBERSHIPS),
            values.get(Keys.MAX_CHUNK_ENTRIES),
            values.get(Keys.MAX_KEPT_STATS),
            values.get(Keys.STRICT_RFC7846),
            new MemoryBounds(
                values.get(Keys.MAX_MEMORY).orElse(MemoryBounds.DEFAULT.all()),
                values.get(Keys.MEMORY_PER_ADDRESS),
                values.get(Keys.MEMORY_PER_NETWORK),
                values.get(Keys.MAX_MEMORY_PER_SESSION)),
            new Defences(
                new Shares(
                    values.get(Keys.NETWORK_SHARE),
                    values.get(Keys.PREFIX_SHARE),
                    values.get(Keys.ASN_SHARE)),
                values.get(Keys.MAX_ADDRESSES_PER_MINUTE),
                values.get(Keys.MAX_SESSIONS_PER_ADDRESS),
                values.get(Keys.TOKENLESS),
                values.get(Keys.EXEMPT_LOOPBACK),
                values.get(Keys.QUARANTINE_REPORTERS),
                values.get(Keys.QUARANTINE_AGE),
                values.get(Keys.QUARANTINE_TIME))),
        new StatQuerySettings(
            values.get(Keys.QUERY_FROM_LOOPBACK),
            values.get(Keys.QUERY_TIMEOUT),
            values.get(Keys.QUERY_CONCURRENCY)),
        manage(values),
        values.texts());
  }

  private static @Nullable ManageSettings manage(Values values) {
    Listen listen = values.get(Keys.MANAGE_LISTEN).orElse(null);
    return listen == null
        ? null
        : new ManageSettings(
            listen,
            values.get(Keys.MANAGE_TOKEN).orElse(null),
            values.get(Keys.MANAGE_CERTIFICATE).orElse(null),
            values.get(Keys.MANAGE_KEY).orElse(null),
            values.get(Keys.TOP_SWARMS));
  }

  private static @Nullable TlsSettings tls(Values values) {
    Path certificate = values.get(Keys.TLS_CERTIFICATE).orElse(null);
    Path key = values.get(Keys.TLS_KEY).orElse(null);
    return certificate == null || key == null
        ? null
        : new TlsSettings(certificate, key, values.get(Keys.TLS_12), values.get(Keys.TLS_ENGINE));
  }
}
