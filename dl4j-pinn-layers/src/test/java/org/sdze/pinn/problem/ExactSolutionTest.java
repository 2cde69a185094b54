package org.sdze.pinn.problem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.analysis.differentiation.DSFactory;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.hipparchus.analysis.differentiation.Gradient;
import org.hipparchus.util.Binary64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.random.RandomKey;

/** What every family of solutions must do. */
class ExactSolutionTest {

  private static final RandomKey KEY = RandomKey.root(3);
  private static final int POINTS = 6;

  static Stream<Arguments> familiesAndDimensions() {
    return Arrays.stream(Family.values())
        .flatMap(
            family ->
                IntStream.of(family.smallestDimension(), 3, 5, 8)
                    .mapToObj(dimension -> Arguments.of(family, dimension)));
  }

  private static double sizeOf(double[] numbers) {
    return Arrays.stream(numbers).map(Math::abs).max().orElseThrow();
  }

  private static void assertClose(double[] expected, double[] actual, double relative) {
    assertArrayEquals(expected, actual, relative * sizeOf(expected));
  }

  /** u* and Δu* of the formula by automatic differentiation to second order. */
  private static ExactValues differentiated(Family family, ExactSolution solution, INDArray x) {
    DSFactory factory = new DSFactory(solution.dimension(), 2);
    double[][] points = TestPoints.rows(x);
    double[] value = new double[points.length];
    double[] laplacian = new double[points.length];
    for (int p = 0; p < points.length; p++) {
      DerivativeStructure[] variables = new DerivativeStructure[solution.dimension()];
      for (int i = 0; i < variables.length; i++) {
        variables[i] = factory.variable(i, points[p][i]);
      }
      DerivativeStructure u = family.value(solution, variables);
      value[p] = u.getValue();
      for (int i = 0; i < variables.length; i++) {
        int[] orders = new int[variables.length];
        orders[i] = 2;
        laplacian[p] += u.getPartialDerivative(orders);
      }
    }
    return new ExactValues(value, laplacian);
  }

  private static double valueAt(Family family, ExactSolution solution, double[] x) {
    Binary64[] point = Arrays.stream(x).mapToObj(Binary64::new).toArray(Binary64[]::new);
    return family.value(solution, point).getReal();
  }

  @ParameterizedTest
  @MethodSource("familiesAndDimensions")
  void valueAndLaplacianAreThoseOfAutomaticDifferentiation(Family family, int dimension) {
    ExactSolution solution = family.solution(dimension, KEY);
    for (INDArray points :
        List.of(
            TestPoints.inBall(DataType.DOUBLE, POINTS, dimension),
            TestPoints.gaussian(POINTS, dimension))) {
      ExactValues expected = differentiated(family, solution, points);
      ExactValues actual = solution.at(points);
      for (int p = 0; p < POINTS; p++) {
        assertEquals(1, actual.value()[p] / expected.value()[p], 1e-10);
        assertEquals(1, actual.laplacian()[p] / expected.laplacian()[p], 1e-10);
      }
    }
  }

