package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds `docs/conformance.md` against the tests that it names: each is there, every rule has a
/// row, no row lacks both a test and a reason, and the rows of other pages have their tests there.
class ConformanceDocTest {
  private static final Path ROOT = Path.of("..");
  private static final Set<String> STATES = Set.of("yes", "partly", "not yet", "not ours");
  private static final Pattern NAMED = Pattern.compile("`((?:\\w+\\.)?\\w+#\\w+)`");
  private static final Pattern TEST =
      Pattern.compile("(?m)^ +@(?:Test|ParameterizedTest|Property|Example|FuzzTest)\\b");
  private static final Pattern ID = Pattern.compile("(7846|6972|seed)-\\S.*");

  @Test
  void everyRule_hasItsRow_andEveryTestIsThere() throws IOException {
    Map<String, String> tests = testSources();
    assertThat(
            problems(
                Files.readString(ROOT.resolve("docs/conformance.md")),
                test -> isThere(test, tests),
                rules()))
        .isEmpty();
  }

  @Test
  void everyThreat_namesTestsThatAreThere() throws IOException {
    Map<String, String> tests = testSources();
    String page = Files.readString(ROOT.resolve("docs/security.md"));
    assertThat(
            problems(
                page.substring(page.indexOf("|---|---|---|", page.indexOf("| threat |"))),
                test -> isThere(test, tests),
                List.of()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"protocol.md", "json.md", "security.md"})
  void everyRowOfAPage_hasItsTests(String page) throws IOException {
    assertThat(rowsShown(Files.readString(ROOT.resolve("docs/conformance.md")), page))
        .containsExactlyInAnyOrderElementsOf(
            rowsOf(Files.readString(ROOT.resolve("docs").resolve(page))));
  }

  @Test
  void row_isKnownByItsHeadingAndFirstCell() {
    String page =
        """
        # A page
        ## Who may act for a peer: `PPSP-Session`, 2
        | a | b |
        |---|---|
        | `x`, y | 1 |
        ### Next
        | threat | done | shown by |
        |---|---|---|
        | z | so | `FooTest#bar` |
        | no test | so | nothing |
        """;
    assertThat(rowsOf(page))
        .containsExactly("who-may-act-for-a-peer-ppsp-session-2: `x`, y", "next: no test");
    assertThat(
            rowsShown("| [t](p.md#next) | z | `FooTest#bar` |\n| [t](q.md#next) | z | |", "p.md"))
        .containsExactly("next: z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "| 7846-A1 | 1 | T | MUST | yes | `FooTest#bar` |; ''",
        "'| 7846-A1 | 1 | T | MUST | yes | `FooTest#bar`, `FooTest#bar`; more |'; ''",
        "| 7846-A1 | 1 | T | MUST | not yet | no TLS |; ''",
        "| 7846-A1 | 1 | T | MUST | yes | `FooTest#gone` |; there is not one test FooTest#gone",
        "| 7846-A1 | 1 | T | MUST | yes | it is |; 7846-A1 names no test",
        "| 7846-A1 | 1 | T | MUST | yes | |; 7846-A1 names no test",
        "| 7846-A1 | 1 | T | MUST | not yet | |; 7846-A1 gives no reason",
        "| 7846-A1 | 1 | T | MUST | partly | `FooTest#bar` |; 7846-A1 gives no reason",
        "| 7846-A1 | 1 | T | MUST | maybe | `FooTest#bar` |; 7846-A1 is in no known state: maybe",
        "| 7846-A1 | 1 | T | MUST | yes |; 7846-A1 has 5 cells",
        "| 7846-A2 | 1 | T | MUST | yes | `FooTest#bar` |; 7846-A1 has no row",
        "'| 7846-A1 | 1 | T | MUST | yes | TODO, `FooTest#bar` |'; something is left to do",
        "| who reads? | so | none |; who reads? names no test",
        "| who reads? | so | `FooTest#gone` |; there is not one test FooTest#gone"
      })
  void problem_isFound(String row, String problem) {
    String document =
        row.startsWith("| 7846") ? row : row + "\n| 7846-A1 | 1 | T | - | yes | `FooTest#bar` |";
    assertThat(problems(document, test -> test.equals("FooTest#bar"), List.of("7846-A1")))
        .containsExactlyElementsOf(problem.isEmpty() ? List.of() : List.of(problem));
  }

  @Test
  void rowThatIsThereTwice_isFound() {
    String row = "| 7846-A1 | 1 | T | MUST | yes | `FooTest#bar` |\n";
    assertThat(problems(row + row, test -> true, List.of()))
        .containsExactly("7846-A1 is there twice");
  }

  @ParameterizedTest
  @CsvSource({
    "this_one, true",
    "with_arguments, true",
    "property, true",
    "inside, true",
    "helper, false",
    "called, false",
    "absent, false"
  })
  void test_isAnAnnotatedMethod(String method, boolean isTest) {
    String source =
        """
        class FooTest {
          @Test
          void this_one() throws Exception {
            called();
          }

          void helper() {
            with("@Test");
          }

          @ParameterizedTest
          @ValueSource(strings = {"a;", "b"})
          void with_arguments(String text) {
          }

          @Property
          boolean property(@ForAll int number) {
            return true;
          }

          class Inner {
            @Test
            void inside() {
            }
          }
        }
        """;
    Map<String, String> one = Map.of("a.FooTest", source);
    assertThat(isThere("FooTest#" + method, one)).isEqualTo(isTest);
    assertThat(isThere("a.FooTest#" + method, one)).isEqualTo(isTest);
    assertThat(isThere("b.FooTest#" + method, one)).isFalse();
    Map<String, String> two = Map.of("a.FooTest", source, "b.FooTest", source);
    assertThat(isThere("FooTest#" + method, two)).isFalse();
    assertThat(isThere("b.FooTest#" + method, two)).isEqualTo(isTest);
  }

  /// Every rule that must have a row.
  private static List<String> rules() {
    List<String> rules = new ArrayList<>();
    IntStream.rangeClosed(1, 53).forEach(i -> rules.add("7846-A" + i));
    IntStream.rangeClosed(1, 52).forEach(i -> rules.add("7846-B" + i));
    IntStream.rangeClosed(1, 4).forEach(i -> rules.add("6972-REQ-" + i));
    IntStream.rangeClosed(1, 4).forEach(i -> rules.add("6972-TP.REQ-" + i));
    IntStream.rangeClosed(1, 9).forEach(i -> rules.add("6972-OAM.REQ-" + i));
    IntStream.rangeClosed(1, 3).forEach(i -> rules.add("6972-SEC.REQ-" + i));
    IntStream.rangeClosed(1, 38).forEach(i -> rules.add("seed-" + i));
    return rules;
  }

  /// The rows of a page's tables that do not name a test themselves, as `anchor: first cell`.
  private static List<String> rowsOf(String page) {
    List<String> rows = new ArrayList<>();
    String anchor = "";
    boolean isBody = false;
    for (String line : page.lines().toList()) {
      if (line.startsWith("#")) {
        anchor = anchor(line);
      }
      List<String> cells = cells(line);
      if (isBody && !cells.isEmpty() && !names(cells.getLast())) {
        rows.add(anchor + ": " + cells.getFirst());
      }
      isBody = !cells.isEmpty() && (isBody || cells.getLast().matches("-+"));
    }
    return rows;
  }

  /// The link to a heading.
  private static String anchor(String heading) {
    return heading
        .replaceAll("^#+ *", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\w -]", "")
        .replace(' ', '-');
  }

  /// The rows of a page that have a row here, in the same form.
  private static List<String> rowsShown(String conformance, String page) {
    Pattern link = Pattern.compile("\\[.*]\\(" + Pattern.quote(page) + "#(.*)\\)");
    List<String> rows = new ArrayList<>();
    for (String line : conformance.lines().toList()) {
      List<String> cells = cells(line);
      if (cells.size() == 3) {
        Matcher table = link.matcher(cells.getFirst());
        if (table.matches()) {
          rows.add(table.group(1) + ": " + cells.get(1));
        }
      }
    }
    return rows;
  }

  private static List<String> problems(
      String document, Predicate<String> isThere, List<String> rules) {
    List<String> problems = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (String line : document.lines().toList()) {
      List<String> cells = cells(line);
      if (cells.isEmpty()) {
        continue;
      }
      String id = cells.getFirst();
      if (ID.matcher(id).matches()) {
        if (!ids.add(id)) {
          problems.add(id + " is there twice");
        }
        String problem = problem(id, cells);
        if (problem != null) {
          problems.add(problem);
        }
      } else if (cells.size() == 3 && !isHead(cells) && !names(cells.getLast())) {
        problems.add(id + " names no test");
      }
    }
    NAMED
        .matcher(document)
        .results()
        .map(named -> named.group(1))
        .filter(isThere.negate())
        .distinct()
        .forEach(test -> problems.add("there is not one test " + test));
    rules.stream().filter(id -> !ids.contains(id)).forEach(id -> problems.add(id + " has no row"));
    if (document.contains("TODO")) {
      problems.add("something is left to do");
    }
    return problems;
  }

  /// The cells of a table's row; none if the line is no row.
  private static List<String> cells(String line) {
    String row = line.strip();
    return row.startsWith("|")
        ? Arrays.stream(row.substring(1).split("\\|", -1))
            .limit(Math.max(0, row.chars().filter(c -> c == '|').count() - 1))
            .map(String::strip)
            .toList()
        : List.of();
  }

  private static boolean isHead(List<String> cells) {
    return cells.getLast().matches("test|shown by|-+");
  }

  private static boolean names(String cell) {
    return NAMED.matcher(cell).find();
  }

  /// What is wrong with the row of a rule, or null.
  private static @Nullable String problem(String id, List<String> cells) {
    if (cells.size() != 6) {
      return "%s has %s cells".formatted(id, cells.size());
    }
    String state = cells.get(4);
    String shown = cells.get(5);
    if (!STATES.contains(state)) {
      return "%s is in no known state: %s".formatted(id, state);
    }
    if (state.equals("yes")) {
      return names(shown) ? null : id + " names no test";
    }
    boolean hasReason = NAMED.matcher(shown).replaceAll("").chars().anyMatch(Character::isLetter);
    return hasReason ? null : id + " gives no reason";
  }

  /// The sources of all test classes, by the last part of the package and the name of the class.
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.toList()) {
        Path tests = module.resolve("src/test/java");
        if (!Files.isDirectory(tests)) {
          continue;
        }
        try (Stream<Path> files = Files.walk(tests)) {
          for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
            int parts = file.getNameCount();
            String name = file.subpath(parts - 2, parts).toString().replace('/', '.');
            sources.merge(
                name.substring(0, name.length() - ".java".length()),
                Files.readString(file),
                String::concat);
          }
        }
      }
    }
    return sources;
  }

  /// Whether exactly one class has a test of this name; the package tells apart classes that have
  /// the same.
  private static boolean isThere(String test, Map<String, String> sources) {
    int hash = test.indexOf('#');
    String name = test.substring(0, hash);
    return sources.entrySet().stream()
            .filter(entry -> entry.getKey().equals(name) || entry.getKey().endsWith("." + name))
            .filter(entry -> hasTest(test.substring(hash + 1), entry.getValue()))
            .count()
        == 1;
  }

  /// Whether a test is in a source: a method behind an annotation that makes it one, with the end
  /// of no other method between the two.
  private static boolean hasTest(String name, String source) {
    Matcher method = Pattern.compile("\n( +)(?:void|boolean) " + name + "\\(").matcher(source);
    while (method.find()) {
      String before = source.substring(0, method.start() + 1);
      Pattern end = Pattern.compile("\n {0,%s}}\n".formatted(method.group(1).length()));
      String[] parts = end.split(before, -1);
      if (TEST.matcher(parts[parts.length - 1]).find()) {
        return true;
      }
    }
    return false;
  }
}
