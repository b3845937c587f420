package org.ppsp.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The commands know their engines, not the other way round.
class ArchitectureTest {
  private static final JavaClasses CLI =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.ppsp.cli");

  @Test
  void engines_knowNeitherCommandsNorEachOther() {
    slices().matching("org.ppsp.(**)").should().beFreeOfCycles().check(CLI);
    noClasses()
        .that()
        .resideInAPackage("org.ppsp.cli.*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ppsp.cli", "picocli..")
        .check(CLI);
  }

  @Test
  void bouncyCastle_isForEnrolmentAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.ppsp.cli.enrol")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle..")
        .check(CLI);
  }

  @Test
  void cli_knowsNothingOfTheInsideOfTheTracker() {
    noClasses().should().dependOnClassesThat().resideInAPackage("org.ppsp.tracker..").check(CLI);
  }
}
