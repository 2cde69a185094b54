package org.sdze.optimizer.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.LearnedFeedback;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;

/**
 * Credits pre-activations by noise, one layer at a time (docs/method.md §4b):
 *
 * <pre>c(i) = [ℓᵢ(z + ε e) − ℓᵢ(z)] / ε,    δ(i) = a(i) + e(i) (c(i) − e(i)·a(i)),</pre>
 *
 * with independent signs e and the {@link LearnedFeedback} a. Only what lies above the layer is
 * evaluated again. Units whose slope is zero, and pixels that win no pool, are left alone. Owned by
 * one thread.
 */
final class NoiseEstimator {

  /** The largest feedback matrix; a layer that needs a larger one goes without. */
  private static final long MAX_FEEDBACK = 1 << 22;

  private final NoiseCredit config;
  private final Map<String, LearnedFeedback> feedback = new TreeMap<>();

  NoiseEstimator(NoiseCredit config) {
    this.config = config;
  }

  /** The arrays of all feedback, by layer. */
  Map<String, List<INDArray>> arrays() {
    Map<String, List<INDArray>> arrays = new TreeMap<>();
    feedback.forEach((name, each) -> arrays.put(name, each.arrays()));
    return arrays;
  }

  /** Brings back what {@link #arrays} gave. */
  void restore(String layer, List<INDArray> arrays) {
    INDArray matrix = arrays.get(0);
    LearnedFeedback restored =
        new LearnedFeedback(matrix.dataType(), matrix.rows(), matrix.columns());
    for (int k = 0; k < arrays.size(); k++) {
      restored.arrays().get(k).assign(arrays.get(k));
    }
    feedback.put(layer, restored);
  }

  /**
   * The credit of a layer's pre-activations, of their shape.
   *
   * @param outputCredit γ, {@code [n, outputs]}; null where the network's outputs are no rows of
   *     samples
   * @param key the key of step and layer
   */
  INDArray credit(
      PassLayer layer, NetworkPass pass, @Nullable INDArray outputCredit, RandomKey key) {
    INDArray z = layer.preActivations();
    Units units = new Units(layer, config.smoothing() * scale(z));
    LearnedFeedback learned = feedback(layer, units, outputCredit);
    INDArray plain = learned == null ? null : learned.predict(outputCredit, units.slope());
    double trust = learned == null ? 0 : learned.trust();
    INDArray sum = null;
    List<Probe> probes = new ArrayList<>();
    for (int k = 0; k < config.probes(); k++) {
      INDArray noise = noise(key.purpose(Purpose.NOISE).index(k), units);
      INDArray difference = difference(layer, pass, units, noise);
      INDArray surprise = units.toRows(difference);
      if (plain != null) {
        INDArray predicted = noise.mul(plain).sum(true, 1);
        probes.add(new Probe(noise, difference, predicted));
        surprise = difference.sub(predicted.mul(trust));
      }
      INDArray credit = noise.mulColumnVector(surprise);
      sum = sum == null ? credit : sum.addi(credit);
    }
    if (config.probes() > 1) {
      sum.divi(config.probes());
    }
    if (plain != null) {
      sum.addi(plain.muli(trust));
      for (Probe probe : probes) { // only now: a prediction must not know the noise it is used with
        learned.learn(
            outputCredit, probe.noise().muli(units.slope()), probe.difference(), probe.predicted());
      }
    }
    return units.fold(sum);
  }

  private record Probe(INDArray noise, INDArray difference, INDArray predicted) {}

  private @Nullable LearnedFeedback feedback(
      PassLayer layer, Units units, @Nullable INDArray outputCredit) {
    if (!config.feedback()
        || outputCredit == null
        || layer.sampleOfRow() != null
        || !layer.isElementwise()) {
      return null;
    }
    long width = units.columns();
    long outputs = outputCredit.columns();
    LearnedFeedback known = feedback.get(layer.name());
    if (known != null
        && known.arrays().get(0).columns() == width
        && known.arrays().get(0).rows() == outputs) {
      return known;
    }
    if (outputs * width > MAX_FEEDBACK) {
      return null;
    }
    LearnedFeedback fresh = new LearnedFeedback(outputCredit.dataType(), outputs, width);
    feedback.put(layer.name(), fresh);
    return fresh;
  }

  private static INDArray difference(
      PassLayer layer, NetworkPass pass, Units units, INDArray noise) {
    INDArray moved = noise.mul(units.size()).addi(units.rows());
    INDArray outputs = layer.activate(units.fold(moved));
    INDArray difference = layer.lossesWith(outputs).sub(pass.losses()).divi(units.size());
    Release.of(outputs, moved);
    return difference;
  }

  /** Signs, and zeros where a unit is left alone; {@code [rows, units]}. */
  private static INDArray noise(RandomKey key, Units units) {
    // One column a row of z: the draws then lie in memory as z does.
    INDArray signs =
        Nd4j.createUninitialized(
            DataType.FLOAT, new long[] {units.columns(), units.rows().rows()}, 'f');
    KeyedDraws.rademacher(key, signs);
    INDArray noise = signs.castTo(units.rows().dataType()).transpose();
    INDArray mask = units.mask();
    return mask == null ? noise : noise.muli(mask);
  }

  /** The root mean square of pre-activations; 1 if they are all zero. */
  static double scale(INDArray z) {
    double rms = z.norm2Number().doubleValue() / Math.sqrt((double) z.length());
    return rms > 0 ? rms : 1;
  }

  /** A layer's pre-activations as a matrix with one row a sample, or a time step of one. */
  private static final class Units {
    private final PassLayer layer;
    private final long[] shape;
    private final INDArray rows;
    private final double size;
    private @Nullable INDArray slope;

    Units(PassLayer layer, double size) {
      this.layer = layer;
      this.size = size;
      this.shape = layer.preActivations().shape();
      this.rows = unfold(layer.preActivations());
    }

    double size() {
      return size;
    }

    INDArray rows() {
      return rows;
    }

    long columns() {
      return rows.columns();
    }

    /** σ′ by a two-sided difference; exact zeros where the layer is flat. */
    INDArray slope() {
      if (slope == null) {
        INDArray up = unfold(layer.activate(fold(rows.add(size))));
        INDArray down = unfold(layer.activate(fold(rows.sub(size))));
        slope = up.sub(down).divi(2 * size);
        INDArray live = layer.live();
        if (live != null) {
          slope.muli(unfold(live));
        }
      }
      return slope;
    }

    /** Ones where noise can matter; null where it may everywhere. */
    @Nullable INDArray mask() {
      if (layer.isElementwise()) {
        return slope().neq(0).castTo(rows.dataType());
      }
      INDArray live = layer.live();
      return live == null ? null : unfold(live);
    }

    /** One number a sample as one number a row. */
    INDArray toRows(INDArray perSample) {
      int[] sampleOfRow = layer.sampleOfRow();
      if (sampleOfRow == null) {
        return perSample;
      }
      double[] samples = HostArrays.copy(perSample);
      double[] spread = new double[sampleOfRow.length];
      for (int i = 0; i < spread.length; i++) {
        spread[i] = samples[sampleOfRow[i]];
      }
      return Nd4j.create(spread, new long[] {spread.length, 1}, 'f').castTo(perSample.dataType());
    }

    INDArray fold(INDArray matrix) {
      return shape.length == 2 ? matrix : matrix.reshape('c', shape);
    }

    private INDArray unfold(INDArray array) {
      if (array.rank() == 2) {
        return array;
      }
      INDArray dense = array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
      return dense.reshape('c', dense.size(0), dense.length() / dense.size(0));
    }
  }
}