  /** The tiles are 16 columns wide here, and overlap. */
  @ParameterizedTest
  @EnumSource
  void tilesMeetWithoutGapOrOverlap(Family family) {
    for (int dimension : new int[] {16, 17, 18, 19, 33, 50}) {
      ExactSolution solution = family.solution(dimension, KEY, 1);
      INDArray points = TestPoints.inBall(DataType.DOUBLE, 2, dimension);
      ExactValues expected = differentiated(family, solution, points);
      assertClose(expected.value(), solution.at(points).value(), 1e-11);
      assertClose(expected.laplacian(), solution.at(points).laplacian(), 1e-11);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theWidthOfATileDoesNotMatter(Family family) {
    int dimension = 5000;
    INDArray points = TestPoints.inBall(DataType.DOUBLE, POINTS, dimension);
    ExactSolution whole = family.solution(dimension, KEY, POINTS * dimension);
    for (int width : new int[] {16, 1000, 1249}) {
      ExactSolution tiled = family.solution(dimension, KEY, POINTS * width);
      assertClose(whole.at(points).value(), tiled.at(points).value(), 1e-12);
      assertClose(whole.at(points).laplacian(), tiled.at(points).laplacian(), 1e-12);
      assertClose(whole.affineFactor(points), tiled.affineFactor(points), 1e-12);
    }
    double[][] rows = TestPoints.rows(points);
    for (int p = 0; p < POINTS; p++) {
      double expected = valueAt(family, whole, rows[p]);
      assertEquals(expected, whole.at(points).value()[p], 1e-10 * sizeOf(whole.at(points).value()));
    }
  }

  /**
   * Σ [u(x + s e_i) − 2u(x) + u(x − s e_i)] / s² with s = 1e-3 is wrong by s²/12 times fourth
   * derivatives, which a second difference with 2s removes; a Laplacian that lacks one of its three
   * parts is found at once.
   */
  @ParameterizedTest
  @MethodSource("familiesAndDimensions")
  void theLaplacianIsThatOfCentralDifferencesAndNoPartOfItMayLack(Family family, int dimension) {
    ExactSolution solution = family.solution(dimension, KEY);
    INDArray points = TestPoints.inBall(DataType.DOUBLE, POINTS, dimension);
    double[][] rows = TestPoints.rows(points);
    double[] expected = new double[POINTS];
    for (int p = 0; p < POINTS; p++) {
      double fine = differences(family, solution, rows[p], 1e-3);
      double coarse = differences(family, solution, rows[p], 2e-3);
      expected[p] = (4 * fine - coarse) / 3;
    }
    ExactValues exact = solution.at(points);
    double bound = 1e-7 * sizeOf(expected);
    assertArrayEquals(expected, exact.laplacian(), bound);

    double[] lacking = exact.laplacian().clone();
    for (int p = 0; p < POINTS; p++) {
      double w = 1 - Arrays.stream(rows[p]).map(t -> t * t).sum();
      lacking[p] += 2 * dimension * exact.value()[p] / w; // as if −2d v had been forgotten
    }
    assertTrue(largestDifference(expected, lacking) > 1000 * bound);
  }

  private static double differences(
      Family family, ExactSolution solution, double[] x, double step) {
    double middle = valueAt(family, solution, x);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double[] up = x.clone();
      double[] down = x.clone();
      up[i] += step;
      down[i] -= step;
      sum += valueAt(family, solution, up) - 2 * middle + valueAt(family, solution, down);
    }
    return sum / (step * step);
  }

  private static double largestDifference(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("familiesAndDimensions")
  void theAffineFactorIsTheTaylorExpansionAtTheCentre(Family family, int dimension) {
    ExactSolution solution = family.solution(dimension, KEY);
    INDArray points = TestPoints.inBall(DataType.DOUBLE, POINTS, dimension);
    Gradient[] centre = new Gradient[dimension];
    for (int i = 0; i < dimension; i++) {
      centre[i] = Gradient.variable(dimension, i, 0);
    }
    Gradient v = family.factor(solution, centre);
    double[] expected = new double[POINTS];
    for (int p = 0; p < POINTS; p++) {
      expected[p] = v.getValue();
      for (int i = 0; i < dimension; i++) {
        expected[p] += v.getPartialDerivative(i) * points.getDouble(p, i);
      }
    }
    assertClose(expected, solution.affineFactor(points), 1e-12);
  }

  /**
   * Sums of d terms in float: 3e-5 of the largest value, at a random walk's growth of round-off.
   */
  @ParameterizedTest
  @EnumSource
  void floatPointsGiveTheSameToSinglePrecision(Family family) {
    for (int dimension : new int[] {100, 5000}) {
      ExactSolution solution = family.solution(dimension, KEY);
      INDArray points = TestPoints.inBall(DataType.FLOAT, 50, dimension);
      ExactValues single = solution.at(points);
      ExactValues expected = solution.at(points.castTo(DataType.DOUBLE));
      assertClose(expected.value(), single.value(), 3e-5);
      assertClose(expected.laplacian(), single.laplacian(), 3e-5);
      assertClose(
          solution.affineFactor(points.castTo(DataType.DOUBLE)),
          solution.affineFactor(points),
          3e-5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameKeyGivesTheSameBitsAndAnotherDoesNot(Family family) {
    INDArray points = TestPoints.inBall(DataType.FLOAT, POINTS, 40);
    double[] first = family.solution(40, KEY).at(points).laplacian();
    assertArrayEquals(first, family.solution(40, RandomKey.root(3)).at(points).laplacian());
    double[] other = family.solution(40, RandomKey.root(4)).at(points).laplacian();
    assertFalse(Arrays.equals(first, other));
  }

  /** Buffers are used again: neither their contents nor another batch size may show. */
  @ParameterizedTest
  @EnumSource
  void callsDoNotDependOnEarlierOnesAndLeaveThePointsAlone(Family family) {
    ExactSolution solution = family.solution(300, KEY, 1 << 12);
    INDArray points = TestPoints.inBall(DataType.FLOAT, 50, 300);
    INDArray untouched = points.dup('f');
    ExactValues first = solution.at(points);
    solution.at(points.dup('f').assign(Double.NaN));
    solution.at(TestPoints.inBall(DataType.FLOAT, 7, 300));
    solution.at(TestPoints.inBall(DataType.DOUBLE, 50, 300));
    assertArrayEquals(first.value(), solution.at(points).value());
    assertArrayEquals(first.laplacian(), solution.at(points).laplacian());
    assertEquals(untouched, points);
  }

  @ParameterizedTest
  @EnumSource
  void severalThreadsMayAskAtOnce(Family family) {
    ExactSolution solution = family.solution(300, KEY, 1 << 12);
    INDArray points = TestPoints.inBall(DataType.FLOAT, 50, 300);
    double[] expected = solution.at(points).laplacian();
    List<double[]> found =
        IntStream.range(0, 40).parallel().mapToObj(i -> solution.at(points).laplacian()).toList();
    found.forEach(laplacian -> assertArrayEquals(expected, laplacian));
  }

  @ParameterizedTest
  @EnumSource
  void onePointMayBeAsked(Family family) {
    ExactSolution solution = family.solution(20, KEY);
    INDArray points = TestPoints.inBall(DataType.DOUBLE, 2, 20);
    double[] both = solution.at(points).laplacian();
    double[] alone = solution.at(points.getRow(1, true).dup('f')).laplacian();
    assertEquals(1, alone[0] / both[1], 1e-13);
  }

  @ParameterizedTest
  @EnumSource
  void tooSmallADimensionIsRefused(Family family) {
    int least = family.smallestDimension();
    String message =
        assertThrows(IllegalArgumentException.class, () -> family.solution(least - 1, KEY))
            .getMessage();
    String name = family.solution(least, KEY).name();
    assertEquals(
        "dimension of a %s problem must be at least %d, was %d".formatted(name, least, least - 1),
        message);
  }

  @ParameterizedTest
  @EnumSource
  void pointsOfAnotherDimensionTypeOrOrderAreRefused(Family family) {
    ExactSolution solution = family.solution(5, KEY);
    INDArray points = TestPoints.inBall(DataType.FLOAT, POINTS, 5);
    for (INDArray wrong :
        List.of(
            TestPoints.inBall(DataType.FLOAT, POINTS, 6),
            points.dup('c'),
            points.castTo(DataType.INT32),
            points.castTo(DataType.FLOAT16))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> solution.at(wrong)).getMessage();
      assertTrue(message.startsWith("points must be a matrix with 5 columns"), message);
    }
  }
}
