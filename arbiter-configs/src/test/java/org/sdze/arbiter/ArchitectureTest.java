package org.sdze.arbiter;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sdze.arbiter.task.SdzeTaskCreator;
import org.sdze.testing.HouseRules;

class ArchitectureTest extends HouseRules {

  ArchitectureTest() {
    super(
        "org.sdze.arbiter",
        List.of("space", "score", "task", "generator", "benchmark", "report", "search"));
  }

  @Test
  void ofDl4jGeneratorsAndReportsKnowOnlyArbiter() {
    noClasses()
        .that()
        .resideInAnyPackage(in("generator"), in("benchmark"), in("report"))
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.deeplearning4j..")
                .and(resideOutsideOfPackage("org.deeplearning4j.arbiter..")))
        .check(classes());
  }

  /** Arbiter names data sources by their classes. */
  @Test
  void onlyArbitersDataSourcesAreMadeByReflection() {
    noClasses()
        .that()
        .areNotAssignableTo(SdzeTaskCreator.class)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect..")
        .check(classes());
  }
}
