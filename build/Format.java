import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Formats all Java sources of the tree, or checks that they are formatted.
///
/// The build runs it straight from this source: `java -cp google-java-format.jar Format.java MODE
/// ROOT KNOWN`, where MODE is `check` or `apply` and KNOWN a file that remembers the digests of
/// texts already found well formatted, so that only changed sources cost time.
void main(String[] args) throws IOException {
  boolean apply =
      switch (args[0]) {
        case "apply" -> true;
        case "check" -> false;
        default -> throw new IllegalArgumentException("-Dformat=" + args[0] + ": check or apply");
      };
  var root = Path.of(args[1]);
  var known = Path.of(args[2]);
  Set<String> seen = Files.exists(known) ? Set.copyOf(Files.readAllLines(known)) : Set.of();
  Set<String> formatted = new ConcurrentSkipListSet<>();
  Set<String> changed = new ConcurrentSkipListSet<>();
  sources(root).parallelStream()
      .forEach(
          source -> {
            var text = read(source);
            if (seen.contains(digest(text))) {
              formatted.add(digest(text));
              return;
            }
            var wanted = format(source, text);
            if (apply || wanted.equals(text)) {
              formatted.add(digest(wanted));
            }
            if (!wanted.equals(text)) {
              changed.add(root.relativize(source).toString());
              if (apply) {
                write(source, wanted);
              }
            }
          });

  Files.createDirectories(known.getParent());
  Files.write(known, formatted);
  changed.forEach(file -> System.err.println((apply ? "formatted: " : "not formatted: ") + file));
  if (!apply && !changed.isEmpty()) {
    System.err.println("To format: mvn -q -N validate -Dformat=apply");
    System.exit(1);
  }
}

/// All of `build/` and of every module's `src/`.
List<Path> sources(Path root) throws IOException {
  List<Path> sources = new ArrayList<>();
  try (var folders = Files.list(root)) {
    for (var folder : folders.toList()) {
      var start = folder.endsWith("build") ? folder : folder.resolve("src");
      if (Files.isDirectory(start)) {
        try (var files = Files.walk(start)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
  }
  return sources;
}

String format(Path source, String text) {
  try {
    return new Formatter().formatSourceAndFixImports(text);
  } catch (FormatterException e) {
    // The compiler will tell better what is wrong; if it accepts the source, this line is the hint.
    System.err.println("left as it is: " + source + ": " + e.getMessage());
    return text;
  }
}

String read(Path source) {
  try {
    return Files.readString(source);
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
}

void write(Path source, String text) {
  try {
    Files.writeString(source, text);
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
}

String digest(String text) {
  try {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes()));
  } catch (NoSuchAlgorithmException e) {
    throw new IllegalStateException(e);
  }
}
