package org.sdze.pinn;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.factory.Nd4j;

/** The dependency rules of the house style. */
class ArchitectureTest {

  private static final String ROOT = "org.sdze.pinn";

  /** A package imports only packages before it. */
  private static final List<String> ORDER =
      List.of(
          ROOT + ".direction",
          ROOT + ".jet.rule",
          ROOT + ".jet",
          ROOT + ".domain",
          ROOT + ".equation",
          ROOT + ".problem",
          ROOT + ".credit",
          ROOT + ".loss",
          ROOT + ".score",
          ROOT + ".layer");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @TestFactory
  List<DynamicTest> packagesImportOnlyThoseBeforeThem() {
    return ORDER.stream()
        .limit(ORDER.size() - 1L)
        .map(name -> DynamicTest.dynamicTest(name, () -> importsNothingAfter(name)))
        .toList();
  }

  private static void importsNothingAfter(String name) {
    String[] after = ORDER.subList(ORDER.indexOf(name) + 1, ORDER.size()).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(name)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(after)
        .check(CLASSES);
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    noClasses().should().resideOutsideOfPackages(ORDER.toArray(String[]::new)).check(CLASSES);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingReadsAGlobalGenerator() {
    ArchRule nd4j =
        noClasses()
            .should()
            .accessTargetWhere(
                describe(
                    "Nd4j.rand* or Nd4j.getRandom",
                    (JavaAccess<?> access) ->
                        access.getTargetOwner().isEquivalentTo(Nd4j.class)
                            && (access.getName().startsWith("rand")
                                || access.getName().startsWith("getRandom"))));
    nd4j.check(CLASSES);
    noClasses().should().callMethod(Math.class, "random").check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(java.util.Random.class, ThreadLocalRandom.class, RandomGenerator.class)
        .check(CLASSES);
  }

  @Test
  void staticFieldsAreConstant() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
    fields()
        .that()
        .areStatic()
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .notHaveRawType(
            describe("array", type -> type.isArray() || type.isAssignableTo(java.util.List.class)))
        .check(CLASSES);
  }

  @Test
  void onlyTheLayersKnowDl4j() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".layer")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.deeplearning4j..")
        .check(CLASSES);
  }

  @Test
  void nothingReflects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect..")
        .check(CLASSES);
  }
}
