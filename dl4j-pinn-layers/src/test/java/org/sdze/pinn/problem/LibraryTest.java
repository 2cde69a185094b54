package org.sdze.pinn.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
      assertFalse(problem.kind().isByLines(), "a solution that no test here can differentiate");
      return; // those of the ball have tests of their own
    }
    assertEquals(problem.outputs(), solution.functions().size());
    for (Term term : problem.terms()) {
      INDArray points =
          Nd4j.createUninitialized(DataType.DOUBLE, new long[] {POINTS, problem.inputs()}, 'f');
      term.where().draw(KEY.index(1), points);
      LinePlan plan = new LinePlan(term.operators(), problem.inputs());
      TrialJets trial = new TrialJets(plan, points, HardConstraint.none());
      double[][] x = HostArrays.rows(points);
      for (int e = 0; e < term.equations().size(); e++) {
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
          assertEquals(
              source[i],
              term.equations().get(e).leftSide(u),
              1e-8 * size,
              term.name() + ", equation " + e);
        }
      }
    }
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
