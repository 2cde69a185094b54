package org.sdze.optimizer.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.subspace.LowRankEstimator;
import org.sdze.optimizer.text.Text;

/**
 * Estimates the gradients of any network from kept passes.
 *
 * <p>With noise credit each layer gets the best {@link LayerCredit} that it can have; the layers
 * without any move together in a subspace. With the low-rank estimator all layers do. Remembers
 * learned feedback; belongs to one network and one thread.
 */
public final class NetworkEstimator {

  /** The subspace of the layers that noise credit has no way for. */
  private static final LowRank FALLBACK = new LowRank(8, 50, 1, 1e-3);

  private final @Nullable NoiseEstimator noise;
  private final LowRankEstimator subspace;
  private final int rank;
  private final double smoothing;

  /**
   * An estimator for one run.
   *
   * @param estimator noise credit or low rank
   * @param memory bounds the feedback
   * @param root the run's key
   * @throws IllegalArgumentException if the estimator is another one
   */
  public NetworkEstimator(Estimator estimator, StepMemory memory, RandomKey root) {
    LowRank moved = estimator instanceof LowRank lowRank ? lowRank : FALLBACK;
    subspace = new LowRankEstimator(moved, root);
    rank = moved.rank();
    if (estimator instanceof NoiseCredit credit) {
      noise = new NoiseEstimator(credit, memory);
      smoothing = credit.smoothing();
    } else if (estimator instanceof LowRank) {
      noise = null;
      smoothing = moved.smoothing();
    } else {
      throw new IllegalArgumentException(
          "a network is trained layer by layer with noise credit or low rank, not " + estimator);
    }
  }

  /** The coordinates in which the gradients of the layers' parameters are estimated. */
  public List<Coordinates> coordinates(List<? extends TrainedLayer> layers) {
    List<Coordinates> coordinates = new ArrayList<>();
    for (TrainedLayer layer : layers) {
      for (Parameter each : layer.parameters()) {
        coordinates.add(
            hasCredit(layer) ? Coordinates.whole(each) : Coordinates.ofRank(rank, each));
      }
    }
    return coordinates;
  }

  /** The numbers that an estimate takes, without what can be made smaller. */
  public long numbers(NetworkPass pass) {
    return pass.numbers() + subspace.numbers(matrices(moved(pass)));
  }

  private List<PassLayer> moved(NetworkPass pass) {
    return pass.layers().stream().filter(layer -> !hasCredit(layer)).toList();
  }

  private static List<INDArray> matrices(List<PassLayer> layers) {
    return layers.stream()
        .flatMap(layer -> layer.parameters().stream())
        .map(Parameter::matrix)
        .toList();
  }

  private boolean hasCredit(TrainedLayer layer) {
    return noise != null
        && layer.credit() != LayerCredit.SUBSPACE
        && layer.credit() != LayerCredit.NONE;
  }

  /**
   * Estimates the gradient of the mean loss, without regularization, and changes nothing but what
   * the feedback has learned.
   *
   * <p>The gradients are handed over one by one, each when nothing that is still to be estimated
   * depends on the parameters of its layer: they may be changed at once.
   *
   * @param key the key of the step
   * @param step the step's number, from 0
   */
  public void estimate(
      NetworkPass pass, RandomKey key, long step, Consumer<LayerGradient> gradients) {
    List<PassLayer> moved = moved(pass);
    List<LayerGradient> inSubspace = moved.isEmpty() ? List.of() : moved(pass, moved, key, step);
    INDArray outputCredit = noise == null ? null : outputCredit(pass);
    Map<String, LayerGradient> normalizations =
        noise == null ? Map.of() : normalizations(noise, pass, outputCredit, key);
    // In the order of evaluation: what a probe evaluates again lies above its layer.
    for (int k = 0; k < pass.layers().size(); k++) {
      PassLayer layer = pass.layers().get(k);
      LayerGradient known = normalizations.get(layer.name());
      if (known != null) {
        gradients.accept(known);
      } else if (hasCredit(layer)) {
        gradients.accept(gradient(layer, pass, outputCredit, key.index(k)));
      }
    }
    inSubspace.forEach(gradients);
  }

