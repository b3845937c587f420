package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.server.Configuration;
import org.ppsp.server.Server;

/// Does what the section "A first peer" of `docs/sdk.md` says, in an empty folder.
///
/// Maven there has a local repository of its own. What is ours gets into it from this build, the
/// rest from the local repository of this build, which has it already: no network is needed, and
/// nothing is written outside of the folder.
class NewcomerTest {
  private static final Path ROOT = Path.of("..");
  private static final String VERSION = System.getProperty("ppsp.version");

  @TempDir private Path folder;

  @Test
  @Timeout(120)
  void firstPeer_ofTheGuide_runs() throws Exception {
    String guide = Files.readString(ROOT.resolve("docs/sdk.md"));
    write("project/pom.xml", block(guide, "xml", "<project "));
    write("project/src/main/java/FirstPeer.java", block(guide, "java", "import "));
    write("settings.xml", settings());
    installOurs();
    try (Server tracker =
        Server.start(
            Configuration.load(
                null, Map.of(), Map.of("manage.listen", "none", "listen", "127.0.0.1:0")))) {
      String command =
          block(guide, "sh", "mvn -q compile")
              .strip()
              .replace("http://127.0.0.1:7846/", tracker.url().toString());
      assertThat(run(command)).isEqualTo(block(guide, "text", "chunks 10-19"));
    }
  }

  private static String block(String page, String language, String start) {
    Matcher block =
        Pattern.compile(
                "^```" + language + "\n(" + Pattern.quote(start) + ".*?)^```\n",
                Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(page);
    assertThat(block.find()).as("a block of %s that begins with %s", language, start).isTrue();
    return block.group(1);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String settings() {
    return """
    <settings>
      <localRepository>%s</localRepository>
      <mirrors>
        <mirror><id>this-build</id><mirrorOf>*</mirrorOf><url>%s</url></mirror>
      </mirrors>
    </settings>
    """
        .formatted(
            folder.resolve("repository"), Path.of(System.getProperty("maven.repository")).toUri());
  }

  /// As `mvn install` would, had it this repository.
  private void installOurs() throws IOException {
    install("ppsp", "pom", ROOT.resolve("pom.xml"));
    for (String module : List.of("protocol", "client")) {
      String artifact = "ppsp-" + module;
      Path of = ROOT.resolve(module);
      install(artifact, "pom", of.resolve("pom.xml"));
      install(artifact, "jar", of.resolve("target/" + artifact + "-" + VERSION + ".jar"));
    }
  }

  private void install(String artifact, String type, Path file) throws IOException {
    Path place = folder.resolve("repository/org/ppsp").resolve(artifact).resolve(VERSION);
    Files.createDirectories(place);
    Files.copy(file, place.resolve(artifact + "-" + VERSION + "." + type));
  }

  /// Runs a command of Maven, with the Java of this test.
  ///
  /// @return what it printed
  private String run(String command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.set(0, Path.of(System.getProperty("maven.home"), "bin", words.getFirst()).toString());
    String settings = folder.resolve("settings.xml").toString();
    words.addAll(List.of("-B", "-s", settings, "-gs", settings));
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.resolve("project").toFile())
            .redirectError(errors.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    Process process = builder.start();
    try {
      String printed =
          new String(process.getInputStream().readAllBytes(), UTF_8)
              .replace("\u001b[0m", ""); // Maven resets the terminal's colour
      assertThat(process.waitFor()).as(printed + Files.readString(errors)).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }
}
