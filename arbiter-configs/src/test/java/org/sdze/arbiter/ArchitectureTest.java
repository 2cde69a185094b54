package org.sdze.arbiter;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sdze.arbiter.task.SdzeTaskCreator;
import org.sdze.testing.HouseRules;

class ArchitectureTest extends HouseRules {

  ArchitectureTest() {
    super(
        "org.sdze.arbiter",
        List.of("store", "space", "score", "task", "generator", "report", "search"));
  }

  @Test
  void ofDl4jGeneratorsAndReportsKnowOnlyArbiter() {
    noClasses()
        .that()
        .resideInAnyPackage(in("generator"), in("report"))
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.deeplearning4j..")
                .and(resideOutsideOfPackage("org.deeplearning4j.arbiter..")))
        .check(classes());
  }

  @Override
  protected boolean mayKeepLists() {
    return true;
  }

  /** Arbiter names data sources by their classes. */
  @Override
  protected DescribedPredicate<? super JavaClass> reflecting() {
    return assignableTo(SdzeTaskCreator.class);
  }
}
