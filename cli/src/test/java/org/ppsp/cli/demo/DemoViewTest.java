package org.ppsp.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames are kept in `src/test/resources/demo`; `-Ddemo.write=true` writes them anew.
class DemoViewTest {
  private static final List<String> HINTS = List.of("Try:", "a command that is rather long");
  private static final DemoView VIEW = new DemoView("http://127.0.0.1:7846/", HINTS, true);

  static final Figures FIGURES =
      new Figures(
          83_400,
          103,
          19,
          103,
          104,
          141,
          42,
          3456,
          41.25,
          0,
          0,
          List.of(swarm(0, 41, 1, 0.93), swarm(1, 25, 1, 0.8), swarm(2, 21, 11, 0.6)),
          "viewer-17: UploadBandwidth 8000, BufferLevel 6000");

  private static Figures.OfSwarm swarm(int content, int peers, int seeders, double offload) {
    Content what = Content.CATALOGUE.get(content);
    return new Figures.OfSwarm(
        what,
        what.first(83_400),
        peers,
        seeders,
        12.3,
        234,
        4321,
        new Figures.Chunks(Math.round(10_000 * offload), Math.round(10_000 * (1 - offload)), 2000),
        IntStream.range(0, what.chunks()).mapToObj(i -> 1 - (double) i / what.chunks()).toList());
  }

  private static String text(List<DemoView.Line> frame) {
    return frame.stream().map(line -> line.text() + "\n").collect(Collectors.joining());
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void frame_isAsKept(int width) throws Exception {
    String frame = text(VIEW.frame(FIGURES, width, 40));
    Path file = Path.of("src", "test", "resources", "demo", "frame-" + width + ".txt");
    if (Boolean.getBoolean("demo.write")) {
      Files.writeString(file, frame);
    }
    assertThat(frame).isEqualTo(Files.readString(file));
    assertThat(frame.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
  }

  @Test
  void frame_ofALowTerminal_dropsWhatIsEmpty_thenTheHints() {
    assertThat(VIEW.frame(FIGURES, 80, 17)).hasSize(17);
    assertThat(text(VIEW.frame(FIGURES, 80, 15)))
        .doesNotContain("\n\n")
        .endsWith(HINTS.get(1) + "\n");
    assertThat(text(VIEW.frame(FIGURES, 80, 12))).doesNotContain("Try:").contains("movie");
    assertThat(VIEW.frame(FIGURES, 10, 14).getLast().text()).isEqualTo("Try:"); // the next is three
  }

  @Test
  void frame_ofAUsualTerminal_hasAllHints_andOfALowerOneNoHalfOne() {
    List<String> hints =
        List.of("Try:", "", "ppsp connect", "ppsp find", "curl -d '\n<a>\n<b>\n</b></a>'");
    DemoView view = new DemoView("http://127.0.0.1:7846/", hints, true);
    assertThat(text(view.frame(FIGURES, 80, 40))).contains("Try:\n\nppsp connect\n");
    assertThat(text(view.frame(FIGURES, 80, 23))).endsWith("ppsp find\n" + hints.getLast() + "\n");
    assertThat(text(view.frame(FIGURES, 80, 18))).endsWith("ppsp find\n");
  }

  @Test
  void bars_withoutUnicode_areAscii() {
    DemoView ascii = new DemoView("http://127.0.0.1:7846/", HINTS, false);
    assertThat(text(ascii.frame(FIGURES, 80, 40))).isASCII().contains("|@@");
  }

  @Test
  void line_tellsAllInOne() {
    assertThat(VIEW.line(FIGURES))
        .isEqualTo(
            "01:23  103 peers, 41.3 requests/s, 702 lists, offload 77.7 %"
                + "  |  news 41 peers 93.0 %, match 25 peers 80.0 %, movie 21 peers 60.0 %");
  }

  @Test
  void summary_hasTotalsAndSwarms() {
    assertThat(VIEW.summary(FIGURES))
        .contains("peers    141 came and 42 went, 104 at once at the most, origins included")
        .anySatisfy(line -> assertThat(line).matches(" +movie +10,000 chunks, offload 60.0 %"));
  }
}
