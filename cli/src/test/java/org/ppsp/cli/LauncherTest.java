package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `bin/ppsp` starts Java with, seen by a Java that prints its arguments.
@Timeout(60)
class LauncherTest {
  @TempDir private Path folder;

  @BeforeEach
  void install() throws IOException {
    Path script = folder.resolve("ppsp/bin/ppsp");
    Files.createDirectories(script.getParent());
    Files.copy(Path.of("../bin/ppsp"), script);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(folder.resolve("ppsp/lib"));
    Files.createFile(folder.resolve("ppsp/lib/ppsp-cli.jar"));
    Path java = folder.resolve("java/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  private String run(String vendor, String options, String command) throws Exception {
    return run(vendor, options, command, "--listen", ":0");
  }

  private String run(String vendor, String options, String... words) throws Exception {
    Files.writeString(
        folder.resolve("java/release"),
        "IMPLEMENTOR=\"%s\"\nJAVA_VERSION=\"25.0.3\"\n".formatted(vendor));
    List<String> command = new ArrayList<>(List.of(words));
    command.addFirst(folder.resolve("ppsp/bin/ppsp").toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PPSP_"));
    environment.put("JAVA_HOME", folder.resolve("java").toString());
    environment.put("PPSP_JAVA_OPTS", options);
    Process process = builder.redirectErrorStream(true).start();
    try {
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(printed).isZero();
      assertThat(printed).endsWith("ppsp-cli.jar " + String.join(" ", words) + "\n");
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void tracker_hasACollectorThatDoesNotStopIt() throws Exception {
    assertThat(run("Eclipse Adoptium", "", "tracker"))
        .contains("-XX:+UseShenandoahGC -XX:ShenandoahGCMode=generational ")
        .doesNotContain("SerialGC");
  }

  @Test
  void tracker_onAJavaWithoutThatCollector_hasTheDefault() throws Exception {
    assertThat(run("Oracle Corporation", "", "tracker")).doesNotContain("GC ");
  }

  @Test
  void otherCommands_haveTheOneThatStartsAtOnce() throws Exception {
    assertThat(run("Eclipse Adoptium", "", "check")).contains("-XX:+UseSerialGC ");
  }

  @Test
  void collectorOfTheOperator_isTheOnlyOne() throws Exception {
    for (String command : new String[] {"tracker", "check"}) {
      String started = run("Eclipse Adoptium", "-Xmx1g -XX:+UseZGC", command);
      assertThat(started).contains(" -Xmx1g -XX:+UseZGC ");
      assertThat(started.split("-XX:\\+Use[A-Za-z0-9]*GC ", -1)).hasSize(2);
    }
  }

  /// `enrol` has commands that are called as those that live long.
  @Test
  void enrol_isOverSoon_whateverItEnrols() throws Exception {
    for (String kind : new String[] {"tracker", "peer"}) {
      assertThat(run("Eclipse Adoptium", "", "--verbose", "enrol", kind, "--days", "3"))
          .contains("-XX:+UseSerialGC ", "-XX:TieredStopAtLevel=1 ");
    }
  }

  /// Before Java fails for want of a file that it could say the cause in.
  @Test
  void tooFewFiles_areRefusedWithTheCure() throws Exception {
    Files.writeString(folder.resolve("java/release"), "JAVA_VERSION=\"25.0.3\"\n");
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            "-c",
            "ulimit -n 64; exec \"$@\"",
            "sh",
            folder.resolve("ppsp/bin/ppsp").toString(),
            "tracker");
    builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
    Process process = builder.redirectErrorStream(true).start();
    try {
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(printed).isEqualTo(2);
      assertThat(printed)
          .startsWith("ppsp: may open 64 files, and needs 256 or more")
          .contains("ulimit -n", "LimitNOFILE");
    } finally {
      process.destroyForcibly();
    }
  }
}
