package org.sdze.benchmarks.rival;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.StepKey;
import org.sdze.pinn.direction.SpanDirections;

/** The rivals that move the parameters, against central differences of the loss. */
class PerturbationTest {

  private static SmallProblem problem() {
    return SmallProblem.of(2, false, SpanDirections.all(), new ActivationTanH(), 5);
  }

  /** The gradient by what is trained: the first layer holds s times that. */
  private static double[] trainedGradient(SmallProblem problem) {
    List<double[]> parts = problem.centralDifferences();
    for (int i = 0; i < parts.get(0).length; i++) {
      parts.get(0)[i] *= SmallProblem.SCALE;
    }
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** Written as changes of the parameters: those of the first layer are s times larger. */
  private static double[] difference(double[] after, double[] before) {
    double[] change = new double[after.length];
    int entrance = SmallProblem.DIMENSION * SmallProblem.WIDTH;
    for (int i = 0; i < change.length; i++) {
      change[i] = (after[i] - before[i]) / (i < entrance ? SmallProblem.SCALE : 1);
    }
    return change;
  }

  @Test
  void mezoStepsByTheSlopeAlongItsDirection() {
    SmallProblem problem = problem();
    double[] gradient = trainedGradient(problem);
    double[] before = problem.parameters();
    StepKey key = StepKey.of(SmallProblem.KEY, 3, 0);
    Perturbation.move(problem.network(), key.key().purpose(Purpose.PROBE), 1);
    double[] z = difference(problem.parameters(), before);
    Perturbation.move(problem.network(), key.key().purpose(Purpose.PROBE), -1);
    double slope = 0;
    for (int i = 0; i < z.length; i++) {
      slope += gradient[i] * z[i];
    }
    double rate = 1e-3;
    new Mezo(1e-5, rate, Schedule.CONSTANT).step(problem.network(), problem.objective(), key);
    double[] change = difference(problem.parameters(), before);
    double size = Math.abs(rate * slope) * Arrays.stream(z).map(Math::abs).max().orElseThrow();
    double[] expected = Arrays.stream(z).map(number -> 0).toArray();
    for (int i = 0; i < z.length; i++) {
      expected[i] = -rate * slope * z[i];
    }
    assertArrayEquals(expected, change, 1e-6 * size);
  }

  /**
   * 400 populations of 8 on a fixed seed, 4.5 standard errors: 71 coordinates raise a false alarm
   * once in 2,000 seeds. A bias of half of the gradient's length would show at any coordinate that
   * carries it.
   */
  @Test
  void thePopulationsMeanIsTheGradient() {
    SmallProblem problem = problem();
    double[] gradient = trainedGradient(problem);
    Eggroll eggroll = new Eggroll(8, 1e-4, 1e-3, Schedule.CONSTANT);
    int populations = 400;
    double[] sum = new double[gradient.length];
    double[] squares = new double[gradient.length];
    for (int k = 0; k < populations; k++) {
      double[] estimate =
          SmallProblem.flat(
              eggroll
                  .estimate(
                      problem.network(), problem.objective(), StepKey.of(SmallProblem.KEY, k, 0))
                  .gradients());
      for (int i = 0; i < sum.length; i++) {
        sum[i] += estimate[i];
        squares[i] += estimate[i] * estimate[i];
      }
    }
    for (int i = 0; i < sum.length; i++) {
      double mean = sum[i] / populations;
      double error = Math.sqrt((squares[i] / populations - mean * mean) / (populations - 1));
      assertTrue(
          Math.abs(mean - gradient[i]) <= 4.5 * error,
          "coordinate %d: %s instead of %s ± %s".formatted(i, mean, gradient[i], error));
    }
  }

  @Test
  void thePopulationLeavesTheSameBits() {
    SmallProblem problem = problem();
    double[] before = problem.parameters();
    new Eggroll(4, 1e-2, 1e-3, Schedule.CONSTANT)
        .estimate(problem.network(), problem.objective(), StepKey.of(SmallProblem.KEY, 0, 0));
    assertArrayEquals(before, problem.parameters());
  }

  @Test
  void anOddPopulationIsRefused() {
    assertEquals(
        "population must be even and at least 2, was 5",
        assertThrows(IllegalArgumentException.class, () -> new Eggroll(5, 1, 1, Schedule.CONSTANT))
            .getMessage());
  }
}
