package org.ppsp.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The values of keys while a configuration is being read.
final class Values {
  /// Variables that are for the command and its launcher.
  private static final Set<String> NOT_OURS =
      Set.of("PPSP_JAVA_OPTS", "PPSP_AOT", "PPSP_CONFIG", "PPSP_LOG_LEVEL", "PPSP_URL");

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
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (name.startsWith("PPSP_") && !NOT_OURS.contains(name)) {
        Key<?> key = null;
        for (Key<?> candidate : Keys.ALL) {
          key = candidate.variable().equals(name) ? candidate : key;
        }
        if (key == null) {
          throw new ConfigurationException(
              "environment: no key belongs to the variable " + name + "; 'ppsp config' shows all");
        }
        values.put(key, key.read("environment variable " + name, variable.getValue()));
      }
    }
  }

  void readOptions(Map<String, String> options) throws ConfigurationException {
    for (Map.Entry<String, String> option : options.entrySet()) {
      read("option --" + option.getKey(), option.getKey(), option.getValue());
    }
  }

  private static @Nullable Key<?> find(String name) {
    for (Key<?> key : Keys.ALL) {
      if (key.name().equals(name)) {
        return key;
      }
    }
    return null;
  }
}
