package org.sdze.pinn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

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
            "domain",
            "equation",
            "problem",
            "credit",
            "loss",
            "score",
            "layer"));
  }

  @Test
  void onlyTheLayersKnowDl4j() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("layer"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.deeplearning4j..")
        .check(classes());
  }
}
