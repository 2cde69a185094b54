package org.sdze.optimizer.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/**
 * The credit of a linear world, δ = σ′ ∘ (γ M₀), must be learned; an impossible one does no harm.
 */
class LearnedFeedbackTest {

  private static final int SAMPLES = 40;
  private static final int OUTPUTS = 3;
  private static final int UNITS = 10;

  private static INDArray gaussian(RandomKey key, int rows, int columns) {
    INDArray matrix = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {rows, columns}, 'f');
    KeyedDraws.gaussian(key, matrix);
    return matrix;
  }

  private static INDArray signs(RandomKey key) {
    INDArray matrix = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {SAMPLES, UNITS}, 'f');
    KeyedDraws.rademacher(key, matrix);
    return matrix;
  }

  /** Learns for some steps; γ of the samples differs by decades. */
  private static LearnedFeedback learned(INDArray truth, int steps) {
    LearnedFeedback feedback = new LearnedFeedback(DataType.DOUBLE, OUTPUTS, UNITS);
    for (int step = 0; step < steps; step++) {
      RandomKey key = RandomKey.root(step);
      INDArray gamma = gaussian(key.index(1), SAMPLES, OUTPUTS);
      for (int i = 0; i < SAMPLES; i += 7) {
        gamma.getRow(i).muli(30);
      }
      INDArray slope = gaussian(key.index(2), SAMPLES, UNITS);
      INDArray noise = signs(key.index(3));
      INDArray credit = gamma.mmul(truth).mul(slope);
      INDArray difference = credit.mul(noise).sum(true, 1);
      INDArray predicted = feedback.predict(gamma, slope).mul(noise).sum(true, 1);
      feedback.learn(gamma, slope.mul(noise), difference, predicted);
    }
    return feedback;
  }

  @Test
  void aLinearCreditIsLearned() {
    INDArray truth = gaussian(RandomKey.root(99), OUTPUTS, UNITS);
    LearnedFeedback feedback = learned(truth, 300);
    double error = feedback.arrays().get(0).distance2(truth) / truth.norm2Number().doubleValue();
    assertTrue(error < 0.1, "relative error " + error);
    assertEquals(1, feedback.trust(), 0.05);
  }

  @Test
  void anUntaughtPredictionIsNotTrusted() {
    LearnedFeedback fresh = new LearnedFeedback(DataType.DOUBLE, OUTPUTS, UNITS);
    assertEquals(0, fresh.trust());
    assertEquals(
        0,
        fresh
            .predict(gaussian(RandomKey.root(1), 4, OUTPUTS), gaussian(RandomKey.root(2), 4, UNITS))
            .norm2Number()
            .doubleValue());
  }

  @Test
  void aCreditThatIsNoneOfItsFormLeavesItBounded() {
    LearnedFeedback feedback = new LearnedFeedback(DataType.DOUBLE, OUTPUTS, UNITS);
    for (int step = 0; step < 300; step++) {
      RandomKey key = RandomKey.root(step);
      INDArray gamma = gaussian(key.index(1), SAMPLES, OUTPUTS);
      INDArray slope = gaussian(key.index(2), SAMPLES, UNITS);
      INDArray noise = signs(key.index(3));
      INDArray predicted = feedback.predict(gamma, slope).mul(noise).sum(true, 1);
      feedback.learn(gamma, slope.mul(noise), gaussian(key.index(4), SAMPLES, 1), predicted);
    }
    assertTrue(feedback.trust() < 0.5, "trust " + feedback.trust());
    assertTrue(feedback.arrays().get(0).norm2Number().doubleValue() < 5);
  }
}
