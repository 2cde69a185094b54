package org.sdze.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sdze.testing.HouseRules;

class ArchitectureTest extends HouseRules {

  ArchitectureTest() {
    super(
        "org.sdze.benchmarks",
        List.of(
            "rival",
            "generator",
            "digits",
            "swap",
            "plan",
            "variance",
            "compare",
            "table",
            "evidence",
            "speed",
            "command",
            ""));
  }

  /** What a command does can be had without the command line. */
  @Test
  void onlyCommandsAndTheirOptionsKnowPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackages(in("command"), in("plan"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(classes());
  }

  @Override
  protected boolean mayKeepLists() {
    return true;
  }
}