  /**
   * Credits the normalizations by statistics of the batch, from above, so that the pass knows what
   * these do to the losses before a layer below is credited.
   */
  private static Map<String, LayerGradient> normalizations(
      NoiseEstimator noise, NetworkPass pass, @Nullable INDArray outputCredit, RandomKey key) {
    Map<String, LayerGradient> gradients = new TreeMap<>();
    int next = pass.layers().size();
    for (PassLayer layer : pass.normalizations()) {
      RandomKey own = key.index(next++);
      INDArray credit =
          layer.credit() == LayerCredit.UNITS
              ? layer.creditFromAbove()
              : noise.credit(layer, pass, outputCredit, own);
      pass.learn(layer, credit);
      gradients.put(layer.name(), LayerGradient.ofScaleAndShift(layer, credit, pass.divisor()));
      Release.bases(credit);
    }
    return gradients;
  }

  /** The gradients of layers in the coordinates of their subspaces. */
  private List<LayerGradient> moved(
      NetworkPass pass, List<PassLayer> layers, RandomKey key, long step) {
    LowRankEstimator.Estimate estimate =
        subspace.estimate(matrices(layers), key, step, () -> pass.lossAgain(layers));
    subspace.release(); // between steps there is no copy of the parameters
    List<LayerGradient> gradients = new ArrayList<>();
    int next = 0;
    for (PassLayer layer : layers) {
      int end = next + layer.parameters().size();
      gradients.add(new LayerGradient(layer, estimate.gradients().subList(next, end), List.of()));
      next = end;
    }
    return gradients;
  }

  private LayerGradient gradient(
      PassLayer layer, NetworkPass pass, @Nullable INDArray outputCredit, RandomKey key) {
    if (noise == null) {
      throw new IllegalStateException("low rank gives no layer a credit of its own");
    }
    return switch (layer.credit()) {
      case OUTPUT -> LayerGradient.of(layer, layer.outputCredit(), pass.divisor());
      case UNITS -> LayerGradient.of(layer, unitByUnit(layer), pass.divisor());
      case WEIGHTS -> RecurrentTangents.gradient(layer, pass);
      case NOISE -> noise.gradient(layer, pass, outputCredit, key);
      case SUBSPACE, NONE ->
          throw new IllegalStateException(
              Text.format("layer \"%s\" has no credit of its own", layer.name()));
    };
  }

  /** Every unit's own difference, through its own weights: σ(z + ε) − σ(z − ε) a unit. */
  private INDArray unitByUnit(PassLayer layer) {
    INDArray z = layer.preActivations();
    double size = smoothing * Scale.of(z);
    INDArray up = layer.activate(z.add(size));
    INDArray down = layer.activate(z.sub(size));
    INDArray slope = up.subi(down).divi(2 * size);
    INDArray above = layer.creditFromAbove();
    slope.muli(above);
    Release.of(down, above);
    return slope;
  }

  /**
   * The derivatives of the loss by all outputs, side by side; null if they are no rows of samples.
   */
  private static @Nullable INDArray outputCredit(NetworkPass pass) {
    List<INDArray> credits = new ArrayList<>();
    for (PassLayer layer : pass.layers()) {
      if (layer.credit() == LayerCredit.OUTPUT) {
        INDArray credit = layer.outputCredit();
        if (credit.rank() != 2 || credit.rows() != pass.samples()) {
          return null;
        }
        credits.add(credit);
      }
    }
    return credits.isEmpty()
        ? null
        : credits.size() == 1 ? credits.get(0) : Nd4j.hstack(credits.toArray(INDArray[]::new));
  }

  /** The arrays of the learned feedback, by layer: live. */
  public Map<String, List<INDArray>> feedback() {
    return noise == null ? Map.of() : noise.arrays();
  }

  /**
   * Goes on with feedback that {@link #feedback} gave.
   *
   * @throws IllegalArgumentException if the arrays are no feedback
   */
  public void resume(String layer, List<INDArray> feedback) {
    if (noise != null) {
      noise.restore(layer, feedback);
    }
  }

  /** Forgets what was learned at other parameters. */
  public void forget() {
    if (noise != null) {
      noise.forgetAll();
    }
  }
}
