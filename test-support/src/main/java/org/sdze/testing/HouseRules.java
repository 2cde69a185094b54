package org.sdze.testing;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysFalse;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The rules of the house style that hold in every module; a module's own test extends them by what
 * holds there alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the classes are read once
public abstract class HouseRules {

  private final String root;
  private final List<String> order;
  private final String[] seeding;
  private final JavaClasses classes;

  /**
   * The rules for a module.
   *
   * @param root its package
   * @param order the names of its packages below the root, "" for the root itself: each imports
   *     only those before it
   * @param seeding those that may use generators that belong to no key, and set their seeds: ND4J's
   *     global one, which layers and operations of DL4J draw from, or Java's
   */
  protected HouseRules(String root, List<String> order, String... seeding) {
    this.root = root;
    this.order = order.stream().map(this::in).toList();
    this.seeding = Arrays.stream(seeding).map(this::in).toArray(String[]::new);
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root);
  }

  /** The whole name of a package of the module. */
  protected final String in(String name) {
    return name.isEmpty() ? root : root + "." + name;
  }

  /** The classes of the module, without its tests. */
  protected final JavaClasses classes() {
    return classes;
  }

  @TestFactory
  Stream<DynamicTest> packagesImportOnlyThoseBeforeThem() {
    return order.stream()
        .limit(order.size() - 1L)
        .map(name -> DynamicTest.dynamicTest(name, () -> importsNothingAfter(name)));
  }

  private void importsNothingAfter(String name) {
    String[] after = order.subList(order.indexOf(name) + 1, order.size()).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(name)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(after)
        .check(classes);
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    noClasses().should().resideOutsideOfPackages(order.toArray(String[]::new)).check(classes);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching(root + ".(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void nothingReadsAGlobalGenerator() {
    DescribedPredicate<JavaClass> others =
        describe(
            "seed nothing",
            type -> Arrays.stream(seeding).noneMatch(name -> resideInAPackage(name).test(type)));
    noClasses()
        .that(others)
        .should()
        .accessTargetWhere(
            describe(
                "Nd4j.rand* or Nd4j.getRandom",
                (JavaAccess<?> access) ->
                    access.getTargetOwner().isEquivalentTo(Nd4j.class)
                        && (access.getName().startsWith("rand")
                            || access.getName().startsWith("getRandom"))))
        .check(classes);
    noClasses().should().callMethod(Math.class, "random").check(classes);
    noClasses()
        .that(others)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(java.util.Random.class, ThreadLocalRandom.class, RandomGenerator.class)
        .check(classes);
  }

  @Test
  void staticFieldsAreConstant() {
    fields().that().areStatic().should().beFinal().check(classes);
    fields()
        .that()
        .areStatic()
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .notHaveRawType(
            describe(
                "array or list",
                type -> type.isArray() || (!mayKeepLists() && type.isAssignableTo(List.class))))
        .check(classes);
  }

  /** Whether a static field may be a list, which is then one of {@link List#of}'s. */
  protected boolean mayKeepLists() {
    return false;
  }

  @Test
  void reflectionStaysWhereItIsNeeded() {
    noClasses()
        .that(not(reflecting()))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect..")
        .check(classes);
  }

  /** The classes that may use reflection: none. */
  protected DescribedPredicate<? super JavaClass> reflecting() {
    return alwaysFalse();
  }
}
