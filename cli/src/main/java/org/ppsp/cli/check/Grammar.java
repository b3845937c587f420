package org.ppsp.cli.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Members by the grammar of RFC 7846, section 3: what is of another kind is a mismatch.
final class Grammar {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final int SHOWN = 60;
  private static final int MAX_PORT = 0xffff;

  private Grammar() {}

  /// The document that bytes hold, whatever it is.
  static JsonNode read(byte[] bytes) throws IOException {
    return JSON.readTree(bytes);
  }

  /// What a text holds; a missing node if it is no JSON.
  static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  static JsonNode object(JsonNode of, String name) {
    return needed(of, name, of.path(name).isObject(), "an object");
  }

  static JsonNode array(JsonNode of, String name) {
    return needed(of, name, of.path(name).isArray(), "an array, for a single value, too");
  }

  static String text(JsonNode of, String name) {
    return needed(of, name, of.path(name).isTextual(), "a string").textValue();
  }

  static long number(JsonNode of, String name) {
    return needed(of, name, of.path(name).isIntegralNumber(), "a whole number").longValue();
  }

  private static JsonNode needed(JsonNode of, String name, boolean holds, String kind) {
    JsonNode value = of.path(name);
    Mismatch.unless(
        holds,
        name + ": " + kind,
        value.isMissingNode() ? "no " + name + " in " + shown(of) : name + ": " + shown(value),
        "write answers by the grammar of RFC 7846, section 3, not as its examples have them");
    return value;
  }

  /// The beginning of a value.
  static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }

  /// Checks a `peer_addr` (section 3.2.4).
  static void address(JsonNode address) {
    JsonNode ip = object(address, "ip_address");
    oneOf(ip, "address_type", List.of("ipv4", "ipv6"));
    String text = text(ip, "address");
    boolean v6 = text(ip, "address_type").equals("ipv6");
    Mismatch.unless(
        text.contains(":") == v6,
        "an address of its address_type",
        shown(ip),
        "write address_type ipv4 with dotted decimals, ipv6 with the form of RFC 5952");
    long port = number(address, "port");
    Mismatch.unless(
        port >= 1 && port <= MAX_PORT, "port 1 to 65535", "port " + port, "list usable ports");
    var _ = number(address, "priority");
    oneOf(address, "type", List.of("HOST", "REFLEXIVE", "PROXY"));
    if (address.has("connection")) {
      oneOf(address, "connection", List.of("wired", "wireless"));
    }
    var _ = optionalText(address, "asn");
    var _ = optionalText(address, "peer_protocol");
  }

  private static @Nullable String optionalText(JsonNode of, String name) {
    return of.has(name) ? text(of, name) : null;
  }

  private static void oneOf(JsonNode of, String name, List<String> values) {
    String value = text(of, name);
    Mismatch.unless(
        values.contains(value),
        name + " one of " + values,
        name + " " + value,
        "write the names as the grammar has them, in its case");
  }
}
