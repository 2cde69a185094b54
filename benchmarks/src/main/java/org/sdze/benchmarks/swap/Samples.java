package org.sdze.benchmarks.swap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.RandomKey;

/** Samples with labels, to be had in batches of any order. Immutable but for what it was given. */
final class Samples {

  private final float[][] features;
  private final float[][] labels;
  private final long[] featureShape;
  private final long[] labelShape;
  private final float @Nullable [] labelMask;

  private Samples(
      float[][] features,
      float[][] labels,
      long[] featureShape,
      long[] labelShape,
      float @Nullable [] labelMask) {
    this.features = features;
    this.labels = labels;
    this.featureShape = featureShape;
    this.labelShape = labelShape;
    this.labelMask = labelMask;
  }

  /** Rows of features and rows of labels. */
  static Samples ofRows(float[][] features, float[][] labels) {
    return new Samples(
        features, labels, new long[] {features[0].length}, new long[] {labels[0].length}, null);
  }

  /**
   * Sequences with labels at every time step.
   *
   * @param features a row is one of {@code [channels, time]}
   * @param labels a row is one of {@code [classes, time]}
   */
  static Samples ofSequences(float[][] features, float[][] labels, int steps) {
    return new Samples(
        features,
        labels,
        new long[] {features[0].length / steps, steps},
        new long[] {labels[0].length / steps, steps},
        null);
  }

  /** Sequences with one label each, as rows. */
  static Samples ofLabelledSequences(float[][] features, float[][] labels, int steps) {
    return new Samples(
        features,
        labels,
        new long[] {features[0].length / steps, steps},
        new long[] {labels[0].length},
        null);
  }

  /** Sequences whose labels count at the last time step alone, as a mask says. */
  static Samples ofSequenceEnds(float[][] features, float[][] labels, int steps) {
    float[][] spread = new float[labels.length][labels[0].length * steps];
    for (int i = 0; i < labels.length; i++) {
      for (int c = 0; c < labels[0].length; c++) {
        spread[i][c * steps + steps - 1] = labels[i][c];
      }
    }
    float[] mask = new float[steps];
    mask[steps - 1] = 1;
    return new Samples(
        features,
        spread,
        new long[] {features[0].length / steps, steps},
        new long[] {labels[0].length, steps},
        mask);
  }

  /** The first ones, or all if there are fewer. */
  Samples first(int most) {
    int count = Math.min(most, count());
    return new Samples(
        Arrays.copyOf(features, count),
        Arrays.copyOf(labels, count),
        featureShape,
        labelShape,
        labelMask);
  }

  int count() {
    return features.length;
  }

  /** Batches in the samples' own order; the last one may be smaller. */
  List<DataSet> batches(int size) {
    return batches(size, IntStream.range(0, count()).toArray());
  }

  /** Batches in an order that depends on nothing but the key. */
  List<DataSet> batches(int size, RandomKey order) {
    int[] rows = IntStream.range(0, count()).toArray();
    UniformRandomProvider generator = order.generator();
    for (int last = count() - 1; last > 0; last--) {
      int other = generator.nextInt(last + 1);
      int row = rows[last];
      rows[last] = rows[other];
      rows[other] = row;
    }
    return batches(size, rows);
  }

  private List<DataSet> batches(int size, int[] rows) {
    List<DataSet> batches = new ArrayList<>();
    for (int from = 0; from < rows.length; from += size) {
      int to = Math.min(rows.length, from + size);
      DataSet batch =
          new DataSet(
              gathered(features, rows, from, to, featureShape),
              gathered(labels, rows, from, to, labelShape));
      if (labelMask != null) {
        batch.setLabelsMaskArray(
            Nd4j.createFromArray(labelMask).reshape(1, labelMask.length).repeat(0, to - from));
      }
      batches.add(batch);
    }
    return batches;
  }

  /** Rows of a table as one array, {@code [rows, …]}. */
  private static INDArray gathered(float[][] table, int[] rows, int from, int to, long[] shape) {
    int width = table[0].length;
    float[] flat = new float[(to - from) * width];
    for (int k = from; k < to; k++) {
      System.arraycopy(table[rows[k]], 0, flat, (k - from) * width, width);
    }
    long[] whole = new long[shape.length + 1];
    whole[0] = (long) to - from;
    System.arraycopy(shape, 0, whole, 1, shape.length);
    return Nd4j.createFromArray(flat).reshape('c', whole);
  }
}
