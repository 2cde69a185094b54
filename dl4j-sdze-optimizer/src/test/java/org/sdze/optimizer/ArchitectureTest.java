package org.sdze.optimizer;

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
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The dependency rules of the house style. */
class ArchitectureTest {

  private static final String ROOT = "org.sdze.optimizer";

  /** A package imports only packages before it. */
  private static final List<String> ORDER =
      List.of(
          ROOT + ".random",
          ROOT + ".forward",
          ROOT + ".credit",
          ROOT + ".estimate",
          ROOT + ".objective",
          ROOT + ".subspace",
          ROOT + ".step",
          ROOT + ".train",
          ROOT + ".network",
          ROOT + ".dl4j",
          ROOT + ".samediff",
          ROOT);

  private static final Set<String> ELEMENT_ACCESS =
      Set.of("getDouble", "getFloat", "getInt", "getLong", "getNumber", "getScalar", "putScalar");

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
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** On a device each such access is a transfer of its own. */
  @Test
  void noElementIsReadOrWrittenByItself() {
    noClasses()
        .should()
        .accessTargetWhere(
            describe(
                "an element of an INDArray",
                (JavaAccess<?> access) ->
                    access.getTargetOwner().isAssignableTo(INDArray.class)
                        && ELEMENT_ACCESS.contains(access.getName())))
        .check(CLASSES);
  }

  @Test
  void nothingReadsAGlobalGenerator() {
    ArchRule nd4j =
        noClasses()
            .that()
            // DL4J's layers and SameDiff's operations draw from it: set there, and put back
            .resideOutsideOfPackages(ROOT + ".dl4j", ROOT + ".samediff")
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
  void onlyTheAdapterKnowsDl4j() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".dl4j", ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.deeplearning4j..")
        .check(CLASSES);
  }

  @Test
  void reflectionStaysInTheAdapter() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".dl4j")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect..")
        .check(CLASSES);
  }
}
