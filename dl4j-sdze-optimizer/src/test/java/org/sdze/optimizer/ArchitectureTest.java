package org.sdze.optimizer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.testing.HouseRules;

class ArchitectureTest extends HouseRules {

  private static final Set<String> ELEMENT_ACCESS =
      Set.of("getDouble", "getFloat", "getInt", "getLong", "getNumber", "getScalar", "putScalar");

  ArchitectureTest() {
    super(
        "org.sdze.optimizer",
        List.of(
            "text",
            "argument",
            "memory",
            "algebra",
            "random",
            "setting",
            "wide",
            "forward",
            "checkpoint",
            "credit",
            "estimate",
            "objective",
            "subspace",
            "step",
            "network",
            "train",
            "samediff",
            "dl4j",
            ""),
        "dl4j",
        "samediff");
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
        .check(classes());
  }

  @Test
  void onlyTheAdapterKnowsDl4j() {
    noClasses()
        .that()
        .resideOutsideOfPackages(in("dl4j"), in(""))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.deeplearning4j..")
        .check(classes());
  }

  /** The adapter. */
  @Override
  protected DescribedPredicate<? super JavaClass> reflecting() {
    return resideInAPackage(in("dl4j"));
  }
}
