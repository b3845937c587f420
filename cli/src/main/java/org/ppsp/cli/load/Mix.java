package org.ppsp.cli.load;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.ppsp.protocol.Method;

/// How often each method is sent, in proportion to the others. Immutable.
public final class Mix {
  private static final Set<Method> POSSIBLE =
      EnumSet.of(
          Method.FIND,
          Method.FIND_CHUNK,
          Method.KEEPALIVE,
          Method.STAT_REPORT,
          Method.JOIN,
          Method.JOIN_CHUNK,
          Method.LEAVE);
  private static final int MAX_WEIGHT = 1_000_000;

  private final Map<Method, Integer> weights;
  private final int total;

  private Mix(Map<Method, Integer> weights, int total) {
    this.weights = weights;
    this.total = total;
  }

  /// Reads `FIND=60,KEEPALIVE=40`.
  ///
  /// @throws IllegalArgumentException if it is anything else
  public static Mix parse(String text) {
    Map<Method, Integer> weights = new EnumMap<>(Method.class);
    int total = 0;
    for (String part : text.split(",", -1)) {
      String[] pair = part.strip().split("=", -1);
      if (pair.length != 2 || !pair[1].matches("\\d{1,7}")) {
        throw wrong("'" + part + "' is not METHOD=WEIGHT");
      }
      Method method =
          POSSIBLE.stream()
              .filter(m -> m.name().equalsIgnoreCase(pair[0]))
              .findFirst()
              .orElseThrow(() -> wrong("no load can be made of '" + pair[0] + "'"));
      int weight = Integer.parseInt(pair[1]);
      if (weight > MAX_WEIGHT) {
        throw wrong("the weight " + weight + " is more than " + MAX_WEIGHT);
      }
      if (weights.put(method, weight) != null) {
        throw wrong(method + " stands there twice");
      }
      total += weight;
    }
    if (total == 0) {
      throw wrong("all weights are 0");
    }
    return new Mix(weights, total);
  }

  private static IllegalArgumentException wrong(String cause) {
    String possible = POSSIBLE.stream().map(Method::name).collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        cause + "; a mix is such as FIND=60,KEEPALIVE=40, of " + possible);
  }

  /// The part of a method, 0 to 1.
  public double share(Method method) {
    return (double) weights.getOrDefault(method, 0) / total;
  }

  Method pick(RandomGenerator random) {
    int at = random.nextInt(total);
    for (Map.Entry<Method, Integer> entry : weights.entrySet()) {
      at -= entry.getValue();
      if (at < 0) {
        return entry.getKey();
      }
    }
    throw new AssertionError("the weights add up to their total");
  }

  @Override
  public String toString() {
    return weights.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }
}
