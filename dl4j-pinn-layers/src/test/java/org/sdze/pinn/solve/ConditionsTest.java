package org.sdze.pinn.solve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.domain.Box;
import org.sdze.pinn.domain.Quadrature;
import org.sdze.pinn.domain.SobolPoints;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.Value;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.score.ConditionScore;

/** Conditions of every kind hold to the error of the interior. */
class ConditionsTest {

  private static final int POINTS = 2_000;

  private static Solve solved(Problem problem, int steps) {
    SolveConfig small =
        SolveSettings.config(
            SolveSettings.choices(ProblemShape.of(problem))
                .with(SolveSettings.WIDTH, 24)
                .with(SolveSettings.BATCH, 80));
    Solve solve = new Solve(problem, small, new Budget.Steps(steps), 0);
    solve.run();
    return solve;
  }

  /**
   * The error on each face is that of the interior, and both are small. The bounds leave more room
   * than rounding needs; a condition left out misses them by far.
   */
  @ParameterizedTest
  @CsvSource({"poisson-neumann, 2, 0.01", "poisson-robin, 2, 0.01", "poisson-periodic, 1, 0.1"})
  void conditionsHoldToTheErrorOfTheInterior(String name, int dimension, double bound) {
    Solve solve = solved(Problems.draw(Problems.library().get(name), dimension, 0), 60);
    double interior = solve.relativeError(POINTS);
    assertTrue(interior < bound, name + " in the interior: " + interior);
    List<ConditionScore> scores = solve.conditionScores(POINTS);
    assertFalse(scores.isEmpty());
    for (ConditionScore score : scores) {
      String found = name + ", interior " + interior + ": " + score;
      assertTrue(Objects.requireNonNull(score.error()) < 10 * interior, found);
      assertTrue(score.residual() < 100 * interior, found);
    }
  }

  /** Normal derivatives alone leave a constant open. */
  @Test
  void aMeanFixesTheConstantOfANeumannProblem() {
    Box box = Box.unit(2);
    Operator laplacian = new Laplacian();
    Problem problem =
        Problem.in(new SobolPoints(box))
            .exact(x -> x[0].add(x[1]).sin())
            .manufactured(Equation.of(laplacian))
            .manufactured(
                "the flux", box.boundary(), Equation.of(box.boundary().normalDerivative()), 10)
            .integral(
                "the mean",
                Quadrature.integral(box, 6),
                Equation.of(new Value()),
                2 * Math.sin(1) - Math.sin(2),
                100)
            .build();
    Solve solve = solved(problem, 40);
    double error = solve.relativeError(POINTS);
    assertTrue(error < 1e-2, "error " + error);
    assertTrue(solve.conditionScores(POINTS).get(1).residual() < 1e-2);
  }

  @Test
  void weightsThatHoldAreInTheResult() {
    Problem problem = Problems.draw(Problems.library().get("poisson-robin"), 2, 0);
    SolveConfig twice =
        SolveSettings.config(
            SolveSettings.choices(ProblemShape.of(problem))
                .with(SolveSettings.WIDTH, 8)
                .with(SolveSettings.CONDITION_WEIGHT, 2.0));
    Solve solve = new Solve(problem, twice, new Budget.Steps(1), 0);
    assertEquals(20, solve.conditionScores(10).get(0).weight());
    assertEquals(2.0, solve.settings().get("condition-weight"));
  }

  @Test
  void aNetworkOfWavesIsPeriodicBeforeAndAfterTraining() {
    Problem problem =
        Problem.in(Box.of(-1, 1, 2))
            .exact(x -> x[0].multiply(Math.PI).sin().multiply(x[1]))
            .manufactured(Equation.of(new Laplacian()))
            .dirichlet(Box.of(-1, 1, 2).face(1, false))
            .dirichlet(Box.of(-1, 1, 2).face(1, true))
            .periodicInput(0, 2, 3)
            .build();
    Solve solve = new Solve(problem, Defaults.of(problem), new Budget.Steps(30), 0);
    assertEquals(2 - 1 + 2 * 3, solve.network().layerInputSize(0));
    INDArray ends =
        Nd4j.create(new double[] {-1, 1, -0.5, 1.5, 0.3, 0.3, 0.7, 0.7}, new long[] {4, 2}, 'f');
    assertEnds(solve.at(ends));
    solve.run();
    assertEnds(solve.at(ends));
    double error = solve.relativeError(POINTS);
    assertTrue(error < 1e-2, "error " + error);
    assertTrue(solve.featuresBaseline(solve.testSet(POINTS)) > 0);
  }

  private static void assertEnds(double[] u) {
    assertEquals(u[0], u[1], 1e-12);
    assertEquals(u[2], u[3], 1e-12);
  }

  /** With w = 0 the error is that of g, output by output. */
  @Test
  void everyOutputHasItsOwnConstraint() {
    Operator slope = new Partial(0, 1);
    Problem problem =
        Problem.in(Box.unit(1))
            .exact(x -> x[0].exp(), x -> x[0].cos().multiply(3))
            .manufactured(Equation.of(0, slope))
            .manufactured(Equation.of(1, slope))
            .constraint(
                HardConstraint.each(
                    HardConstraint.of(x -> x[0].newInstance(0), x -> x[0].exp()),
                    HardConstraint.of(x -> x[0].newInstance(0), x -> x[0].cos().multiply(3))))
            .build();
    Solve solve = new Solve(problem, Defaults.of(problem), new Budget.Steps(1), 0);
    assertEquals(0, solve.relativeError(100), 1e-12);
    INDArray point = Nd4j.create(new double[] {0.25, 0.5}, new long[] {2, 1}, 'f');
    assertArrayEquals(
        new double[] {Math.exp(0.25), Math.exp(0.5), 3 * Math.cos(0.25), 3 * Math.cos(0.5)},
        solve.at(point),
        1e-12);
    assertEquals(0, solve.residualNorm(100), 1e-12);
  }
}
