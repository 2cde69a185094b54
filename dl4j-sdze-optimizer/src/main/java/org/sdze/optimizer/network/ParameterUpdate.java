package org.sdze.optimizer.network;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.step.FirstOrderRule;
import org.sdze.optimizer.text.Text;

/**
 * Applies estimated gradients in the order in which DL4J's updaters do: normalization, what
 * regularization adds to the gradient, the step rule, what regularization adds to the change. All
 * of it happens tile by tile. Owned by one thread; holds the step rule's state.
 */
final class ParameterUpdate {

  private final FirstOrderRule rule;
  private final StepMemory memory;
  private final Map<String, FirstOrderRule.State> states = new TreeMap<>();
  private final Map<String, Long> since = new TreeMap<>();

  ParameterUpdate(FirstOrderRule rule, StepMemory memory) {
    this.rule = rule;
    this.memory = memory;
  }

  /** Where a step stands: its number since training began, and DL4J's own counts. */
  record Time(long step, int iteration, int epoch) {}

  /** Forgets the state of a parameter, whose coordinates have changed. */
  void forget(String parameter) {
    states.remove(parameter);
    since.remove(parameter);
  }

  /** Forgets the state of all parameters. */
  void forgetAll() {
    states.clear();
    since.clear();
  }

  /** Changes the parameters of one layer. */
  void apply(LayerGradient gradient, Time time) {
    PassLayer layer = gradient.layer();
    GradientNormalization normalization = layer.normalization();
    double[] factors = factors(gradient, normalization);
    for (int k = 0; k < layer.parameters().size(); k++) {
      double clip =
          normalization.kind() == GradientNormalization.Kind.CLIP_ELEMENTS
              ? normalization.threshold()
              : Double.POSITIVE_INFINITY;
      apply(layer.parameters().get(k), gradient.gradients().get(k), factors[k], clip, time);
    }
  }

  private void apply(
      Parameter parameter, ParameterGradient gradient, double factor, double clip, Time time) {
    double rate = parameter.rate().at(time.iteration(), time.epoch());
    INDArray matrix = parameter.matrix();
    FirstOrderRule.State state =
        states.computeIfAbsent(
            parameter.name(), name -> rule.state(gradient.rows(), gradient.columns(), matrix));
    long step = time.step() - since.computeIfAbsent(parameter.name(), name -> time.step());
    boolean isWhole = gradient.rows() == matrix.rows() && gradient.columns() == matrix.columns();
    Tiles.of(
        gradient,
        matrix,
        memory,
        (from, to, tile) -> {
          if (factor != 1) {
            tile.muli(factor);
          }
          if (!Double.isInfinite(clip)) {
            Transforms.min(tile, clip, false);
            Transforms.max(tile, -clip, false);
          }
          if (isWhole) {
            regularize(parameter, ApplyStep.BEFORE_UPDATER, from, to, tile, rate, time);
          }
          state.transform(tile, from, step);
          tile.muli(rate);
          if (isWhole) {
            regularize(parameter, ApplyStep.POST_UPDATER, from, to, tile, rate, time);
          }
          gradient.subtract(from, to, tile);
        });
    if (!isWhole) {
      decay(parameter, rate, time);
    }
  }

  private static void regularize(
      Parameter parameter,
      ApplyStep when,
      long from,
      long to,
      INDArray tile,
      double rate,
      Time time) {
    List<Regularization> regularization = parameter.regularization();
    if (regularization.isEmpty()) {
      return;
    }
    INDArray rows = ParameterGradient.rows(parameter.matrix(), from, to);
    for (Regularization each : regularization) {
      if (each.applyStep() == when) {
        each.apply(rows, tile, rate, time.iteration(), time.epoch());
      }
    }
  }

  /** In a subspace the gradient has coordinates of its own: regularization steps beside it. */
  private static void decay(Parameter parameter, double rate, Time time) {
    for (Regularization each : parameter.regularization()) {
      INDArray change = parameter.matrix().ulike().assign(0);
      each.apply(parameter.matrix(), change, rate, time.iteration(), time.epoch());
      if (each.applyStep() == ApplyStep.BEFORE_UPDATER) {
        change.muli(rate);
      }
      parameter.matrix().subi(change);
    }
  }

  private double[] factors(LayerGradient gradient, GradientNormalization normalization) {
    List<Parameter> parameters = gradient.layer().parameters();
    double[] factors = new double[parameters.size()];
    Arrays.fill(factors, 1);
    boolean isOfLayer =
        normalization.kind() == GradientNormalization.Kind.RENORMALIZE_LAYER
            || normalization.kind() == GradientNormalization.Kind.CLIP_LAYER;
    boolean isOfParameter =
        normalization.kind() == GradientNormalization.Kind.RENORMALIZE_PARAMETER
            || normalization.kind() == GradientNormalization.Kind.CLIP_PARAMETER;
    if (!isOfLayer && !isOfParameter) {
      return factors;
    }
    double[] squares = new double[factors.length];
    double total = 0;
    for (int k = 0; k < factors.length; k++) {
      squares[k] =
          Tiles.squaredNorm(gradient.gradients().get(k), parameters.get(k).matrix(), memory);
      total += squares[k];
    }
    for (int k = 0; k < factors.length; k++) {
      double norm = Math.sqrt(isOfLayer ? total : squares[k]);
      factors[k] = factor(normalization, norm);
    }
    return factors;
  }

  private static double factor(GradientNormalization normalization, double norm) {
    boolean isClip =
        normalization.kind() == GradientNormalization.Kind.CLIP_LAYER
            || normalization.kind() == GradientNormalization.Kind.CLIP_PARAMETER;
    if (norm == 0) {
      return 1;
    }
    return isClip ? Math.min(1, normalization.threshold() / norm) : 1 / norm;
  }

  /** The arrays of the states, by parameter. */
  Map<String, List<INDArray>> arrays() {
    Map<String, List<INDArray>> arrays = new TreeMap<>();
    states.forEach((name, state) -> arrays.put(name, state.arrays()));
    return arrays;
  }

  /** The steps at which the states began, by parameter. */
  Map<String, Long> beginnings() {
    return Map.copyOf(since);
  }

  /**
   * Brings the state of a parameter back.
   *
   * @param arrays as {@link #arrays} gave them
   * @param beginning the step at which it began
   * @param last the last step that it took part in
   * @throws IllegalArgumentException if the arrays are no state of the parameter under this rule
   */
  void restore(Parameter parameter, List<INDArray> arrays, long beginning, long last) {
    since.put(parameter.name(), beginning);
    if (arrays.isEmpty()) {
      return;
    }
    FirstOrderRule.State state = rule.resume(arrays, parameter.matrix(), last - beginning);
    if (state == null) {
      throw new IllegalArgumentException(
          Text.format(
              "the state saved with the network is that of another network or rule: \"%s\" is of shape %s, and its moments are of shapes %s",
              parameter.name(),
              Arrays.toString(parameter.matrix().shape()),
              arrays.stream().map(array -> Arrays.toString(array.shape())).toList()));
    }
    states.put(parameter.name(), state);
  }
}
