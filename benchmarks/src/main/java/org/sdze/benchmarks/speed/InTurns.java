package org.sdze.benchmarks.speed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Our steps and those of scripts in JAX, in turns on the same machine: medians over the rounds of
 * the medians in milliseconds.
 *
 * @param dimension d
 * @param rounds how often each had its turn
 * @param ours of a step
 * @param jax of the same step in JAX
 * @param ratio of ours to JAX's, the median of the rounds' ratios
 * @param stde of a step of STDE's recipe in JAX, which is another one: 4 × 128 units, 100 points,
 *     Adam
 */
public record InTurns(
    int dimension, int rounds, double ours, double jax, double ratio, double stde) {

  private static final int ROUNDS = 5;
  private static final double TURN = 0.5; // of the seconds that are asked for

  /**
   * Measures, after a turn of each that warms up.
   *
   * @param steps ours, of one hidden layer
   * @param python a Python that has JAX
   * @param seconds of steps of ours in all
   * @throws IOException if the scripts do not run, with the reason as its message
   */
  public static InTurns measure(TwoBodySteps steps, String python, double seconds)
      throws IOException {
    int dimension = steps.dimension();
    double turn = seconds * TURN / ROUNDS;
    List<Double> ours = new ArrayList<>();
    List<Double> jax = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<Double> stde = new ArrayList<>();
    try (PythonSteps same =
            new PythonSteps(python, "jax_step.py", dimension, steps.width(), steps.batch());
        PythonSteps other = new PythonSteps(python, "stde_step.py", dimension)) {
      same.median(turn);
      other.median(turn);
      steps.run(seconds * TURN);
      for (int round = 0; round < ROUNDS; round++) {
        ours.add(TwoBodySteps.median(steps.run(turn)));
        jax.add(same.median(turn));
        ratios.add(ours.get(round) / jax.get(round));
        stde.add(other.median(turn));
      }
    }
    return new InTurns(dimension, ROUNDS, median(ours), median(jax), median(ratios), median(stde));
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return TwoBodySteps.median(values);
  }
}
