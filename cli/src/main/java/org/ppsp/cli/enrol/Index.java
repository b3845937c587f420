package org.ppsp.cli.enrol;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an authority has issued, a line each, in the order of issue. What is not in it cannot be
/// revoked, so a line that cannot be read stops everything. Whoever writes it has the [Turn].
final class Index {
  private static final String HEADER =
      "# Issued by this authority: serial, kind, from, until, revoked, reason, name. Keep it.\n";

  /// Some hundred thousand certificates.
  private static final int MAX_BYTES = 64 << 20;

  private final Path file;

  Index(Path file) {
    this.file = file;
  }

  /// Writes an index without certificates.
  void create() throws IOException {
    DurableFile.create(file, HEADER, DurableFile.Readers.OWNER);
  }

  List<Issued> read() throws IOException, EnrolException {
    String text = DurableFile.text(file, MAX_BYTES);
    if (!text.startsWith(HEADER) || !text.endsWith("\n")) {
      throw damaged("its first or last line is not whole", null);
    }
    List<Issued> all = new ArrayList<>();
    Set<Object> serials = new HashSet<>();
    String[] lines = text.split("\n", -1); // the last one is empty
    for (int i = 1; i < lines.length - 1; i++) {
      try {
        Issued issued = Issued.parse(lines[i]);
        if (!serials.add(issued.serial())) {
          throw new IllegalArgumentException("a serial number stands there twice");
        }
        all.add(issued);
      } catch (IllegalArgumentException e) {
        throw damaged("line %s is no certificate".formatted(i + 1), e);
      }
    }
    return all;
  }

  private EnrolException damaged(String what, @Nullable IllegalArgumentException e) {
    String text =
        "%s is damaged, %s; restore it from a backup: what it does not name cannot be revoked"
            .formatted(file, what);
    return e == null ? new EnrolException(text) : new EnrolException(text, e);
  }

  void write(List<Issued> all) throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    all.forEach(issued -> text.append(issued.line()).append('\n'));
    DurableFile.replace(file, text.toString(), DurableFile.Readers.OWNER);
  }
}
