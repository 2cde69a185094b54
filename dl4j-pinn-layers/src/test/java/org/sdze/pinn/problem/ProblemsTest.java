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

class ProblemsTest {

  private static final RandomKey KEY = RandomKey.root(0);

  /** The reference problems, the first of the library. */
  static List<String> names() {
    return Problems.library().names().subList(0, 9);
  }

  static List<String> all() {
    return Problems.library().names();
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
    Problem problem = Problems.library().create(name, 4, KEY);
    assertEquals(name, problem.name());
    assertEquals(
        name, problem.equation().name() + "-" + ((ExactSolution) problem.solution()).name());
    assertEquals(4, problem.dimension());
  }

  @ParameterizedTest
  @MethodSource("names")
  void aDescriptionHasEquationDomainAndSolution(String name) {
    String description = Problems.library().get(name).description();
    assertTrue(description.contains("= g on the unit ball, u* = (1 − |x|²) Σ"), description);
    assertTrue(description.length() < 100, description);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aDescriptionIsOneLine(String name) {
    String description = Problems.library().get(name).description();
    assertFalse(description.contains("\n"));
    assertTrue(description.length() < 150, description);
  }

  @Test
  void equationsOfAFamilyShareTheirSolution() {
    INDArray points = TestPoints.inBall(DataType.DOUBLE, 5, 4);
    assertArrayEquals(
        Problems.library().create("poisson-ridge", 4, KEY).exact(points),
        Problems.library().create("allen-cahn-ridge", 4, KEY).exact(points));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearestOnes() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Problems.library().create("poison-two-bdy", 4, KEY));
    assertEquals(
        "there is no problem \"poison-two-bdy\"; the nearest names are"
            + " poisson-two-body, poisson-three-body, poisson-robin; one of your own is given with its"
            + " class",
        error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Problems.library().get(""));
  }

  @Test
  void tooSmallADimensionIsRefused() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Problems.library().create("poisson-three-body", 2, KEY));
    assertEquals(
        "dimension of a poisson-three-body problem must be at least 3, was 2", error.getMessage());
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
          refusal(() -> Problems.library().create(name, d, KEY)),
          refusal(() -> Problems.requireDimension(Problems.library().get(name), d)),
          name + " in " + d);
    }
    assertEquals(
        "",
        refusal(() -> Problems.requireDimension(Problems.library().get(name), Integer.MAX_VALUE)));
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
    assertEquals(3, Problems.editDistance("kitten", "sitting"));
    assertEquals(3, Problems.editDistance("", "abc"));
    assertEquals(3, Problems.editDistance("abc", ""));
    assertEquals(0, Problems.editDistance("ridge", "ridge"));
  }

  /** What is found in few dimensions is what is true in many. */
  @Test
  void theShapeOfAProblemIsThatOfTheProblem() {
    for (String name : Problems.library().names()) {
      ProblemFactory factory = Problems.library().get(name);
      int most = Math.min(40, factory.greatestDimension());
      for (int d : new int[] {factory.leastDimension(), most}) {
        Problem problem = Problems.library().create(name, d, KEY);
        assertEquals(ProblemShape.of(problem), ProblemShape.of(factory, d), name);
      }
    }
  }
}
