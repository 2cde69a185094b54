package org.sdze.pinn.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.Poisson;
import org.sdze.pinn.problem.ExactSolution;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Ridge;
import org.sdze.pinn.problem.TwoBody;

class BaselineTest {

  private static final int DIMENSION = 7;
  private static final RandomKey KEY = RandomKey.root(11);

  /** Test points with the values of a function. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record TestSet(INDArray points, double[] factor, double[] exact) {

    static TestSet of(int n, int dimension, DataType type, ToDoubleFunction<double[]> quotient) {
      INDArray points = Nd4j.createUninitialized(type, new long[] {n, dimension}, 'f');
      new UnitBall(dimension).draw(KEY, points);
      double[][] rows = points.toDoubleMatrix();
      double[] factor =
          Arrays.stream(rows)
              .mapToDouble(row -> 1 - Arrays.stream(row).map(t -> t * t).sum())
              .toArray();
      double[] exact =
          IntStream.range(0, n)
              .mapToDouble(i -> factor[i] * quotient.applyAsDouble(rows[i]))
              .toArray();
      return new TestSet(points, factor, exact);
    }

    TestSet withExact(double[] values) {
      return new TestSet(points, factor, values);
    }

    double errorOf(Baseline baseline, int chunk) {
      for (int from = 0; from < exact.length; from += chunk) {
        int to = Math.min(exact.length, from + chunk);
        baseline.add(
            points.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).dup('f'),
            Arrays.copyOfRange(factor, from, to),
            Arrays.copyOfRange(exact, from, to));
      }
      return baseline.relativeError();
    }

    /** The residual of a direct least-squares solve with the first {@code columns} of w(1, x). */
    double errorOfDirectSolve(int columns) {
      RealMatrix a = new Array2DRowRealMatrix(exact.length, columns);
      for (int i = 0; i < exact.length; i++) {
        a.setEntry(i, 0, factor[i]);
        for (int j = 1; j < columns; j++) {
          a.setEntry(i, j, factor[i] * points.getDouble(i, j - 1));
        }
      }
      RealVector u = new ArrayRealVector(exact);
      RealVector fitted = a.operate(new QRDecomposition(a).getSolver().solve(u));
      return fitted.subtract(u).getNorm() / u.getNorm();
    }
  }

  private static double curved(double[] x) {
    return 2 + x[0] - 3 * x[1] + Math.sin(3 * x[2]) + x[3] * x[4];
  }

  static Stream<Baseline> baselines() {
    return Stream.of(
        new ConstantBaseline(),
        new AffineBaseline(DIMENSION),
        new TaylorBaseline(TwoBody.of(DIMENSION, KEY)));
  }

  @Test
  void theConstantIsThatOfADirectSolve() {
    TestSet set = TestSet.of(500, DIMENSION, DataType.DOUBLE, BaselineTest::curved);
    double error = set.errorOf(new ConstantBaseline(), 500);
    assertEquals(set.errorOfDirectSolve(1), error, 1e-13);
  }

  @ParameterizedTest
  @MethodSource("types")
  void theAffineFitIsThatOfADirectSolve(DataType type) {
    TestSet set = TestSet.of(500, DIMENSION, type, BaselineTest::curved);
    double error = set.errorOf(new AffineBaseline(DIMENSION), 500);
    assertEquals(1, error / set.errorOfDirectSolve(DIMENSION + 1), 1e-10);
  }

  static Stream<DataType> types() {
    return Stream.of(DataType.FLOAT, DataType.DOUBLE);
  }

  /** ‖u‖² − qᵀβ cancels eight of double's sixteen digits at 1e-4, and twelve at 1e-6. */
  @Test
  void smallErrorsSurviveTheCancellation() {
    for (double size : new double[] {1e-4, 1e-6}) {
      TestSet set =
          TestSet.of(
              2000, DIMENSION, DataType.DOUBLE, x -> 1 + x[0] - x[1] + size * Math.sin(9 * x[2]));
      double expected = set.errorOfDirectSolve(DIMENSION + 1);
      double error = set.errorOf(new AffineBaseline(DIMENSION), 300);
      assertEquals(1, error / expected, 1e-14 / (size * size));
      TestSet constant =
          TestSet.of(2000, DIMENSION, DataType.DOUBLE, x -> 1 + size * Math.sin(9 * x[2]));
      assertEquals(
          1,
          constant.errorOf(new ConstantBaseline(), 300) / constant.errorOfDirectSolve(1),
          1e-14 / (size * size));
    }
  }

  @Test
  void anAffineQuotientIsFittedToRoundOff() {
    TestSet set = TestSet.of(300, DIMENSION, DataType.DOUBLE, x -> 1 + x[0] - 2 * x[6]);
    assertTrue(set.errorOf(new AffineBaseline(DIMENSION), 300) < 1e-7);
    assertTrue(set.errorOf(new ConstantBaseline(), 300) > 0.1);
  }

  @Test
  void theTaylorExpansionIsAsGoodAsItsPrediction() {
    ExactSolution solution = TwoBody.of(DIMENSION, KEY);
    TestSet set = TestSet.of(400, DIMENSION, DataType.DOUBLE, x -> 1);
    double[] exact = solution.at(set.points()).value();
    double[] prediction = solution.affineFactor(set.points());
    for (int i = 0; i < prediction.length; i++) {
      prediction[i] *= set.factor()[i];
    }
    assertEquals(
        RelativeError.of(prediction, exact),
        set.withExact(exact).errorOf(new TaylorBaseline(solution), 150),
        1e-14);
  }

  @Test
  void theFitIsBetterThanTheExpansionAndTheExpansionIsNear() {
    ExactSolution solution = TwoBody.of(100, KEY);
    TestSet set = TestSet.of(4000, 100, DataType.FLOAT, x -> 1);
    set = set.withExact(solution.at(set.points()).value());
    double constant = set.errorOf(new ConstantBaseline(), 1000);
    double affine = set.errorOf(new AffineBaseline(100), 1000);
    double taylor = set.errorOf(new TaylorBaseline(solution), 1000);
    // docs/method.md §6: constants from 1e-2 to 5e-1, affine functions about 1e-2 at d = 100.
    assertTrue(constant > 1e-2 && constant < 1, "constant " + constant);
    assertTrue(affine > 2e-3 && affine < 6e-2 && affine < constant, "affine " + affine);
    assertTrue(affine < taylor && taylor < 3 * affine, "Taylor " + taylor);
  }

  @Test
  void ridgesLeaveBothBaselinesPoor() {
    ExactSolution solution = Ridge.of(100, KEY);
    TestSet set = TestSet.of(4000, 100, DataType.FLOAT, x -> 1);
    set = set.withExact(solution.at(set.points()).value());
    assertTrue(set.errorOf(new ConstantBaseline(), 4000) > 0.1);
    assertTrue(set.errorOf(new AffineBaseline(100), 4000) > 0.05);
  }

  @Test
  void chunksAreOneSet() {
    TestSet set = TestSet.of(500, DIMENSION, DataType.FLOAT, BaselineTest::curved);
    set = set.withExact(TwoBody.of(DIMENSION, KEY).at(set.points()).value());
    double[] whole = new double[3];
    double[] chunked = new double[3];
    for (int i = 0; i < 3; i++) {
      whole[i] = set.errorOf(baselines().toList().get(i), 500);
      chunked[i] = set.errorOf(baselines().toList().get(i), 77);
      assertEquals(1, chunked[i] / whole[i], 1e-6);
    }
  }

  @Test
  void theFitNeedsTenPointsForEachDimension() {
    ExactSolution solution = TwoBody.of(100, KEY);
    Problem problem = Problem.manufactured("any", new Poisson(), solution);
    assertInstanceOf(AffineBaseline.class, AffineBaseline.of(problem, 1000).orElseThrow());
    assertInstanceOf(TaylorBaseline.class, AffineBaseline.of(problem, 999).orElseThrow());
    Problem other =
        new Problem(
            "other",
            new Poisson(),
            problem.domain(),
            problem.constraint(),
            problem.source(),
            points -> solution.values(points));
    assertEquals(Optional.empty(), AffineBaseline.of(other, 999));
  }

  @Test
  void fewerPointsThanNumbersToFitAreNoError() {
    TestSet set = TestSet.of(4, DIMENSION, DataType.DOUBLE, BaselineTest::curved);
    assertTrue(set.errorOf(new AffineBaseline(DIMENSION), 4) < 1e-5);
  }

  @Test
  void pointsOfAnotherDimensionAreRefused() {
    AffineBaseline baseline = new AffineBaseline(DIMENSION);
    INDArray points = Nd4j.zeros(DataType.FLOAT, 3, DIMENSION + 1).dup('f');
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> baseline.add(points, new double[3], new double[3]));
    assertEquals("points must have 7 columns, had 8", error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new AffineBaseline(0));
  }

  @ParameterizedTest
  @MethodSource("baselines")
  void theErrorMayBeAskedInBetween(Baseline baseline) {
    TestSet set = TestSet.of(50, DIMENSION, DataType.FLOAT, BaselineTest::curved);
    double first = set.errorOf(baseline, 50);
    assertEquals(first, baseline.relativeError());
    assertEquals(1, set.errorOf(baseline, 50) / first, 1e-9);
  }

  @ParameterizedTest
  @MethodSource("baselines")
  void lengthsMustAgreeAndPointsBeThere(Baseline baseline) {
    INDArray points = Nd4j.zeros(DataType.FLOAT, 3, DIMENSION).dup('f');
    assertThrows(
        IllegalArgumentException.class, () -> baseline.add(points, new double[3], new double[2]));
    assertThrows(IllegalArgumentException.class, baseline::relativeError);
    assertTrue(baseline.name().matches("[a-z]+(-[a-z]+)*"));
  }
}
