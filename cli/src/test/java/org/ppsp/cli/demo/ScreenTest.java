package org.ppsp.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Size;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final DemoView VIEW =
      new DemoView("http://127.0.0.1:7846/", List.of("Try this"), false);

  private final StringWriter out = new StringWriter();

  private String printed() {
    String text = out.toString();
    out.getBuffer().setLength(0);
    return text;
  }

  @Test
  void live_drawsInPlace_andLeavesTheTerminalAsItWas() {
    Screen screen = new LiveScreen(() -> new Size(70, 30), new PrintWriter(out), true);
    screen.show(VIEW, DemoViewTest.FIGURES);
    assertThat(printed())
        .startsWith("\033[?1049h\033[?25l\033[H\033[1mppsp demo")
        .endsWith("\033[J");
    screen.show(VIEW, DemoViewTest.FIGURES);
    assertThat(printed()).startsWith("\033[H\033[1mppsp demo").contains("\033[36m");
    screen.say(List.of("done"));
    assertThat(printed()).isEqualTo("\033[?25h\033[?1049ldone" + System.lineSeparator());
    screen.close();
    assertThat(printed()).isEmpty();
  }

  @Test
  void live_withoutColour_onATerminalOfUnknownSize_hasTheUsualOne() {
    try (Screen screen = new LiveScreen(() -> new Size(0, 0), new PrintWriter(out), false)) {
      screen.show(VIEW, DemoViewTest.FIGURES);
      assertThat(printed()).doesNotContain("\033[1m", "\033[36m").contains("Ctrl-C ends\033[K");
    }
    assertThat(printed()).isEqualTo("\033[?25h\033[?1049l");
  }

  @Test
  void whatIsNoTerminal_getsAnOpening_andALineEveryFiveSeconds() throws Exception {
    try (Screen screen = Screen.of(new PrintWriter(out), Map.of())) {
      for (int i = 0; i < 3; i++) {
        screen.show(VIEW, DemoViewTest.FIGURES);
      }
    }
    assertThat(printed().lines())
        .hasSize(2 + 3)
        .contains("Try this", VIEW.line(DemoViewTest.FIGURES));
  }
}
