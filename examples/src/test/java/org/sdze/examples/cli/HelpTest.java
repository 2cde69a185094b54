package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdze.pinn.problem.Problems;
import org.sdze.testing.Ended;

/** What the command says about itself. */
class HelpTest {

  private static final String OPTIONS =
      """
      --dim --width --depth --activation --batch
      --directions --direction-count --residual
      --credit --units --two-sided --rank --refresh-interval --probes
      --smoothing --damping --learning-rate --schedule
      --rule --momentum --input-scale --steps --time --precision
      --seed --test-points --out --json --quiet
      """;

  @Test
  void helpOfSolveNamesEveryOptionAndExitCode() {
    Ended ended = Ended.run("solve", "--help");
    assertEquals(0, ended.exitCode());
    assertEquals("", ended.stderr());
    new Scanner(OPTIONS)
        .tokens()
        .forEach(option -> assertTrue(ended.stdout().contains("      " + option), option));
    for (String code : List.of("0", "1", "2", "3", "130")) {
      assertTrue(ended.stdout().contains("\n  " + code + " "), code);
    }
  }

  /** They have that from the program. */
  @ParameterizedTest
  @ValueSource(strings = {"list", "resume", "zoo", "memory", "search", "candidate"})
  void helpOfEveryCommandNamesItsExitCodes(String command) {
    Ended ended = InThisProcess.run(command, "--help");
    assertEquals(0, ended.exitCode(), ended.stderr());
    String codes = ended.stdout().substring(ended.stdout().indexOf("\nExit codes:\n"));
    for (String code : List.of("0", "1", "2", "130")) {
      assertTrue(codes.contains("\n  " + code + " "), ended.stdout());
    }
    assertEquals(Ended.run("--version").stdout(), InThisProcess.run(command, "-V").stdout());
  }

  @Test
  void listNamesTheLibrarysProblemsALineEach() {
    Ended ended = Ended.run("list");
    assertEquals(0, ended.exitCode());
    assertEquals("", ended.stderr());
    assertEquals(Problems.library().names().size(), ended.stdout().lines().count());
    assertTrue(
        ended.stdout().lines().allMatch(line -> line.matches("[a-z0-9-]+ +\\S.*")), ended.stdout());
    assertTrue(ended.stdout().contains("Δu + sin u = g"), ended.stdout());
  }

  @Test
  void versionNamesThisProjectAndDl4j() {
    Ended ended = Ended.run("--version");
    assertEquals(0, ended.exitCode());
    assertTrue(ended.stdout().startsWith("sdze "), ended.stdout());
    assertTrue(ended.stdout().contains("Deeplearning4j 1.0.0-M2.1"), ended.stdout());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rival",
        "compare",
        "variance",
        "evidence",
        "search-compare",
        "table",
        "swap-table",
        "bench",
        "digits"
      })
  void aCommandOfTheBenchmarksSaysHowToBuildThem(String command) {
    Ended ended = InThisProcess.run(command, "--help");
    assertEquals(2, ended.exitCode());
    assertEquals("", ended.stdout());
    assertEquals(
        List.of(
            ("sdze: %s is a command of the benchmarks, which are not built: mvn -B -q -DskipTests"
                    + " -pl benchmarks -am package builds them")
                .formatted(command)),
        ended.errorLines());
  }
}
