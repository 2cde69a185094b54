package org.sdze.pinn.problem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.equation.TrialJets;
import org.sdze.pinn.operator.LinePlan;

/** Every problem of the library whose solution is a known function: it solves all its terms. */
class LibraryTest {

  private static final RandomKey KEY = RandomKey.root(5);
  private static final int POINTS = 40;

  static Stream<ProblemFactory> factories() {
    return Problems.library().names().stream().map(Problems.library()::get);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("factories")
  void theExactSolutionHasNoResidual(ProblemFactory factory) {
    int d = Math.min(factory.greatestDimension(), Math.max(4, factory.leastDimension()));
    Problem problem = Problems.make(factory, d, KEY);
    if (!(problem.solution() instanceof SmoothSolution solution)) {
      // those of the ball and those by quadrature or differences have tests of their own
      assertTrue(
          !problem.kind().isByLines()
              || problem.solution() instanceof BurgersSolution
              || problem.name().equals("allen-cahn-fronts")
              || problem.name().equals("kuramoto-sivashinsky")
              || problem.name().equals("heat-coefficient"), // whose data are noisy
          "a solution that no test here can differentiate");
      return;
    }
    assertEquals(problem.outputs(), solution.functions().size());
    for (Term term : problem.terms()) {
      INDArray points =
          Nd4j.createUninitialized(DataType.DOUBLE, new long[] {POINTS, problem.inputs()}, 'f');
      term.where().draw(KEY.index(1), points);
      double[][] residuals = residuals(problem, term, solution, points);
      if (term.partner() != null) {
        double[][] partners = residuals(problem, term, solution, term.partner().of(points));
        for (int e = 0; e < residuals.length; e++) {
          assertArrayEquals(partners[e], residuals[e], 1e-10, term.name());
        }
        continue;
      }
      for (int e = 0; e < residuals.length; e++) {
        assertArrayEquals(new double[POINTS], residuals[e], 1e-8, term.name() + ", equation " + e);
      }
    }
  }

  /**
   * Of every equation at every point, relative to the largest operator there if that is above 1.
   */
  private static double[][] residuals(
      Problem problem, Term term, SmoothSolution solution, INDArray points) {
    LinePlan plan = new LinePlan(term.operators(), problem.inputs());
    TrialJets trial = new TrialJets(plan, points, HardConstraint.none());
    double[][] x = HostArrays.rows(points);
    double[][] residuals = new double[term.equations().size()][POINTS];
    for (int e = 0; e < residuals.length; e++) {
      double[] source = term.sources().get(e).at(points);
      for (int i = 0; i < POINTS; i++) {
        int at = i;
        double[][] jets =
            solution.functions().stream()
                .map(function -> function.jets(plan, x[at]))
                .toArray(double[][]::new);
        OperatorValues u = trial.values(i, jets);
        double size = 1;
        for (double[] ofOutput : u.values()) {
          for (double value : ofOutput) {
            size = Math.max(size, Math.abs(value));
          }
        }
        residuals[e][i] = (term.equations().get(e).leftSide(u) - source[i]) / size;
      }
    }
    return residuals;
  }

  @Test
  void dimensionsThatAProblemDoesNotHaveAreRefused() {
    ProblemFactory sines = Problems.library().get("poisson-sines");
    for (int d : List.of(0, 11)) {
      String bound = d == 0 ? "at least 1" : "at most 10";
      assertEquals(
          "dimension of a poisson-sines problem must be " + bound + ", was " + d,
          org.junit.jupiter.api.Assertions.assertThrows(
                  IllegalArgumentException.class, () -> Problems.make(sines, d, KEY))
              .getMessage());
    }
  }
}
