package org.sdze.pinn.problem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.BrownianPaths;
import org.sdze.pinn.equation.FunctionJet;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.operator.Axes;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.SquaredGradientNorm;

class TerminalProblemsTest {

  private static final RandomKey KEY = RandomKey.root(8);
  private static final int D = 4;
  private static final double MOVE = 1e-3;

  static Stream<ProblemFactory> factories() {
    return TerminalProblems.all().stream();
  }

  private static Problem problem(ProblemFactory factory, int dimension) {
    return Problems.make(factory, dimension, KEY);
  }

  private static INDArray points(Problem problem, int count) {
    INDArray points =
        Nd4j.createUninitialized(DataType.DOUBLE, new long[] {count, problem.inputs()}, 'f');
    problem.domain().draw(KEY, points);
    INDArray time = points.getColumn(D, true);
    time.muli(0.8); // differences in time must not reach over the end
    return points.addi(0.01);
  }

  /** f where a coordinate has moved. */
  private static double[] moved(
      Function<INDArray, double[]> f, INDArray points, int axis, double move) {
    INDArray there = points.dup('f');
    there.getColumn(axis).addi(move);
    return f.apply(there);
  }

  /** ∂f and ∂²f along an axis, of fourth order. */
  private static double[][] derivatives(Function<INDArray, double[]> f, INDArray points, int axis) {
    double[] here = f.apply(points);
    double[][] near = {moved(f, points, axis, -MOVE), moved(f, points, axis, MOVE)};
    double[][] far = {moved(f, points, axis, -2 * MOVE), moved(f, points, axis, 2 * MOVE)};
    double[][] by = new double[2][here.length];
    for (int i = 0; i < here.length; i++) {
      by[0][i] = (8 * (near[1][i] - near[0][i]) - far[1][i] + far[0][i]) / (12 * MOVE);
      by[1][i] =
          (16 * (near[1][i] + near[0][i]) - far[1][i] - far[0][i] - 30 * here[i])
              / (12 * MOVE * MOVE);
    }
    return by;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("factories")
  void theLiftsDerivativesAreThoseOfItsValues(ProblemFactory factory) {
    Problem problem = problem(factory, D);
    INDArray points = points(problem, 7);
    Function<INDArray, double[]> f = at -> problem.constraint().addend(at).value();
    FunctionJet jet = problem.constraint().addend(points);
    double[] laplacian = new double[7];
    for (int axis = 0; axis <= D; axis++) {
      double[][] by = derivatives(f, points, axis);
      assertArrayEquals(
          by[0], HostArrays.copy(jet.field().getColumn(axis, true).dup('f')), 1e-7, "axis " + axis);
      for (int i = 0; i < 7 && axis < D; i++) {
        laplacian[i] += by[1][i];
      }
    }
    assertArrayEquals(laplacian, jet.laplacian(), 1e-5);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("factories")
  void theLiftIsTheTerminalValueAtTheEnd(ProblemFactory factory) {
    Problem problem = problem(factory, D);
    INDArray points = points(problem, 7);
    points.getColumn(D).assign(((BrownianPaths) problem.domain()).end());
    double[] exact = problem.exact(points);
    assertArrayEquals(exact, problem.constraint().addend(points).value(), 1e-5);
    assertArrayEquals(new double[7], problem.constraint().factor(points).value(), 1e-15);
  }

  /** Radial solutions have the error of their grid. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("factories")
  void theSolutionHasNoResidual(ProblemFactory factory) {
    Problem problem = problem(factory, D);
    INDArray points = points(problem, 9);
    double[] values = problem.exact(points);
    double[] byTime = derivatives(problem::exact, points, D)[0];
    double[] laplacian = new double[9];
    double[] squares = new double[9];
    for (int axis = 0; axis < D; axis++) {
      double[][] by = derivatives(problem::exact, points, axis);
      for (int i = 0; i < 9; i++) {
        squares[i] += by[0][i] * by[0][i];
        laplacian[i] += by[1][i];
      }
    }
    List<Operator> operators =
        List.of(
            new org.sdze.pinn.operator.Value(),
            new Partial(D, 1),
            new Laplacian(new Axes(0, D)),
            new SquaredGradientNorm(new Axes(0, D)));
    double bound = problem.solution() instanceof RadialReference ? 5e-3 : 1e-6;
    for (int i = 0; i < 9; i++) {
      OperatorValues u =
          new OperatorValues(
              operators, new double[] {values[i], byTime[i], laplacian[i], squares[i]});
      assertEquals(0, problem.equation().leftSide(u), bound, "point " + i);
    }
  }

  /** The published values are means of samples, with errors of up to some 5e-4. */
  @ParameterizedTest
  @CsvSource({
    "hamilton-jacobi-bellman, 100, 4.590162, 1e-7",
    "black-scholes-barenblatt, 100, 77.104879, 1e-8",
    "allen-cahn-terminal, 100, 0.052802, 6e-4",
    "semilinear-heat, 100, 0.31674, 6e-4",
    "sine-gordon-terminal, 100, 0.0528368, 6e-4"
  })
  void referencesAreThePublishedValues(
      String name, int dimension, double published, double tolerance) {
    Problem problem = problem(Problems.library().get(name), dimension);
    assertEquals(published, problem.reference().value(), tolerance * published);
  }

  /** E[1/(2 + 0.4 · 0.6 χ²_100)] by quadrature in another program. */
  @Test
  void withoutAReactionTheRadialSolutionIsTheGaussianMean() {
    RadialReference linear = new RadialReference(100, 0.3, q -> 2.5 / (5 + q), u -> 0);
    assertEquals(0.039126354051, linear.at(0, 0.3), 1e-7);
  }

  @Test
  void pointsArePathsFromTheStart() {
    BrownianPaths paths = new BrownianPaths(List.of(3.0, -1.0), 0.5, 2);
    int n = 20_000;
    INDArray points = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {n, 3}, 'f');
    paths.draw(KEY, points);
    double[][] x = HostArrays.rows(points);
    double mean = 0;
    double scaled = 0;
    for (double[] at : x) {
      assertTrue(at[2] >= 0 && at[2] <= 2);
      mean += at[2] / n;
      scaled += (at[0] - 3) * (at[0] - 3) / at[2] / n;
    }
    assertEquals(1, mean, 5 * 0.58 / Math.sqrt(n)); // five standard errors of a uniform time
    assertEquals(1, scaled, 5 * Math.sqrt(2.0 / n)); // 2κt Z², κ = ½
  }
}
