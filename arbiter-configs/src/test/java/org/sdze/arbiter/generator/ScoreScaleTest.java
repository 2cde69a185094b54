package org.sdze.arbiter.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreScaleTest {

  private static double[] scaled(ScoreScale scale, double... scores) {
    return Arrays.stream(scores).map(scale::of).toArray();
  }

  @Test
  void meanIsZeroDeviationOneAndTheOrderStays() {
    double[] scores = {-3, 0.5, 0.7, 1, 2, 9, 1e6};
    double[] scaled = scaled(new ScoreScale(scores, scores, true), scores);
    assertEquals(0, Arrays.stream(scaled).average().orElseThrow(), 1e-12);
    assertEquals(1, Arrays.stream(scaled).map(z -> z * z).average().orElseThrow(), 1e-12);
    for (int k = 1; k < scaled.length; k++) {
      assertTrue(scaled[k] > scaled[k - 1]);
    }
  }

  /** The median of five is the third; below it the scale is linear, above it logarithmic. */
  @Test
  void differencesAreKeptBelowTheMedianAndCompressedAboveIt() {
    double[] scores = {-2, -1, 0, 1, 2};
    ScoreScale scale = new ScoreScale(scores, scores, true);
    double unit = scale.of(0) - scale.of(-1);
    assertEquals(unit, scale.of(-1) - scale.of(-2), 1e-12);
    // Hipparchus's quartiles of five values lie at the ranks 1.5 and 4.5: a spread of 3
    assertEquals(Math.log(1 + 2.0 / 3) * 3 * unit, scale.of(2) - scale.of(0), 1e-12);
  }

  @Test
  void decadesAreEquallyFarApart() {
    double[] decades = IntStream.range(-9, 2).mapToDouble(k -> Math.pow(10, k)).toArray();
    ScoreScale scale = new ScoreScale(decades, decades, true);
    assertEquals(scale.of(1e-8) - scale.of(1e-9), scale.of(1e-5) - scale.of(1e-6), 1e-9);
    ScoreScale without = new ScoreScale(decades, decades, false);
    assertTrue(without.of(1e-5) - without.of(1e-9) < 0.1);
    double[] shifted = Arrays.stream(decades).map(y -> y - 1e-6).toArray();
    ScoreScale negative = new ScoreScale(shifted, shifted, true);
    assertTrue(Double.isFinite(negative.of(shifted[0])), "no logarithm of a negative score");
  }

  @Test
  void anOutlierLeavesTheOthersApart() {
    double[] scores = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1e30};
    ScoreScale scale = new ScoreScale(scores, scores, true);
    assertTrue(scale.of(5) - scale.of(1) > 0.3, Arrays.toString(scaled(scale, scores)));
  }

  @Test
  void scoresNearTheMinimumDoNotWidenTheScaleOfTheOthers() {
    double[] sample = {-4, -3, -2, -1};
    double[] many = new double[44];
    Arrays.setAll(many, k -> k < 4 ? sample[k] : -4 - 1e-9 * k);
    ScoreScale scale = new ScoreScale(many, sample, true);
    assertTrue(scale.of(many[4]) - scale.of(many[43]) < 1e-6);
  }

  @Test
  void equalScoresAreZero() {
    double[] scores = {3, 3, 3};
    assertEquals(0, new ScoreScale(scores, scores, true).of(3));
  }
}
