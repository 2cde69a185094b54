package org.sdze.benchmarks.swap;

import org.apache.commons.rng.UniformRandomProvider;
import org.sdze.optimizer.random.RandomKey;

/**
 * Synthetic control charts by the formulas of Alcock and Manolopoulos (1999): 60 values around m =
 * 30 with noise r s, s = 2 and r uniform on [−3, 3], that stay, swing, rise, fall, or jump up or
 * down; standardized by those to train on.
 *
 * <p>Like the published data: six classes, 75 series of each to train on and 25 to test on. Unlike
 * them: drawn anew.
 */
final class ControlSeries {

  static final int STEPS = 60;
  static final int CLASSES = 6;

  private static final int TRAINING = 75;
  private static final int TEST = 25;
  private static final double LEVEL = 30;
  private static final double SPREAD = 2;

  private final float[][] training;
  private final float[][] test;

  private ControlSeries(float[][] training, float[][] test) {
    this.training = training;
    this.test = test;
  }

  static ControlSeries of(RandomKey key) {
    float[][] training = series(TRAINING * CLASSES, key.index(0));
    float[][] test = series(TEST * CLASSES, key.index(1));
    Split.standardize(training, test, 1);
    return new ControlSeries(training, test);
  }

  /** With one label a series. */
  Split labelled() {
    return new Split(
        Samples.ofLabelledSequences(training, labels(training.length), STEPS),
        Samples.ofLabelledSequences(test, labels(test.length), STEPS));
  }

  /** With the label at the last time step. */
  Split labelledAtTheEnd() {
    return new Split(
        Samples.ofSequenceEnds(training, labels(training.length), STEPS),
        Samples.ofSequenceEnds(test, labels(test.length), STEPS));
  }

  private static float[][] labels(int count) {
    float[][] labels = new float[count][CLASSES];
    for (int i = 0; i < count; i++) {
      labels[i][i % CLASSES] = 1;
    }
    return labels;
  }

  /** Series i is of the class i modulo six. */
  static float[][] series(int count, RandomKey key) {
    float[][] series = new float[count][STEPS];
    for (int i = 0; i < count; i++) {
      UniformRandomProvider generator = key.index(i).generator();
      double amplitude = between(generator, 10, 15);
      double period = between(generator, 10, 15);
      double slope = between(generator, 0.2, 0.5);
      double jump = between(generator, 7.5, 20);
      double when = between(generator, STEPS / 3.0, 2 * STEPS / 3.0);
      for (int t = 0; t < STEPS; t++) {
        double trend =
            switch (i % CLASSES) {
              case 1 -> amplitude * Math.sin(2 * Math.PI * t / period);
              case 2 -> slope * t;
              case 3 -> -slope * t;
              case 4 -> t >= when ? jump : 0;
              case 5 -> t >= when ? -jump : 0;
              default -> 0;
            };
        series[i][t] = (float) (LEVEL + SPREAD * between(generator, -3, 3) + trend);
      }
    }
    return series;
  }

  private static double between(UniformRandomProvider generator, double from, double to) {
    return from + (to - from) * generator.nextDouble();
  }
}
