package org.sdze.optimizer.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.FirstOrderRule;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.DivergenceException;
import org.sdze.optimizer.train.Limits;
import org.sdze.optimizer.train.LossGuard;
import org.sdze.optimizer.train.StepReport;

/**
 * Trains any network from kept passes: credit of every layer, estimate, step.
 *
 * <p>With noise credit each layer gets the best {@link LayerCredit} that it can have; the layers
 * without any move together in a subspace. With the low-rank estimator all layers do. Holds the
 * state of one run; belongs to one network and one thread.
 */
public final class NetworkTrainer {

  /** The subspace of the layers that noise credit has no way for. */
  private static final LowRank FALLBACK = new LowRank(8, 50, 1, 1e-3);

  private final RandomKey root;
  private final @Nullable NoiseEstimator noise;
  private final SubspaceEstimator subspace;
  private final ParameterUpdate update;
  private final double smoothing;
  private final LossGuard guard;
  private final boolean isGuarded;
  private final FirstOrderRule rule;
  private final StepMemory memory;
  private long steps;

  /**
   * A trainer for one run that undoes no step.
   *
   * @param estimator noise credit or low rank
   * @param root the run's key
   * @throws IllegalArgumentException if the estimator is another one
   */
  public NetworkTrainer(Estimator estimator, FirstOrderRule rule, RandomKey root) {
    this(estimator, rule, Limits.NONE, root);
  }

  /**
   * A trainer for one run.
   *
   * @param estimator noise credit or low rank
   * @param limits when a step is undone, which takes a copy of the parameters; and memory
   * @param root the run's key
   * @throws IllegalArgumentException if the estimator is another one
   */
  public NetworkTrainer(Estimator estimator, FirstOrderRule rule, Limits limits, RandomKey root) {
    this.root = root;
    this.rule = rule;
    this.memory = limits.memory();
    this.guard = new LossGuard(limits.guard());
    this.isGuarded = limits.guard() != null;
    this.update = new ParameterUpdate(rule, memory);
    if (estimator instanceof NoiseCredit credit) {
      noise = new NoiseEstimator(credit, memory);
      smoothing = credit.smoothing();
      subspace = new SubspaceEstimator(FALLBACK, root);
    } else if (estimator instanceof LowRank lowRank) {
      noise = null;
      smoothing = lowRank.smoothing();
      subspace = new SubspaceEstimator(lowRank, root);
    } else {
      throw new IllegalArgumentException(
          "a network is trained layer by layer with noise credit or low rank, not " + estimator);
    }
  }

  /** The key of the step that is next. */
  public RandomKey nextKey() {
    return root.step(steps);
  }

  /** The number of steps made. */
  public long steps() {
    return steps;
  }

  /**
   * Estimates the gradient of the mean loss, without regularization, and changes nothing but what
   * the feedback has learned.
   */
  public List<LayerGradient> estimate(NetworkPass pass) {
    List<LayerGradient> gradients = new ArrayList<>();
    estimate(pass, gradients::add);
    return gradients;
  }

  /**
   * Hands the gradients over one by one, each when nothing that is still to be estimated depends on
   * the parameters of its layer: they may be changed at once.
   */
  private void estimate(NetworkPass pass, Consumer<LayerGradient> gradients) {
    RandomKey key = nextKey();
    List<PassLayer> moved = pass.layers().stream().filter(layer -> !hasCredit(layer)).toList();
    List<LayerGradient> inSubspace =
        moved.isEmpty() ? List.of() : subspace.estimate(pass, moved, key, steps);
    INDArray outputCredit = noise == null ? null : outputCredit(pass);
    // In the order of evaluation: what a probe evaluates again lies above its layer.
    for (int k = 0; k < pass.layers().size(); k++) {
      PassLayer layer = pass.layers().get(k);
      if (hasCredit(layer)) {
        INDArray credit = credit(layer, pass, outputCredit, key.index(k));
        gradients.accept(LayerGradient.of(layer, credit, pass.divisor()));
      }
    }
    inSubspace.forEach(gradients);
  }

  private boolean hasCredit(PassLayer layer) {
    return noise != null
        && layer.credit() != LayerCredit.SUBSPACE
        && layer.credit() != LayerCredit.NONE;
  }

  /**
   * Makes one step.
   *
   * @param iteration DL4J's count, which schedules follow
   * @param epoch DL4J's count
   * @return what it did; its loss is without regularization, and the learning rate is NaN, since
   *     parameters have rates of their own
   * @throws IllegalArgumentException if the step would take more memory than it may; nothing is
   *     changed then
   * @throws DivergenceException if a loss is not finite and there is no guard, or the guard gives
   *     up; the parameters are then untouched, or the last good ones
   */
  public StepReport step(NetworkPass pass, int iteration, int epoch) {
    double loss = pass.losses().sumNumber().doubleValue() / pass.divisor();
    List<INDArray> parameters = matrices(pass.layers());
    memory.require(numbers(pass, parameters), parameters.get(0).dataType(), pass.samples());
    long step = steps;
    begin(parameters);
    if (!guard.accepts(parameters, loss, step, () -> lossAgain(pass))) {
      update.forgetAll(); // moments of the steps that led here
      steps++;
      end(parameters);
      return new StepReport(step, loss, Double.NaN, Double.NaN, false);
    }
    boolean isRefreshed = steps > 0 && subspace.epoch(steps) != subspace.epoch(steps - 1);
    ParameterUpdate.Time time = new ParameterUpdate.Time(steps, iteration, epoch);
    estimate(
        pass,
        gradient -> {
          if (isRefreshed) {
            forgetCoordinates(gradient);
          }
          update.apply(gradient, time);
          gradient.release();
          pass.forget(gradient.layer());
        });
    steps++;
    end(parameters);
    return new StepReport(step, loss, Double.NaN, Double.NaN, true);
  }

