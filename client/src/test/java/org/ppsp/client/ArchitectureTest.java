package org.ppsp.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What the SDK does without.
class ArchitectureTest {
  private static final JavaClasses CLIENT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.ppsp.client");

  @Test
  void packages_haveNoCycles() {
    slices().matching("org.ppsp.(**)").should().beFreeOfCycles().check(CLIENT);
  }

  @Test
  void client_usesNeitherTrackerNorServerNorTestkit() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.ppsp.tracker..", "org.ppsp.server..", "org.ppsp.testkit..", "io.netty..")
        .check(CLIENT);
  }

  @Test
  void client_readsTheClockInOnePlaceOnly() {
    noClasses()
        .that()
        .haveNameNotMatching("org\\.ppsp\\.client\\.Time(\\$.*)?")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .check(CLIENT);
  }
}
