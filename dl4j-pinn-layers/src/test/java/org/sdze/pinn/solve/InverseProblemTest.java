package org.sdze.pinn.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.domain.PointCloud;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.pinn.problem.Problems;

/** A coefficient from noisy measurements. */
class InverseProblemTest {

  @Test
  void theDiffusionCoefficientIsRecoveredWithinTwoPercent() {
    Problem problem = Problems.draw(Problems.library().get("heat-coefficient"), 1, 0);
    SolveConfig small =
        SolveSettings.config(
            SolveSettings.choices(ProblemShape.of(problem))
                .with(SolveSettings.WIDTH, 24)
                .with(SolveSettings.BATCH, 100));
    Solve solve = new Solve(problem, small, new Budget.Steps(150), 0);
    solve.run();
    INDArray points = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {400, 2}, 'f');
    problem.domain().draw(RandomKey.root(1), points);
    double[] coefficients = Arrays.copyOfRange(solve.at(points), 400, 800);
    assertEquals(0.1, Arrays.stream(coefficients).average().orElseThrow(), 0.002);
    double scatter = Arrays.stream(coefficients).max().orElseThrow();
    assertEquals(scatter, Arrays.stream(coefficients).min().orElseThrow(), 0.01, "a constant");
  }

  @Test
  void aCloudTakesWhatItCanDraw() {
    refused(
        "a cloud needs at least one point, had none", () -> new PointCloud(new double[0][], true));
    refused(
        "points of a cloud must differ, but 0 and 1 are the same",
        () -> new PointCloud(new double[][] {{1, 2}, {1, 2}}, true));
    refused(
        "points of a cloud must have as many finite coordinates as the first, but number 1 is"
            + " [NaN, 2.0]",
        () -> new PointCloud(new double[][] {{1, 2}, {Double.NaN, 2}}, true));
    PointCloud cloud = new PointCloud(new double[][] {{1, 2}, {3, 4}}, true);
    refused(
        "data must be one finite number for each of 2 points, were 1",
        () -> cloud.data(new double[] {1}));
    INDArray drawn = Nd4j.createUninitialized(DataType.FLOAT, new long[] {50, 2}, 'f');
    cloud.draw(RandomKey.root(3), drawn);
    double[] data = cloud.data(new double[] {10, 20}).apply(drawn);
    for (int i = 0; i < 50; i++) {
      assertEquals(drawn.getDouble(i, 0) == 1 ? 10 : 20, data[i]);
      assertEquals(drawn.getDouble(i, 0) + 1, drawn.getDouble(i, 1));
    }
  }

  private static void refused(String sentence, Runnable call) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
