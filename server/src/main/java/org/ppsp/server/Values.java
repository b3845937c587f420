package org.ppsp.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.proxy.ProxyHeader;
import org.ppsp.server.security.AccessSettings;
import org.ppsp.server.security.AuthSettings.Mechanism;
import org.slf4j.LoggerFactory;

/// The values of keys while a configuration is being read.
final class Values {
  /// Variables that are for the command and its launcher.
  private static final Set<String> NOT_OURS =
      Set.of(
          "PPSP_JAVA_OPTS",
          "PPSP_ADMIN_TOKEN_FILE",
          "PPSP_ADMIN_URL",
          "PPSP_AOT",
          "PPSP_CA",
          "PPSP_CERT",
          "PPSP_CONFIG",
          "PPSP_KEY",
          "PPSP_PASSWORD_FILE",
          "PPSP_TOKEN_FILE",
          "PPSP_URL");

  /// Variables that Kubernetes gives to every container beside a service named ppsp: PPSP_PORT,
  /// PPSP_SERVICE_HOST, PPSP_PORT_7846_TCP_ADDR and so on.
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "PPSP_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)"
              + "|PORT(_\\d{1,5}_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  private final Map<Key<?>, Object> values = new HashMap<>();

  /// The value of a key, by default if nothing was read.
  @SuppressWarnings("unchecked") // set() put a T beside a Key<T>
  <T> T get(Key<T> key) {
    return (T) values.getOrDefault(key, key.standard());
  }

  /// Reads the value of a key.
  ///
  /// @param place where it stands, for messages
  void read(String place, String name, String text) throws ConfigurationException {
    Key<?> key = find(name);
    if (key == null) {
      throw new ConfigurationException(
          "%s: there is no key %s; 'ppsp config' shows all keys".formatted(place, name));
    }
    values.put(key, key.read(place, text));
  }

