package org.ppsp.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ppsp.server");

  @Test
  void packages_formNoCycle() {
    slices().matching("org.ppsp.server.(**)").should().beFreeOfCycles().check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("org.ppsp.server.http")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.ppsp.server")
        .check(CLASSES);
  }

  @Test
  void server_knowsNeitherClientNorCommand() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ppsp.client..", "org.ppsp.cli..", "org.ppsp.testkit..")
        .check(CLASSES);
  }

  /// The front reads and writes messages by `Codec` alone.
  @Test
  void front_knowsNoEncoding() {
    noClasses()
        .that()
        .resideInAPackage("org.ppsp.server.http")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ppsp.protocol.xml..", "org.ppsp.protocol.json..")
        .check(CLASSES);
  }

  @Test
  void netty_isUsedByTheFrontAlone() {
    classes()
        .that()
        .resideInAPackage("org.ppsp.server")
        .and()
        .doNotHaveSimpleName("Server") // switches the leak detector off
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackage("io.netty..")
        .check(CLASSES);
  }
}
