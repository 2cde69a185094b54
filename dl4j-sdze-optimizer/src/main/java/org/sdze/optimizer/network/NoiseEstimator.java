package org.sdze.optimizer.network;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.credit.LearnedFeedback;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.forward.StepMemory;
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

  /**
   * The largest feedback matrix of a layer with few weights. A layer that needs a larger one than
   * this and than its own weights goes without.
   */
  private static final long SMALL_FEEDBACK = 1 << 18;

  /** From so many parameters on, probes are thrifty. */
  private static final long THRIFTY = 100_000;

  private final NoiseCredit config;
  private final StepMemory memory;
  private final Map<String, LearnedFeedback> feedback = new TreeMap<>();

  /**
   * An estimator for the steps of one run.
   *
   * @param memory bounds the feedback: layers for which none is left go without
   */
  NoiseEstimator(NoiseCredit config, StepMemory memory) {
    this.config = config;
    this.memory = memory;
  }

  /** The arrays of all feedback, by layer. */
  Map<String, List<INDArray>> arrays() {
    Map<String, List<INDArray>> arrays = new TreeMap<>();
    feedback.forEach((name, each) -> arrays.put(name, each.arrays()));
    return arrays;
  }

  /** Forgets all feedback, which is of other parameters. */
  void forgetAll() {
    feedback.clear();
  }

  /**
   * Brings back what {@link #arrays} gave.
   *
   * @throws IllegalArgumentException if the arrays are no feedback
   */
  void restore(String layer, List<INDArray> arrays) {
    LearnedFeedback restored = null;
    if (!arrays.isEmpty()) {
      INDArray matrix = arrays.get(0);
      restored = new LearnedFeedback(matrix.dataType(), matrix.rows(), matrix.columns());
    }
    if (restored == null || !restored.resume(arrays)) {
      throw Argument.refused(
          "the state saved with the network holds arrays of shapes %s for layer \"%s\", which are no feedback",
          arrays.stream().map(array -> Arrays.toString(array.shape())).toList(), layer);
    }
    feedback.put(layer, restored);
  }

  /**
   * The gradient of a layer: by noise on its weights where these are few for all the places where
   * they are used, else on its pre-activations.
   *
   * @param outputCredit γ, {@code [n, outputs]}; null where the network's outputs are no rows of
   *     samples
   * @param key the key of step and layer
   */
  LayerGradient gradient(
      PassLayer layer, NetworkPass pass, @Nullable INDArray outputCredit, RandomKey key) {
    if (WeightNoise.suits(layer, pass)) {
      return WeightNoise.gradient(
          layer, pass, config.smoothing(), probes(layer, pass, null), key.purpose(Purpose.NOISE));
    }
    INDArray credit = layer.throughStatistics(credit(layer, pass, outputCredit, key));
    return LayerGradient.of(layer, credit, pass.divisor());
  }

  /**
   * The credit of a layer's pre-activations as a matrix with one row a sample, or a time step of
   * one, in the order of memory of the pre-activations.
   *
   * @param outputCredit γ, {@code [n, outputs]}; null where the network's outputs are no rows of
   *     samples
   * @param key the key of step and layer
   */
  INDArray credit(
      PassLayer layer, NetworkPass pass, @Nullable INDArray outputCredit, RandomKey key) {
    INDArray z = layer.preActivations();
    Units units = new Units(layer, config.smoothing() * Scale.of(z));
    LearnedFeedback learned = feedback(layer, units, outputCredit);
    INDArray plain = learned == null ? null : learned.predict(outputCredit, units.slope());
    double trust = learned == null ? 0 : learned.trust();
    int probes = probes(layer, pass, learned);
    INDArray sum = null;
    for (int k = 0; k < probes; k++) {
      INDArray noise = noise(key.purpose(Purpose.NOISE).index(k), units);
      INDArray difference = difference(layer, pass, units, noise);
      INDArray surprise = units.toRows(difference);
      if (plain != null) {
        INDArray product = noise.mul(plain);
        INDArray predicted = product.sum(true, 1);
        surprise = difference.sub(predicted.mul(trust));
        // What is learned here serves the next step: a prediction must not know the noise that it
        // is used with, and this step's was made before.
        INDArray features = noise.mul(units.slope(), product);
        learned.learn(outputCredit, features, difference, predicted);
        Release.of(product);
      }
      INDArray credit = noise.muliColumnVector(surprise);
      if (sum == null) {
        sum = credit;
      } else {
        sum.addi(credit);
        Release.bases(credit);
      }
    }
    if (probes > 1) {
      sum.divi(probes);
    }
    if (plain != null) {
      sum.addi(plain.muli(trust));
    }
    units.release();
    Release.of(plain);
    return sum;
  }

  /** A probe evaluates what lies above again, and what is learned from it takes a product, too. */
  private int probes(PassLayer layer, NetworkPass pass, @Nullable LearnedFeedback learned) {
    long layers = pass.layers().stream().filter(each -> each.credit() == LayerCredit.NOISE).count();
    double learning = learned == null ? 0 : learned.arrays().get(0).length() / pass.products();
    double price = pass.parameters() < THRIFTY ? 0 : layer.rerun() + learning;
    return config.probesOf(price, (int) layers);
  }

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
    long weights = layer.parameters().get(0).matrix().length();
    long others = feedback.values().stream().mapToLong(each -> each.arrays().get(0).length()).sum();
    if (outputs * width > Math.max(SMALL_FEEDBACK, weights)
        || others + outputs * width > memory.atMost(Long.MAX_VALUE, outputCredit.dataType())) {
      return null;
    }
    LearnedFeedback fresh = new LearnedFeedback(outputCredit.dataType(), outputs, width);
    feedback.put(layer.name(), fresh);
    return fresh;
  }

  private static INDArray difference(
      PassLayer layer, NetworkPass pass, Units units, INDArray noise) {
    INDArray move = noise.mul(units.size());
    INDArray outputs = layer.moved(units.fold(move));
    Release.withBase(move, List.of(outputs));
    INDArray difference = SampleDifferences.of(layer, pass, outputs, units.size());
    Release.bases(outputs);
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
    units.mask(noise);
    return noise;
  }

  /** A layer's pre-activations as a matrix with one row a sample, or a time step of one. */
  private static final class Units {
    private final PassLayer layer;
    private final long[] shape;
    private final INDArray rows;
    private final double size;
    private @Nullable INDArray slope;
    private @Nullable INDArray mask; // null for ones alone
    private boolean isMaskMade;

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
        INDArray below = activated(-size);
        slope = unfold(activated(size)).subi(unfold(below)).divi(2 * size);
        Release.bases(below);
        INDArray live = layer.live();
        if (live != null) {
          slope.muli(unfold(live));
          Release.of(live);
        }
      }
      return slope;
    }

    private INDArray activated(double move) {
      INDArray moved = rows.add(move);
      INDArray outputs = layer.activate(fold(moved));
      Release.withBase(moved, List.of(outputs));
      return outputs;
    }

    /** Multiplies by ones where noise can matter, zeros elsewhere. */
    void mask(INDArray noise) {
      if (!isMaskMade) {
        if (layer.isElementwise()) {
          INDArray moves = slope().neq(0);
          mask = moves.castTo(rows.dataType());
          Release.of(moves);
        } else {
          mask = layer.live();
        }
        isMaskMade = true;
      }
      if (mask != null) {
        noise.muli(unfold(mask));
      }
    }

    /** Frees what was derived from the pre-activations. */
    void release() {
      Release.bases(slope);
      Release.of(mask);
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
      return array.rank() == 2
          ? array
          : array.reshape('c', array.size(0), array.length() / array.size(0));
    }
  }
}
