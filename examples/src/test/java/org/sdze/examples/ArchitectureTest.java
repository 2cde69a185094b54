package org.sdze.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sdze.testing.HouseRules;

class ArchitectureTest extends HouseRules {

  ArchitectureTest() {
    super(
        "org.sdze.examples",
        List.of("data", "zoo", "cli.plan", "cli.run", "cli.report", "cli.search", "cli", ""),
        "data");
  }

  /** What a command does can be had without the command line. */
  @Test
  void onlyCommandsAndTheirOptionsKnowPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackages(in("cli"), in("cli.plan"))
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
