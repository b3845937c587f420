package org.ppsp.tracker;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Timer;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/// What the tracker does without: codecs, sockets, files, clocks and threads.
class ArchitectureTest {
  private static final JavaClasses TRACKER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.ppsp.tracker");

  @Test
  void packages_haveNoCycles() {
    slices().matching("org.ppsp.(**)").should().beFreeOfCycles().check(TRACKER);
  }

  @Test
  void tracker_usesNoCodec() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ppsp.protocol.*..", "javax.xml..", "com.fasterxml..")
        .check(TRACKER);
  }

  @Test
  void tracker_usesNoSocketAndNoFile() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..",
            "java.nio.channels..",
            "java.nio.file..",
            "java.io..",
            "javax.net..",
            "java.security..",
            "io.netty..",
            "com.sun..",
            "org.ppsp.server..",
            "org.ppsp.client..")
        .check(TRACKER);
  }

  @Test
  void tracker_readsNoClock() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .orShould()
        .callMethodWhere(target(nameMatching("now")).and(target(owner(nameMatching("java\\..*")))))
        .check(TRACKER);
  }

  @Test
  void tracker_startsNoThread() {
    noClasses()
        .should()
        .dependOnClassesThat(
            assignableTo(Executor.class)
                .or(assignableTo(Thread.class))
                .or(assignableTo(Timer.class)))
        .check(TRACKER);
  }
}