  void readEnvironment(Map<String, String> environment) throws ConfigurationException {
    List<String> links = new ArrayList<>();
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (name.startsWith("PPSP_") && !NOT_OURS.contains(name)) {
        Key<?> key = belongingTo(name);
        if (key != null) {
          values.put(key, key.read("environment variable " + name, variable.getValue()));
        } else if (SERVICE_LINK.matcher(name).matches()) {
          links.add(name);
        } else {
          throw new ConfigurationException(
              "environment: no key belongs to the variable " + name + "; 'ppsp config' shows all");
        }
      }
    }
    if (!links.isEmpty()) {
      LoggerFactory.getLogger(Configuration.class)
          .debug("ignoring what Kubernetes says of a service named ppsp: {}", links);
    }
  }

  private static @Nullable Key<?> belongingTo(String variable) {
    for (Key<?> key : Keys.ALL) {
      if (key.variable().equals(variable)) {
        return key;
      }
    }
    return null;
  }

  void readOptions(Map<String, String> options) throws ConfigurationException {
    for (Map.Entry<String, String> option : options.entrySet()) {
      read("option --" + option.getKey(), option.getKey(), option.getValue());
    }
  }

  /// Refuses values that are allowed, but not together.
  void check() throws ConfigurationException {
    checkPair(Keys.TLS_CERTIFICATE, Keys.TLS_KEY);
    checkPair(Keys.MANAGE_CERTIFICATE, Keys.MANAGE_KEY);
    checkAuth();
    checkProxies();
    Key<Duration> standard = Keys.DEFAULT_EXPIRE;
    Key<Duration> most = Keys.MAX_EXPIRE;
    if (get(standard).compareTo(get(most)) > 0) {
      throw new ConfigurationException(
          ("%1$s is %2$s, which is more than %3$s, %4$s;"
                  + " set %1$s to %4$s or less, or %3$s to %2$s or more")
              .formatted(standard.name(), text(standard), most.name(), text(most)));
    }
  }

  /// TLS needs both files.
  private void checkPair(Key<Optional<Path>> certificate, Key<Optional<Path>> key)
      throws ConfigurationException {
    boolean first = get(certificate).isPresent();
    if (first != get(key).isPresent()) {
      throw new ConfigurationException(
          "%s is set and %s is not; TLS needs both"
              .formatted((first ? certificate : key).name(), (first ? key : certificate).name()));
    }
  }

  /// Each way to prove who one is needs something to go by.
  private void checkAuth() throws ConfigurationException {
    Set<Mechanism> mechanisms = get(Keys.AUTH_MECHANISMS);
    for (Mechanism mechanism : mechanisms) {
      Key<? extends Optional<?>> needed =
          switch (mechanism) {
            case TLS, CERTIFICATE -> Keys.AUTH_AUTHORITIES;
            case DIGEST -> Keys.AUTH_USERS;
            case BEARER -> Keys.AUTH_KEYS;
          };
      if (get(needed).isEmpty()) {
        throw missing(
            needed,
            "%s is among %s"
                .formatted(mechanism.name().toLowerCase(Locale.ROOT), Keys.AUTH_MECHANISMS.name()));
      }
    }
    if (mechanisms.isEmpty()) {
      for (Key<? extends Optional<?>> key :
          List.of(Keys.AUTH_AUTHORITIES, Keys.AUTH_USERS, Keys.AUTH_KEYS)) {
        if (get(key).isPresent()) {
          throw new ConfigurationException(
              "%s is set and %s is none, so that peers could connect without it; set %s to %s"
                  .formatted(
                      key.name(),
                      Keys.AUTH_MECHANISMS.name(),
                      Keys.AUTH_MECHANISMS.name(),
                      Keys.AUTH_MECHANISMS.kind().range().replace("none, or ", "")));
        }
      }
    }
    if (mechanisms.contains(Mechanism.TLS) && get(Keys.TLS_CERTIFICATE).isEmpty()) {
      throw missing(Keys.TLS_CERTIFICATE, "tls is among " + Keys.AUTH_MECHANISMS.name());
    }
    if (get(Keys.HOSTS).isEmpty() && get(Keys.TLS_CERTIFICATE).isEmpty()) {
      if (mechanisms.contains(Mechanism.DIGEST) && get(Keys.AUTH_REALM).isEmpty()) {
        throw nameless(Keys.AUTH_REALM, "the realm that the passwords are made for");
      }
      if (mechanisms.contains(Mechanism.CERTIFICATE) && !get(Keys.AUTH_UNBOUND_PROOF)) {
        throw nameless(Keys.AUTH_UNBOUND_PROOF, "true");
      }
    }
    boolean listed = get(Keys.ACCESS_MODE) != AccessSettings.Mode.OPEN;
    if (listed != get(Keys.ACCESS_FILE).isPresent()) {
      throw listed
          ? missing(
              Keys.ACCESS_FILE,
              "%s is %s".formatted(Keys.ACCESS_MODE.name(), text(Keys.ACCESS_MODE)))
          : new ConfigurationException(
              "%s is set and %s is open; set it to allow-list or deny-list"
                  .formatted(Keys.ACCESS_FILE.name(), Keys.ACCESS_MODE.name()));
    }
  }

  private ConfigurationException nameless(Key<?> key, String other) {
    return new ConfigurationException(
        "%s is %s, and neither %s nor a certificate says by which name peers reach the tracker; set %s to it, or %s to %s"
            .formatted(
                key.name(), text(key), Keys.HOSTS.name(), Keys.HOSTS.name(), key.name(), other));
  }

  private static ConfigurationException missing(Key<?> needed, String because) {
    return new ConfigurationException(
        "%s is not set, and %s; set it to %s"
            .formatted(
                needed.name(), because, needed.kind().range().replaceFirst("^none,( or)? ", "")));
  }

  private void checkProxies() throws ConfigurationException {
    boolean none = get(Keys.PROXY_TRUSTED).isEmpty();
    if (none != (get(Keys.PROXY_HEADER) == ProxyHeader.NONE)) {
      throw new ConfigurationException(
          "%s is set and %s is not; proxies need both: whom to believe, and what to look at"
              .formatted(
                  (none ? Keys.PROXY_HEADER : Keys.PROXY_TRUSTED).name(),
                  (none ? Keys.PROXY_TRUSTED : Keys.PROXY_HEADER).name()));
    }
  }

  private <T> String text(Key<T> key) {
    return key.kind().writer().apply(get(key));
  }

  /// The texts of all values by the names of their keys.
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Key<?> key : Keys.ALL) {
      texts.put(key.name(), text(key));
    }
    return texts;
  }

  /// The key of that name, or null.
  static @Nullable Key<?> find(String name) {
    for (Key<?> key : Keys.ALL) {
      if (key.name().equals(name)) {
        return key;
      }
    }
    return null;
  }
}
