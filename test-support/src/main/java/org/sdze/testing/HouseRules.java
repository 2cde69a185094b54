package org.sdze.testing;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysFalse;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Formatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
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

  private static final Set<String> IN_PLACE =
      Set.of("write", "writeString", "newOutputStream", "newBufferedWriter", "move");

  private static final Path REASONS =
      Path.of("../docs/decisions/2026-11-26-classes-that-know-each-other.md");

  private static final Pattern REASON =
      Pattern.compile("^\\* `([\\w.]+)`, `([\\w.]+)`: .", Pattern.MULTILINE);

  private static final String ATOMIC = "org.sdze.optimizer.checkpoint";

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

  /** Numbers with other digits or a comma are no numbers to whoever reads them. */
  @Test
  void textIsTheSameInEveryLocale() {
    noClasses().should().callMethod(String.class, "formatted", Object[].class).check(classes);
    noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .check(classes);
    for (String letters : List.of("toLowerCase", "toUpperCase")) {
      noClasses().should().callMethod(String.class, letters).check(classes);
    }
    for (Class<?> writer : List.of(PrintStream.class, PrintWriter.class, Formatter.class)) {
      for (String name : List.of("printf", "format")) {
        noClasses().should().callMethod(writer, name, String.class, Object[].class).check(classes);
      }
    }
  }

  @Test
  void noNameStandsTwice() {
    List<String> names =
        classes.stream()
            .filter(JavaClass::isTopLevelClass)
            .map(JavaClass::getSimpleName)
            .filter(name -> !name.equals("package-info"))
            .toList();
    assertEquals(names.stream().distinct().sorted().toList(), names.stream().sorted().toList());
  }

  /**
   * Two classes that know each other are read together or not at all: each pair has its reason. A
   * sealed type and what it permits need none.
   */
  @Test
  void classesThatKnowEachOtherHaveAReason() throws IOException {
    Map<String, Set<String>> known = new TreeMap<>();
    for (JavaClass each : classes) {
      String name = outermost(each).getName();
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        JavaClass target = outermost(dependency.getTargetClass().getBaseComponentType());
        if (target.getPackageName().startsWith(root) && !isSealed(outermost(each), target)) {
          known.computeIfAbsent(name, key -> new TreeSet<>()).add(target.getName());
        }
      }
    }
    Set<String> pairs = new TreeSet<>();
    known.forEach(
        (name, targets) ->
            targets.stream()
                .filter(target -> name.compareTo(target) < 0)
                .filter(target -> known.getOrDefault(target, Set.of()).contains(name))
                .forEach(target -> pairs.add(shortened(name) + " " + shortened(target))));
    String prefix = shortened(root) + ".";
    Set<String> reasoned = new TreeSet<>();
    Matcher line = REASON.matcher(Files.readString(REASONS));
    while (line.find()) {
      if (line.group(1).startsWith(prefix)) {
        reasoned.add(line.group(1) + " " + line.group(2));
      }
    }
    assertEquals(reasoned, pairs);
  }

  private static String shortened(String name) {
    return name.substring("org.sdze.".length());
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(HouseRules::outermost).orElse(type);
  }

  private static boolean isSealed(JavaClass one, JavaClass other) {
    return isPermitted(one.reflect(), other.reflect())
        || isPermitted(other.reflect(), one.reflect());
  }

  private static boolean isPermitted(Class<?> sealed, Class<?> type) {
    return sealed.isSealed() && Arrays.asList(sealed.getPermittedSubclasses()).contains(type);
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

  /** What is written in place is half a file after a crash, and may be read while it is one. */
  @Test
  void filesAreWrittenByTheHomeOfAtomicWrites() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ATOMIC)
        .should()
        .accessTargetWhere(
            describe(
                "a file that is written in place", (JavaAccess<?> access) -> writesInPlace(access)))
        .check(classes);
  }

  private static boolean writesInPlace(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getName();
    if (owner.isEquivalentTo(Files.class)) {
      return IN_PLACE.contains(name);
    }
    boolean isWriter =
        name.equals("<init>")
            && Stream.of(FileOutputStream.class, FileWriter.class, PrintStream.class)
                .anyMatch(owner::isEquivalentTo);
    boolean isNetwork = owner.isEquivalentTo(ModelSerializer.class) && name.equals("writeModel");
    return (isWriter || isNetwork) && namesFile(access);
  }

  private static boolean namesFile(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget called
        && called.getRawParameterTypes().stream()
            .anyMatch(type -> type.isEquivalentTo(File.class) || type.isEquivalentTo(String.class));
  }

  /** A file may name any class there, and Java or DL4J make objects of it. */
  @Test
  void nothingIsDeserialized() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ObjectInputStream.class)
        .orShould()
        .accessTargetWhere(
            describe(
                "DL4J's own loading",
                (JavaAccess<?> access) ->
                    (access.getTargetOwner().isEquivalentTo(ModelSerializer.class)
                            && (access.getName().startsWith("restore")
                                || access.getName().equals("getObjectFromFile")))
                        || (access.getTargetOwner().isAssignableTo(Model.class)
                            && access.getName().equals("load"))))
        .check(classes);
  }

  /** The classes that may use reflection: none. */
  protected DescribedPredicate<? super JavaClass> reflecting() {
    return alwaysFalse();
  }
}
