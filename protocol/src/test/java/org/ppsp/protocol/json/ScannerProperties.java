package org.ppsp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.json.JsonScanner.Token;

/// The scanner takes and refuses what Jackson does, and sees the same tokens and texts in it.
class ScannerProperties {
  private static final int DEPTH = 6;
  private static final Map<Boolean, Integer> TAKEN = new HashMap<>();

  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxNumberLength(100_000)
                  .build())
          .build();

  @AfterContainer
  static void bothCases_wereTried() {
    assertThat(TAKEN).hasSize(2);
    assertThat(TAKEN.values()).allMatch(n -> n > 300);
  }

  /// Documents put together of pieces that fit often enough.
  @Provide
  Arbitrary<byte[]> documents() {
    Arbitrary<String> values =
        Arbitraries.of(
            "1",
            "0",
            "-0",
            "-12.50e+3",
            "1E5",
            "1e-0",
            "01",
            "-",
            "+1",
            ".5",
            "1.",
            "1e",
            "0x1",
            "true",
            "false",
            "null",
            "nul",
            "True",
            "truer",
            "NaN",
            "\"\"",
            "\"text\"",
            "\"ä€😀\"",
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
            "\"\\u0041\\ud83d\\ude00\"",
            "\"\\ud800\"",
            "\"\\u00e4ö\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"\\a\"",
            "\"\\\"",
            "\"\t\"",
            "\"\n\"",
            "\"\u007f\u0085\"",
            "'a'",
            "[]",
            "[ ]",
            "[1]",
            "[1,2 , 3]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[[],{}]",
            "[[[[[[1]]]]]]",
            "[[[[[[[[1]]]]]]]]",
            "{}",
            "{ }",
            "{\"a\":1}",
            "{\"a\" : 1 , \"b\":[{}]}",
            "{\"a\":1,}",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "{1:1}",
            "{\"a\":1 \"b\":2}",
            "{\"\":{\"swarm_id\":0}}",
            "{\"p\\u0065er_id\":0}",
            "/*c*/1",
            "#",
            "\u00a0",
            "\u2028",
            "}",
            "]",
            ":",
            ",",
            "{",
            "[",
            "\"",
            "1 1",
            "{} {}",
            " ",
            "\r\n\t ",
            "\f",
            "\u0000");
    Arbitrary<String> inside =
        values.list().ofMinSize(1).ofMaxSize(3).map(list -> String.join(",", list));
    Arbitrary<String> arrays = inside.map(text -> "[" + text + "]");
    Arbitrary<String> objects =
        values
            .list()
            .ofMaxSize(3)
            .map(list -> "{\"peer_id\": " + String.join(",\"ä\":", list) + "}");
    return Arbitraries.oneOf(values, arrays, objects).map(text -> text.getBytes(UTF_8));
  }

  @Provide
  Arbitrary<byte[]> goldens() {
    return Arbitraries.of(all("request/regular", "response/regular"));
  }

  private static List<byte[]> all(String... folders) {
    List<byte[]> all = new ArrayList<>();
    for (String folder : folders) {
      Golden.names(folder).forEach(name -> all.add(Golden.bytes(folder, name)));
    }
    return all;
  }

  @Property(
      seed = "20261123",
      tries = 4000,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void document_isSeenAsJacksonSeesIt(@ForAll("documents") byte[] bytes) {
    compare(bytes);
  }

  @Property(
      seed = "20261123",
      tries = 1500,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void mutation_isSeenAsJacksonSeesIt(
      @ForAll("goldens") byte[] golden, @ForAll int place, @ForAll byte value) {
    byte[] bytes = golden.clone();
    bytes[Math.floorMod(place, bytes.length)] = (byte) (value & 0x7f); // and still UTF-8
    compare(bytes);
  }

  @Property(
      seed = "20261123",
      tries = 500,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void beginning_isSeenAsJacksonSeesIt(@ForAll("goldens") byte[] golden, @ForAll int length) {
    compare(Arrays.copyOf(golden, Math.floorMod(length, golden.length)));
  }

  @Example
  void goldenFiles_areSeenAsJacksonSeesThem() {
    all("request/regular", "response/regular", "refused").forEach(ScannerProperties::compare);
  }

  /// Texts are looked through eight bytes at a time.
  @Example
  void eachCharacter_atEachPlace_isSeenAsJacksonSeesIt() {
    for (int place = 0; place < 20; place++) {
      for (char c = 0; c < 0x120; c++) {
        String text = "a".repeat(place) + c + "b".repeat(19 - place);
        compare(("[\"" + text + "\"]").getBytes(UTF_8));
        compare(("\"" + text).getBytes(UTF_8));
      }
    }
  }

  private static void compare(byte[] bytes) {
    String document = new String(bytes, UTF_8);
    if (document.contains("\ufffd") || bytes.length > 1 && (bytes[0] == 0 || bytes[1] == 0)) {
      return; // not in UTF-8; Jackson takes some of these
    }
    List<String> ours = new ArrayList<>();
    List<String> theirs = new ArrayList<>();
    String why = scan(bytes, ours);
    String theirWhy = parse(bytes, theirs);
    TAKEN.merge(why == null, 1, Integer::sum);
    assertThat(why == null).as("%s: %s / %s", document, why, theirWhy).isEqualTo(theirWhy == null);
    if (why == null) {
      assertThat(ours).isEqualTo(theirs);
    }
  }

  /// @return why it is refused
  private static @Nullable String scan(byte[] bytes, List<String> to) {
    byte[] larger = new byte[bytes.length + 8];
    System.arraycopy(bytes, 0, larger, 4, bytes.length);
    Arrays.fill(larger, 0, 4, (byte) '1'); // neither before nor behind is looked at
    Arrays.fill(larger, bytes.length + 4, larger.length, (byte) '1');
    JsonScanner scanner = new JsonScanner(larger, 4, bytes.length, DEPTH);
    try {
      if (scanner.next() != null) {
        walk(scanner, to);
        assertThat(scanner.next()).isNull();
      }
      return scanner.depth() == 0 ? null : "open";
    } catch (JsonException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void walk(JsonScanner scanner, List<String> to) throws JsonException {
    Token token = scanner.token();
    switch (token) {
      case OBJECT -> {
        to.add("{");
        for (String name = scanner.name(); name != null; name = scanner.name()) {
          to.add("name " + name);
          assertThat(scanner.value()).isNotNull();
          walk(scanner, to);
        }
        to.add("}");
      }
      case ARRAY -> {
        to.add("[");
        while (scanner.next() != Token.ARRAY_END) {
          walk(scanner, to);
        }
        to.add("]");
      }
      case null -> throw new AssertionError("no value");
      default -> to.add((token == Token.TEXT ? "text " : "value ") + scanner.text());
    }
  }

  /// @return why it is refused
  private static @Nullable String parse(byte[] bytes, List<String> to) {
    try (JsonParser parser = JACKSON.createParser(bytes)) {
      int depth = 0;
      int roots = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (depth == 0 && ++roots > 1) {
          return "a second document";
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        switch (token) {
          case FIELD_NAME -> to.add("name " + parser.currentName());
          case VALUE_STRING -> to.add("text " + parser.getText());
          default -> to.add(token.isScalarValue() ? "value " + parser.getText() : parser.getText());
        }
      }
      return null;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
