package org.sdze.benchmarks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.junit.jupiter.api.Test;
import org.sdze.arbiter.generator.UniformGenerator;
import org.sdze.optimizer.random.RandomKey;

class LearningCurveTest {

  private static final double LEAST = 1.0 / 81;

  @Test
  void fullTrainingShowsTheFunctionAndLessIsFurtherFromIt() {
    ParameterSpace<Double> space = TestFunction.HARTMANN.space();
    UniformGenerator<Double> points = new UniformGenerator<>(space, 3);
    LearningCurve curve = new LearningCurve(space, LEAST, RandomKey.root(1));
    double least = 0;
    double third = 0;
    for (int n = 0; n < 200; n++) {
      double[] point = points.getCandidate().getFlatParameters();
      double value = space.getValue(point);
      assertEquals(value, curve.score(point, 1), 1e-12);
      least += curve.score(point, LEAST) - value;
      third += curve.score(point, 1.0 / 3) - value;
    }
    // The mean gap is S g (½ + E u), and g(1/3) = (√3 − 1) / 8; 200 terms of relative deviation
    // √(1/12 + 1/12) = 0.41 give the ratio to 4 %: a false alarm at five deviations.
    assertEquals((Math.sqrt(3) - 1) / 8, third / least, 0.2 * (Math.sqrt(3) - 1) / 8);
  }

  @Test
  void aScoreDependsOnKeyPointAndShareAlone() {
    ParameterSpace<Double> space = TestFunction.BRANIN.space();
    double[] point = new UniformGenerator<>(space, 3).getCandidate().getFlatParameters();
    LearningCurve curve = new LearningCurve(space, LEAST, RandomKey.root(1));
    double score = curve.score(point, LEAST);
    curve.score(point, 0.5);
    assertEquals(score, new LearningCurve(space, LEAST, RandomKey.root(1)).score(point, LEAST));
    assertNotEquals(score, new LearningCurve(space, LEAST, RandomKey.root(2)).score(point, LEAST));
    assertTrue(Double.isFinite(score));
  }
}
