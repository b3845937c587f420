package org.ppsp.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads a configuration file token by token: nothing is built that aliases could blow up, and
/// every value has its line.
final class YamlFile {
  private static final int MAX_BYTES = 1 << 20;

  /// An address such as `[::1]:7846`, which YAML takes for a list and a mistake behind it.
  private static final Pattern ADDRESS =
      Pattern.compile("(?<=:[ \\t])([ \\t]*)(\\[[0-9A-Fa-f:.]+(?:%\\w+)?]:\\d+)(?=[\\s,}]|$)");

  private static final String QUOTES =
      "put a value in quotes if it begins with one of [ { * & ! | > % @ `, such as '*'";

  private final Path file;
  private final Values values;
  private final String text;
  private final YAMLParser yaml;
  private final Set<String> seen = new HashSet<>();

  private YamlFile(Path file, Values values, String text, YAMLParser yaml) {
    this.file = file;
    this.values = values;
    this.text = text;
    this.yaml = yaml;
  }

  static void read(Path file, Values values) throws ConfigurationException {
    String text = ADDRESS.matcher(text(file)).replaceAll("$1'$2'");
    try (YAMLParser yaml = new YAMLFactory().createParser(text)) {
      new YamlFile(file, values, text, yaml).readDocument();
    } catch (JsonProcessingException e) {
      throw new ConfigurationException(
          "%s, line %s: this is not YAML: %s; %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse(""),
                  QUOTES),
          e);
    } catch (IOException e) {
      throw new ConfigurationException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String text(Path file) throws ConfigurationException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ConfigurationException(file + " is larger than 1MiB: no configuration is");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(
          file + " does not exist; 'ppsp config > " + file + "' writes one with all defaults", e);
    } catch (IOException e) {
      throw new ConfigurationException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void readDocument() throws IOException, ConfigurationException {
    JsonToken first = yaml.nextToken();
    if (first == JsonToken.START_OBJECT) {
      readSection("");
      if (yaml.nextToken() != null) {
        throw wrong("a second document begins; there must be one");
      }
    } else if (first != null && first != JsonToken.VALUE_NULL) {
      throw wrong("there must be keys and values, such as listen: 127.0.0.1:7846");
    }
  }

  private void readSection(String prefix) throws IOException, ConfigurationException {
    while (yaml.nextToken() != JsonToken.END_OBJECT) {
      String name = prefix + yaml.currentName();
      String place = place();
      if (!seen.add(name)) {
        throw wrong("the key " + name + " stands here a second time");
      }
      JsonToken token = yaml.nextToken();
      if (yaml.isCurrentAlias() || yaml.getObjectId() != null || hasAnchor()) {
        throw wrong("anchors and aliases (& and *) are not read in " + name + "; " + QUOTES);
      }
      if (yaml.getTypeId() != null) {
        throw wrong("tags (!) are not read in " + name + "; " + QUOTES);
      }
      if (token == JsonToken.START_OBJECT) {
        requireSection(place, name);
        readSection(name + ".");
      } else if (isSection(name)) {
        if (token != JsonToken.VALUE_NULL) {
          throw wrong(
              name + " is a section and has no value itself; its keys stand below it, indented");
        }
      } else if (token == JsonToken.START_ARRAY) {
        throw wrong(name + " has one value, not a list; " + QUOTES);
      } else {
        values.read(place, name, token == JsonToken.VALUE_NULL ? "" : yaml.getText());
      }
    }
  }

  /// The parser tells nothing of an anchor before a plain value.
  private boolean hasAnchor() {
    long offset = yaml.currentTokenLocation().getCharOffset(); // in code points
    int at = text.offsetByCodePoints(0, (int) offset);
    return at < text.length() && text.charAt(at) == '&';
  }

  private static boolean isSection(String name) {
    return Keys.ALL.stream().anyMatch(key -> key.name().startsWith(name + "."));
  }

  private static void requireSection(String place, String name) throws ConfigurationException {
    if (Values.find(name) != null) {
      throw new ConfigurationException(
          "%s: %s has one value, not keys below it; %s".formatted(place, name, QUOTES));
    }
    if (!isSection(name)) {
      throw new ConfigurationException(
          "%s: there is no section %s; 'ppsp config' shows all keys".formatted(place, name));
    }
  }

  private ConfigurationException wrong(String message) {
    return new ConfigurationException(place() + ": " + message);
  }

  private String place() {
    return file + ", line " + Math.max(1, yaml.currentTokenLocation().getLineNr());
  }
}
