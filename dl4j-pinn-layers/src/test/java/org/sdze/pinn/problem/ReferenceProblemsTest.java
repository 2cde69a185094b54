package org.sdze.pinn.problem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.random.RandomKey;

class ReferenceProblemsTest {

  private static final RandomKey KEY = RandomKey.root(0);

  static List<String> names() {
    return ReferenceProblems.names();
  }

  @Test
  void thereAreThreeEquationsForEachOfThreeFamilies() {
    assertEquals(
        List.of(
            "poisson-two-body",
            "allen-cahn-two-body",
            "sine-gordon-two-body",
            "poisson-three-body",
            "allen-cahn-three-body",
            "sine-gordon-three-body",
            "poisson-ridge",
            "allen-cahn-ridge",
            "sine-gordon-ridge"),
        names());
  }

  @ParameterizedTest
  @MethodSource("names")
  void aProblemIsWhatItsNameSays(String name) {
    ReferenceProblem problem = ReferenceProblems.create(name, 4, KEY);
    assertEquals(name, problem.name());
    assertEquals(name, problem.equation().name() + "-" + problem.solution().name());
    assertEquals(4, problem.dimension());
  }

  @ParameterizedTest
  @MethodSource("names")
  void aDescriptionIsOneLine(String name) {
    String description = ReferenceProblems.description(name);
    assertTrue(description.contains("= g on the unit ball, u* = (1 − |x|²) Σ"), description);
    assertFalse(description.contains("\n"));
    assertTrue(description.length() < 100, description);
  }

  @Test
  void equationsOfAFamilyShareTheirSolution() {
    INDArray points = TestPoints.inBall(DataType.DOUBLE, 5, 4);
    assertArrayEquals(
        ReferenceProblems.create("poisson-ridge", 4, KEY).solution().at(points).value(),
        ReferenceProblems.create("allen-cahn-ridge", 4, KEY).solution().at(points).value());
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearestOnes() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ReferenceProblems.create("poison-two-bdy", 4, KEY));
    assertEquals(
        "there is no reference problem \"poison-two-bdy\"; the nearest names are"
            + " poisson-two-body, poisson-three-body, poisson-ridge",
        error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> ReferenceProblems.description(""));
  }

  @Test
  void tooSmallADimensionIsRefused() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ReferenceProblems.create("poisson-three-body", 2, KEY));
    assertEquals("dimension of a three-body problem must be at least 3, was 2", error.getMessage());
  }

  /**
   * The check alone answers at once where drawing would take minutes, or more memory than there is.
   */
  @ParameterizedTest
  @MethodSource("names")
  void theCheckRefusesWhatMakingOneRefuses(String name) {
    for (int dimension = -1; dimension <= 4; dimension++) {
      int d = dimension;
      assertEquals(
          refusal(() -> ReferenceProblems.create(name, d, KEY)),
          refusal(() -> ReferenceProblems.requireDimension(name, d)),
          name + " in " + d);
    }
    assertEquals("", refusal(() -> ReferenceProblems.requireDimension(name, Integer.MAX_VALUE)));
  }

  private static String refusal(Runnable call) {
    try {
      call.run();
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  @Test
  void theEditDistanceCountsInsertionsDeletionsAndSubstitutions() {
    assertEquals(3, ReferenceProblems.editDistance("kitten", "sitting"));
    assertEquals(3, ReferenceProblems.editDistance("", "abc"));
    assertEquals(3, ReferenceProblems.editDistance("abc", ""));
    assertEquals(0, ReferenceProblems.editDistance("ridge", "ridge"));
  }
}
