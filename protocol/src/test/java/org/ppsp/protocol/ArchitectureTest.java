package org.ppsp.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What of the module may know what.
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ppsp.protocol");

  @Test
  void packages_haveNoCycles() {
    slices().matching("org.ppsp.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void model_knowsNoEncoding() {
    noClasses()
        .that()
        .resideInAPackage("org.ppsp.protocol")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.ppsp.protocol.*..", "javax.xml..", "org.xml..", "com.fasterxml..", "com.ctc..")
        .check(CLASSES);
  }

  /// The scanner is our own (decision 0002).
  @Test
  void nobody_usesAnotherXmlParser() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "javax.xml..", "org.xml..", "org.codehaus..", "com.ctc..", "com.fasterxml.aalto..")
        .check(CLASSES);
  }

  @Test
  void nobody_readsAClock() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .check(CLASSES);
  }

  @Test
  void nobody_opensAnything() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.net.Socket")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.lang.reflect..", "java.util.logging..")
        .check(CLASSES);
  }
}
