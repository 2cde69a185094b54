package org.sdze.optimizer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.commons.rng.sampling.distribution.GaussianSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.sdze.optimizer.random.RandomKey;

class CautiousRateTest {

  private final CautiousRate rate = new CautiousRate();
  private final SharedStateContinuousSampler noise =
      GaussianSampler.of(
          ZigguratSampler.NormalizedGaussian.of(RandomKey.root(83).generator()), 0, 0.1);

  /** The mean factor over so many losses around a line. */
  private double mean(int count, double from, double to) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      rate.see(from + (to - from) * k / count + noise.sample());
      sum += rate.factor();
    }
    return sum / count;
  }

  @Test
  void lossesThatFallAllowTheWholeRate() {
    assertTrue(mean(300, 2, 0.5) > 0.95);
    assertEquals(1, rate.factor());
  }

  /** Where nothing but noise is left the rate is hardly less. */
  @Test
  void noiseAloneIsNoReason() {
    mean(50, 1, 1);
    double level = mean(2_000, 1, 1);
    assertTrue(level > 0.6, "factor " + level);
  }

  @Test
  void lossesThatRiseTakeItDownAndAStandstillForgetsThem() {
    mean(50, 0.2, 0.2);
    mean(60, 0.2, 1);
    assertEquals(0.05, rate.factor());
    mean(600, 1, 1);
    double later = mean(500, 1, 1);
    assertTrue(later > 0.6, "factor " + later);
  }

  @Test
  void itGoesOnFromItsNumbers() {
    mean(77, 0.2, 1);
    CautiousRate other = new CautiousRate();
    other.resume(rate.numbers());
    for (int k = 0; k < 50; k++) {
      double loss = 1 - 0.01 * k;
      rate.see(loss);
      other.see(loss);
      assertEquals(rate.factor(), other.factor());
    }
    other.resume(List.of());
    assertEquals(new CautiousRate().numbers(), other.numbers());
  }
}
