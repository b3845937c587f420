package org.ppsp.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// A terminal in which each frame is drawn over the last one. It uses the alternate screen, which
/// terminals keep beside the one with the user's commands, so that nothing of these is lost and a
/// change of size does no harm.
final class LiveScreen implements Screen {
  private static final String ENTER = "\033[?1049h\033[?25l";
  private static final String LEAVE = "\033[?25h\033[?1049l";
  private static final String HOME = "\033[H";
  private static final String END_OF_LINE = "\033[K\n";
  private static final String CLEAR_BELOW = "\033[J";
  private static final String PLAIN = "\033[0m";
  private static final Size USUAL = new Size(80, 24);

  private final Supplier<Size> size;
  private final PrintWriter out;
  private final boolean color;
  private boolean drawing;

  /// @param size of the terminal, asked for before each frame
  LiveScreen(Supplier<Size> size, PrintWriter out, boolean color) {
    this.size = size;
    this.out = out;
    this.color = color;
  }

  /// Takes the terminal that the process runs in. Only its size is asked for and none of its
  /// settings changed, so that there is nothing to be restored.
  static LiveScreen open(PrintWriter out, boolean color) throws IOException {
    Terminal terminal =
        TerminalBuilder.builder().system(true).dumb(true).nativeSignals(false).build();
    return new LiveScreen(terminal::getSize, out, color);
  }

  @Override
  public synchronized void show(DemoView view, Figures now) {
    Size room = size.get();
    if (room.getColumns() <= 0 || room.getRows() <= 0) {
      room = USUAL;
    }
    StringBuilder frame = new StringBuilder(drawing ? "" : ENTER).append(HOME);
    drawing = true;
    for (DemoView.Line line : view.frame(now, room.getColumns(), room.getRows() - 1)) {
      frame.append(emphasis(line.kind())).append(line.text());
      frame.append(color ? PLAIN : "").append(END_OF_LINE);
    }
    out.print(frame.append(CLEAR_BELOW));
    out.flush();
  }

  private String emphasis(DemoView.Kind kind) {
    if (!color) {
      return "";
    }
    return switch (kind) {
      case TITLE -> "\033[1m";
      case HEADER, HINT -> "\033[2m";
      case BAR -> "\033[36m";
      case TEXT -> "";
    };
  }

  @Override
  public synchronized void say(List<String> lines) {
    leave();
    lines.forEach(out::println);
    out.flush();
  }

  private void leave() {
    if (drawing) {
      drawing = false;
      out.print(LEAVE);
      out.flush();
    }
  }

  @Override
  public synchronized void close() {
    leave();
  }
}
