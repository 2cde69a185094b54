package org.sdze.pinn;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sdze.testing.HouseRules;

class ArchitectureTest extends HouseRules {

  ArchitectureTest() {
    super(
        "org.sdze.pinn",
        List.of(
            "direction",
            "jet.rule",
            "jet",
            "operator",
            "domain",
            "equation",
            "problem",
            "credit",
            "loss",
            "score",
            "layer",
            "solve"));
  }

  @Override
  protected DescribedPredicate<? super JavaClass> reflecting() {
    return simpleName("ProblemClasses");
  }

  @Test
  void onlyLayersAndSolvesKnowDl4j() {
    noClasses()
        .that()
        .resideOutsideOfPackages(in("layer"), in("solve"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.deeplearning4j..")
        .check(classes());
  }
}
