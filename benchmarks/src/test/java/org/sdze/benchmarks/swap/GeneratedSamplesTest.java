package org.sdze.benchmarks.swap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.stat.StatUtils;
import org.hipparchus.stat.correlation.Covariance;
import org.hipparchus.stat.regression.SimpleRegression;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.sdze.optimizer.random.RandomKey;

/** Series, flowers, and the batches of any samples. */
class GeneratedSamplesTest {

  private static final RandomKey KEY = RandomKey.root(7);

  @Test
  void anOrderHoldsEverySampleOnceWithItsLabel() {
    float[][] features = new float[23][2];
    float[][] labels = new float[23][1];
    for (int i = 0; i < 23; i++) {
      features[i] = new float[] {i, -i};
      labels[i][0] = 10f * i;
    }
    Samples samples = Samples.ofRows(features, labels);
    List<DataSet> batches = samples.batches(5, KEY);
    List<Float> seen = new ArrayList<>();
    for (DataSet batch : batches) {
      assertEquals(batch.getFeatures().getColumn(0, true).mul(10), batch.getLabels());
      for (float each : batch.getFeatures().getColumn(0).toFloatVector()) {
        seen.add(each);
      }
    }
    assertEquals(List.of(5, 5, 5, 5, 3), batches.stream().map(DataSet::numExamples).toList());
    List<Float> inOrder = seen.stream().sorted().toList();
    for (int i = 0; i < 23; i++) {
      assertEquals(i, inOrder.get(i));
    }
    assertNotEquals(inOrder, seen);
    assertEquals(batches.get(0).getFeatures(), samples.batches(5, KEY).get(0).getFeatures());
  }

  @Test
  void labelsAtTheEndAreMaskedBefore() {
    DataSet batch = ControlSeries.of(KEY).labelledAtTheEnd().training().batches(4).get(0);
    assertArrayEquals(new long[] {4, 1, 60}, batch.getFeatures().shape());
    assertArrayEquals(new long[] {4, 6, 60}, batch.getLabels().shape());
    INDArray mask = batch.getLabelsMaskArray();
    assertArrayEquals(new long[] {4, 60}, mask.shape());
    for (int i = 0; i < 4; i++) {
      assertEquals(1, mask.getRow(i).sumNumber().doubleValue());
      assertEquals(1, mask.getDouble(i, 59));
      assertEquals(1, batch.getLabels().getDouble(i, i, 59));
    }
  }

  /**
   * By what each formula fixes; n = 200 a class, 60 steps; bounds of more than 5 standard errors.
   */
  @Test
  void seriesFollowTheirFormulas() {
    float[][] series = ControlSeries.series(1_200, KEY);
    double[] plain = values(series, 0, 0, 60);
    assertEquals(30, StatUtils.mean(plain), 0.17); // √(12/12,000) = 0.032
    assertEquals(12, StatUtils.variance(plain), 0.6); // (2 r)², r uniform on [−3, 3]
    for (int sign : new int[] {1, -1}) {
      SimpleRegression trend = new SimpleRegression();
      for (int i = sign > 0 ? 2 : 3; i < series.length; i += 6) {
        for (int t = 0; t < 60; t++) {
          trend.addData(t, series[i][t]);
        }
      }
      assertEquals(sign * 0.35, trend.getSlope(), 0.035); // of slopes 0.2 to 0.5
      int jumping = sign > 0 ? 4 : 5;
      double jump =
          StatUtils.mean(values(series, jumping, 40, 60))
              - StatUtils.mean(values(series, jumping, 0, 20));
      assertEquals(sign * 13.75, jump, 1.4); // of jumps 7.5 to 20
    }
    double[] swings = values(series, 1, 0, 60);
    assertEquals(12 + 12.5 * 12.5 / 2, StatUtils.variance(swings), 8); // noise + amplitude²/2
  }

  private static double[] values(float[][] series, int type, int from, int to) {
    List<Double> values = new ArrayList<>();
    for (int i = type; i < series.length; i += 6) {
      for (int t = from; t < to; t++) {
        values.add((double) series[i][t]);
      }
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void standardizedFeaturesHaveMeanZeroAndVarianceOne() {
    Samples training = ControlSeries.of(KEY).labelled().training();
    assertEquals(450, training.count());
    INDArray features = training.batches(450).get(0).getFeatures();
    assertEquals(0, features.meanNumber().doubleValue(), 1e-4);
    assertEquals(1, features.varNumber().doubleValue(), 1e-3);
    INDArray flowers = Iris.split(KEY).training().batches(97).get(0).getFeatures();
    for (int k = 0; k < 4; k++) {
      assertEquals(0, flowers.getColumn(k).meanNumber().doubleValue(), 1e-4);
    }
  }

  /** n = 4,000 of a kind; bounds of 5 standard errors. */
  @Test
  void flowersHaveFishersMomentsOfTheirKind() {
    float[][] flowers = Iris.flowers(12_000, KEY);
    double[][] virginica = new double[4_000][4];
    for (int i = 0; i < 4_000; i++) {
      for (int k = 0; k < 4; k++) {
        virginica[i][k] = flowers[3 * i + 2][k];
      }
    }
    double[] mean = Iris.mean(2);
    for (int k = 0; k < 4; k++) {
      int column = k;
      double[] lengths =
          java.util.Arrays.stream(virginica).mapToDouble(row -> row[column]).toArray();
      assertEquals(mean[k], StatUtils.mean(lengths), 0.05);
    }
    double petals = new Covariance(virginica).getCovarianceMatrix().getEntry(0, 2);
    assertEquals(0.303, petals, 0.036); // √((0.404 · 0.305 + 0.303²)/4,000) = 0.0073
    assertTrue(petals > 0.26);
  }
}