  private static double lossAgain(NetworkPass pass) {
    return pass.lossesAgain(pass.layers()).sumNumber().doubleValue() / pass.divisor();
  }

  private void begin(List<INDArray> parameters) {
    if (isGuarded && guard.begin(parameters) == LossGuard.Change.FAR) {
      update.forgetAll();
      if (noise != null) {
        noise.forgetAll();
      }
    }
  }

  private void end(List<INDArray> parameters) {
    if (isGuarded) {
      guard.end(parameters);
    }
  }

  /**
   * Lets somebody change the parameters as a part of the step that was made last, as constraints
   * do: nothing that is remembered is forgotten for that.
   *
   * @param parameters all that are trained
   */
  public void amend(List<Parameter> parameters, Runnable change) {
    if (isGuarded) {
      guard.amend(parameters.stream().map(Parameter::matrix).toList(), change);
    } else {
      change.run();
    }
  }

  private static List<INDArray> matrices(List<PassLayer> layers) {
    return layers.stream()
        .flatMap(layer -> layer.parameters().stream())
        .map(Parameter::matrix)
        .toList();
  }

  /** The numbers that a step and what is remembered take, without what can be made smaller. */
  private long numbers(NetworkPass pass, List<INDArray> parameters) {
    List<PassLayer> moved = pass.layers().stream().filter(layer -> !hasCredit(layer)).toList();
    long sum = pass.numbers() + subspace.numbers(moved, rule);
    for (PassLayer layer : pass.layers()) {
      for (Parameter parameter : hasCredit(layer) ? layer.parameters() : List.<Parameter>of()) {
        sum += rule.numbers(parameter.matrix().rows(), parameter.matrix().columns());
      }
    }
    return sum + guard.numbers(parameters);
  }

  private void forgetCoordinates(LayerGradient gradient) {
    for (int k = 0; k < gradient.gradients().size(); k++) {
      Parameter parameter = gradient.layer().parameters().get(k);
      ParameterGradient coordinates = gradient.gradients().get(k);
      if (coordinates.rows() != parameter.matrix().rows()
          || coordinates.columns() != parameter.matrix().columns()) {
        update.forget(parameter.name());
      }
    }
  }

  /** The credit of a layer's pre-activations. */
  private INDArray credit(
      PassLayer layer, NetworkPass pass, @Nullable INDArray outputCredit, RandomKey key) {
    if (noise == null) {
      throw new IllegalStateException("low rank gives no layer a credit of its own");
    }
    return switch (layer.credit()) {
      case OUTPUT -> layer.outputCredit();
      case LAST_HIDDEN -> lastHidden(layer);
      case NOISE -> noise.credit(layer, pass, outputCredit, key);
      case SUBSPACE, NONE ->
          throw new IllegalStateException(
              Text.format("layer \"%s\" has no credit of its own", layer.name()));
    };
  }

  /** Every unit's own difference, through its own weights: σ(z + ε) − σ(z − ε) a unit. */
  private INDArray lastHidden(PassLayer layer) {
    INDArray z = layer.preActivations();
    double size = smoothing * NoiseEstimator.scale(z);
    INDArray up = layer.activate(z.add(size));
    INDArray down = layer.activate(z.sub(size));
    INDArray slope = up.subi(down).divi(2 * size);
    Release.of(down);
    return slope.muli(layer.creditFromAbove());
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

  /** What the trainer remembers between steps. */
  public TrainerState state() {
    Map<String, List<INDArray>> moments = update.arrays();
    moments.putAll(TrainerState.arrays(guard.state()));
    return new TrainerState(
        steps, noise == null ? Map.of() : noise.arrays(), moments, update.beginnings());
  }

  private static LossGuard.State requireShapes(LossGuard.State guard, List<Parameter> parameters) {
    List<INDArray> copy = guard.copy();
    for (int k = 0; k < copy.size(); k++) {
      if (copy.size() != parameters.size()
          || !copy.get(k).equalShapes(parameters.get(k).matrix())) {
        throw new IllegalArgumentException(
            Text.format(
                "the state saved with the network is that of another network: its guard holds %d arrays, and there are %d parameters of other shapes",
                copy.size(), parameters.size()));
      }
    }
    return guard;
  }

  /**
   * Goes on from a state.
   *
   * @param parameters all parameters of the network
   * @throws IllegalArgumentException if the state is that of another network or rule
   */
  public void resume(TrainerState state, List<Parameter> parameters) {
    steps = state.steps();
    guard.resume(requireShapes(state.guard(), parameters));
    if (noise != null) {
      state.feedback().forEach(noise::restore);
    }
    for (Parameter parameter : parameters) {
      List<INDArray> arrays = state.moments().get(parameter.name());
      Long beginning = state.beginnings().get(parameter.name());
      if (arrays != null && beginning != null) {
        update.restore(parameter, arrays, beginning, steps - 1);
      }
    }
  }
}
