package org.sdze.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The short programs do what they say, with fewer steps. */
@Tag("slow")
class ProgramsTest {

  @Test
  void swappedOptimizerLearnsTheDigits() {
    for (long seed = 0; seed < 3; seed++) { // seen: 0.930 to 0.950
      double accuracy = SwapTheOptimizer.accuracy(4, seed, true);
      assertTrue(accuracy > 0.85, "seed %d: accuracy %.3f".formatted(seed, accuracy));
    }
  }

  @Test
  void lossWithoutDerivativeFalls() {
    for (long seed = 1; seed <= 2; seed++) {
      double before = NonDifferentiableLoss.meanError(1, seed);
      double after = NonDifferentiableLoss.meanError(400, seed);
      assertTrue(
          after < before / 2.5,
          "seed %d: error fell from %.3f to %.3f".formatted(seed, before, after));
    }
  }

  @Test
  void newHeadOnFrozenConvolutionsLearnsTheDigits() {
    double accuracy = FineTuneAZooNetwork.accuracy(3);
    assertTrue(accuracy > 0.85, "accuracy " + accuracy);
  }

  @Test
  void pinnIsTrainedByFit() {
    double error = PinnByFit.error(60);
    assertTrue(error < 0.01, "relative error " + error);
  }

  @Test
  void everyGeneratorOfArbiterFindsANetworkForTheDigits() {
    for (CandidateGenerator generator : SearchWithArbiter.generators(2)) {
      double accuracy = SearchWithArbiter.best(generator, 3);
      assertTrue(accuracy > 0.8, "%s: accuracy %.3f".formatted(generator, accuracy));
    }
  }

  @Test
  void graphWithRoundingLearns() {
    double[] losses = SameDiffForwardOnly.losses(80);
    assertTrue(
        losses[79] < losses[0] / 3, "loss fell from %.4f to %.4f".formatted(losses[0], losses[79]));
  }
}
