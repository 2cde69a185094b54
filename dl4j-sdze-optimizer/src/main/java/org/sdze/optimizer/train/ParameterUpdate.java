package org.sdze.optimizer.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.Tiles;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.network.Coordinates;
import org.sdze.optimizer.network.GradientNormalization;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.step.FirstOrderRule;
import org.sdze.optimizer.train.TrainingState.Part;

/**
 * Turns estimated gradients into changes of the parameters, in the order in which DL4J's updaters
 * do: normalization, what regularization adds to the gradient, the step rule, the rate, what
 * regularization adds to the change. All of it happens tile by tile. Owned by one thread; holds the
 * step rule's state.
 */
final class ParameterUpdate {

  private final FirstOrderRule rule;
  private final StepMemory memory;
  private final boolean keepsTiles;
  private final Map<String, Moments> moments = new TreeMap<>();
  private @Nullable Workspace tiles;

  /**
   * Updates for one run.
   *
   * @param memory bounds the tiles
   * @param keepsTiles whether their memory is used again in the next step
   */
  ParameterUpdate(FirstOrderRule rule, StepMemory memory, boolean keepsTiles) {
    this.rule = rule;
    this.memory = memory;
    this.keepsTiles = keepsTiles;
  }

  /** The rule's state for a parameter, and the step at which it began. */
  private record Moments(FirstOrderRule.State state, long since) {}

  /** Where a step stands: its number since training began, and DL4J's own counts. */
  record Time(long step, int iteration, int epoch) {}

  /** Forgets the state of all parameters. */
  void forget() {
    moments.clear();
  }

  /** Changes the parameters of one layer, or of a network whose layers are not told apart. */
  void apply(
      List<Parameter> parameters,
      List<ParameterGradient> gradients,
      GradientNormalization normalization,
      Time time) {
    double[] factors = factors(parameters, gradients, normalization);
    double clip =
        normalization.kind() == GradientNormalization.Kind.CLIP_ELEMENTS
            ? normalization.threshold()
            : Double.POSITIVE_INFINITY;
    for (int k = 0; k < parameters.size(); k++) {
      apply(parameters.get(k), gradients.get(k), factors[k], clip, time);
    }
  }

  private void apply(
      Parameter parameter, ParameterGradient gradient, double factor, double clip, Time time) {
    double rate = parameter.rate().at(time.iteration(), time.epoch());
    double scale = gradient.scale(); // what follows sees the gradient by what is trained
    INDArray matrix = parameter.matrix();
    Moments present = moments(parameter, gradient, time.step());
    boolean isWhole = gradient.rows() == matrix.rows() && gradient.columns() == matrix.columns();
    if (keepsTiles && tiles == null) {
      tiles = new Workspace(matrix.dataType());
    }
    Tiles.of(
        gradient,
        matrix,
        memory,
        tiles,
        (from, to, tile) ->
            ScratchMemory.part(
                () -> {
                  if (scale != 1) {
                    tile.divi(scale);
                  }
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
                  present.state().transform(tile, from, time.step() - present.since());
                  Elementwise.scale(tile, rate * scale);
                  if (isWhole) {
                    regularize(parameter, ApplyStep.POST_UPDATER, from, to, tile, rate, time);
                  }
                  gradient.subtract(from, to, tile);
                }));
    if (!isWhole) {
      decay(parameter, rate, time);
    }
  }

  private Moments moments(Parameter parameter, ParameterGradient gradient, long step) {
    Moments known = moments.get(parameter.name());
    if (known != null && known.since() >= gradient.since()) {
      return known;
    }
    Moments fresh =
        new Moments(
            ScratchMemory.lasting(
                () -> rule.state(gradient.rows(), gradient.columns(), parameter.matrix())),
            step);
    moments.put(parameter.name(), fresh);
    return fresh;
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

  private double[] factors(
      List<Parameter> parameters,
      List<ParameterGradient> gradients,
      GradientNormalization normalization) {
    double[] factors = new double[parameters.size()];
    Arrays.fill(factors, 1);
    if (!normalization.isByNorm()) {
      return factors;
    }
    double total = 0;
    for (int k = 0; k < factors.length; k++) {
      factors[k] = Tiles.squaredNorm(gradients.get(k), parameters.get(k).matrix(), memory);
      total += factors[k];
    }
    for (int k = 0; k < factors.length; k++) {
      factors[k] = normalization.factor(Math.sqrt(normalization.isOfLayer() ? total : factors[k]));
    }
    return factors;
  }

  /** Adds what is remembered to a state; its arrays are live. */
  void addTo(Map<String, Part> parts) {
    moments.forEach(
        (name, each) ->
            parts.put(
                TrainingState.MOMENTS + name,
                new Part(List.of((double) each.since()), each.state().arrays())));
  }

  /**
   * Brings the state of a parameter back.
   *
   * @param saved as {@link #addTo} gave it
   * @param last the last step that it took part in
   * @return whether it is a state of the parameter under this rule
   */
  boolean resume(Coordinates of, Part saved, long last) {
    Parameter parameter = of.parameter();
    long since = saved.numbers().size() == 1 ? saved.numbers().get(0).longValue() : last + 1;
    FirstOrderRule.State state =
        rule.resume(saved.arrays(), of.rows(), of.columns(), parameter.matrix(), last - since);
    if (state != null) {
      moments.put(parameter.name(), new Moments(state, since));
    }
    return state != null;
  }
}
