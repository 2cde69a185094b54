package org.sdze.optimizer.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.network.Coordinates;
import org.sdze.optimizer.network.GradientNormalization;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.NetworkEstimator;
import org.sdze.optimizer.network.NetworkPass;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.PassLayer;
import org.sdze.optimizer.network.TrainedLayer;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.FirstOrderRule;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.StepRule;
import org.sdze.optimizer.subspace.LowRankEstimator;
import org.sdze.optimizer.train.TrainingState.Part;

/**
 * Trains a network from forward evaluations, one step at a time: the guard looks at the parameters
 * and judges the last step, an estimator gives gradients by tiles or rows of residuals, the step
 * rule makes a change of them.
 *
 * <p>There are two kinds: of a {@link DenseNetwork} on objectives, and of any network on passes
 * that are kept. It holds the state of one run and belongs to one network and one thread.
 */
public final class Trainer implements Optimizer {

  /** The largest network that others are noticed in who change its parameters. */
  public static final long MAX_WATCHED = LossGuard.MAX_COPIED;

  /**
   * A step of noise changes weights by at most this part of their root mean square
   * (docs/decisions/2026-11-28-small-steps-of-noise.md).
   */
  private static final double NOISE_CHANGE = 0.05;

  /** The same of weights right below a batch normalization, of which only the direction counts. */
  private static final double NORMALIZED_CHANGE = 0.01;

  private final RandomKey root;
  private final StepRule rule;
  private final double rate;
  private final Schedule schedule;
  private final StepMemory memory;
  private final LossGuard guard;
  private final boolean isWatched; // whether others are noticed who change the parameters
  private final @Nullable UnitCredit units;
  private final @Nullable LowRankEstimator subspace;
  private final int rank; // of the subspace; 0 where gradients are estimated whole
  private final @Nullable NetworkEstimator layers;
  private final @Nullable SampleSpaceStep newton;
  private final @Nullable FollowingDamping following;
  private final @Nullable ParameterUpdate update;
  private final @Nullable WeightAverage average;
  private long steps;

  /**
   * A trainer of a dense network on objectives.
   *
   * @param root the run's key: what lasts longer than a step is drawn from it
   */
  public Trainer(SdzeConfig config, RandomKey root) {
    this(config, Limits.GUARDED, root);
  }

  /**
   * A trainer of a dense network on objectives.
   *
   * @param limits when a step is undone, and what its arrays may take
   * @param root the run's key: what lasts longer than a step is drawn from it
   */
  public Trainer(SdzeConfig config, Limits limits, RandomKey root) {
    this(
        Argument.given("configuration", config).estimator(),
        config.stepRule(),
        config.learningRate(),
        config.schedule(),
        limits,
        root,
        true,
        true,
        false);
  }

  /**
   * A trainer of a dense network whose first layer's weights live elsewhere than in the arrays it
   * was made of: whatever works with all parameters alike is left out. No step is undone, and
   * nobody is noticed who changes parameters between steps.
   *
   * @param root the run's key
   * @throws IllegalArgumentException if the configuration asks for what {@link #refusalElsewhere}
   *     names
   */
  public static Trainer elsewhere(SdzeConfig config, RandomKey root) {
    String refusal = refusalElsewhere(Argument.given("configuration", config));
    if (refusal != null) {
      throw new IllegalArgumentException(refusal);
    }
    return new Trainer(
        config.estimator(),
        config.stepRule(),
        config.learningRate(),
        config.schedule(),
        Limits.NONE,
        root,
        true,
        false,
        false);
  }

  /**
   * What keeps a configuration from training weights that live elsewhere: what it works with beside
   * {@link org.sdze.optimizer.wide.WideLayer} is as large as they are.
   *
   * @return a sentence without its stop; null if nothing does
   */
  public static @Nullable String refusalElsewhere(SdzeConfig config) {
    if (!(config.stepRule() instanceof GaussNewton rule)) {
      return "weights that live elsewhere are changed by Gauss–Newton steps, not by those of "
          + config.stepRule();
    } else if (rule.momentum() > 0) {
      return "weights that live elsewhere are changed without momentum, not with "
          + rule.momentum();
    } else if (rule.isFollowing()) {
      return "weights that live elsewhere cannot be brought back by a damping that follows the loss, on"
          + " points kept for "
          + rule.keptSteps()
          + " steps";
    }
    return null;
  }

  /**
   * A trainer of any network on passes, layer by layer; parameters have rates of their own.
   *
   * @param estimator noise credit or low rank
   * @param limits when a step is undone, which takes a copy of the parameters; and memory
   * @param root the run's key
   * @throws IllegalArgumentException if the estimator is another one
   */
  public Trainer(Estimator estimator, FirstOrderRule rule, Limits limits, RandomKey root) {
    this(estimator, rule, limits, root, false);
  }

  /**
   * The same, of weights that may be averaged: what is then used between steps is a mean of the
   * weights that the rule moves, which need no falling rate (docs/method.md §4b). That takes a copy
   * of the parameters.
   *
   * @param isAveraging whether they are
   */
  public Trainer(
      Estimator estimator,
      FirstOrderRule rule,
      Limits limits,
      RandomKey root,
      boolean isAveraging) {
    this(
        estimator,
        rule,
        Double.NaN,
        Schedule.CONSTANT,
        limits,
        root,
        false,
        isAveraging || Argument.given("limits", limits).guard() != null,
        isAveraging);
  }

  private Trainer(
      Estimator estimator,
      StepRule rule,
      double rate,
      Schedule schedule,
      Limits limits,
      RandomKey root,
      boolean isOnObjectives,
      boolean isWatched,
      boolean isAveraging) {
    this.rule = rule;
    this.rate = rate;
    this.schedule = schedule;
    this.memory = Argument.given("limits", limits).memory();
    this.root = Argument.given("root key", root);
    this.guard = new LossGuard(limits.guard());
    this.isWatched = isWatched;
    this.layers = isOnObjectives ? null : new NetworkEstimator(estimator, memory, root);
    this.units = estimator instanceof UnitCredit credit ? credit : null;
    LowRank lowRank = isOnObjectives && estimator instanceof LowRank chosen ? chosen : null;
    this.subspace = lowRank == null ? null : new LowRankEstimator(lowRank, root);
    this.rank = lowRank == null ? 0 : lowRank.rank();
    this.newton = rule instanceof GaussNewton n ? new SampleSpaceStep(n.momentum(), memory) : null;
    this.following =
        rule instanceof GaussNewton n && n.isFollowing() ? new FollowingDamping(n.damping()) : null;
    this.update =
        rule instanceof FirstOrderRule first
            ? new ParameterUpdate(first, memory, isOnObjectives)
            : null;
    this.average = isAveraging ? new WeightAverage() : null;
  }

  /** The key of the step that is next, of a run without a budget. */
  public StepKey nextKey() {
    return StepKey.of(root, steps, 0);
  }

  /**
   * Makes one step: measures the loss of {@code objective}, estimates, and changes the parameters.
   *
   * @param objective the step's objective, every evaluation of which is of this same value
   * @throws IllegalArgumentException if the estimator needs a least-squares objective and this is
   *     none
   * @throws DivergenceException if the loss is not finite, or too many steps were undone; the
   *     network then holds the last good parameters, where they were kept
   */
  @Override
  public StepReport step(DenseNetwork network, Objective objective, StepKey key) {
    Argument.given("key", key);
    return step(network, objective, key, rate * schedule.factor(key.progress()));
  }

  /**
   * Makes one step at a learning rate that somebody else follows.
   *
   * @param now η, in place of the configured one and its schedule
   * @throws IllegalArgumentException if the step would take more memory than it may
   */
  public StepReport step(DenseNetwork network, Objective objective, StepKey key, double now) {
    Argument.given("network", network);
    Argument.given("objective", objective);
    Argument.given("key", key);
    return ScratchMemory.within(() -> onObjective(network, objective, key, now));
  }

  private StepReport onObjective(
      DenseNetwork network, Objective objective, StepKey key, double now) {
    List<Coordinates> coordinates = coordinates(network, now);
    List<INDArray> parameters =
        begin(
            coordinates,
            objective.numbers(network)
                + (subspace == null ? 0 : subspace.numbers(network.parameters())),
            objective.samples(),
            network::changed);
    LowRankEstimator.Estimate moved = null;
    ResidualRows rows = null;
    if (subspace != null) {
      moved = subspace.estimate(network, objective, key.key(), key.step());
    } else {
      rows = rows(network, objective, key);
    }
    double loss = moved == null ? rows.loss() : moved.loss();
    double damping =
        following != null
            ? following.damping() * guard.dampingFactor()
            : rule instanceof GaussNewton n ? n.damping() * guard.dampingFactor() : Double.NaN;
    long version = network.version();
    boolean isAccepted =
        accepts(
            parameters,
            loss,
            key.step(),
            network::changed,
            () -> Arrays.stream(objective.losses(network)).sum() / objective.samples());
    if (isAccepted) {
      if (rows != null && network.version() != version) { // the guard has used their buffers
        rows = rows(network, objective, key);
      }
      if (following != null) {
        following.step(network, objective, rows, guard.dampingFactor(), now);
      } else if (newton != null) {
        newton.step(rows, damping, now);
      } else {
        update.apply(
            coordinates.stream().map(Coordinates::parameter).toList(),
            moved == null ? rows.gradient().parameters() : moved.gradients(),
            GradientNormalization.NONE,
            new ParameterUpdate.Time(key.step(), 0, 0));
        network.changed(); // last: until here the factors of gradients are those of old weights
      }
    }
    return end(parameters, new StepReport(key.step(), loss, now, damping, isAccepted));
  }

  private ResidualRows rows(DenseNetwork network, Objective objective, StepKey key) {
    if (objective instanceof LeastSquaresObjective residuals) {
      return residuals.rows(network, units, key.key().purpose(Purpose.UNITS));
    }
    throw new IllegalArgumentException(
        "unit credit needs a least-squares objective, was " + objective.getClass().getSimpleName());
  }

  /** The parameters of a network, all with one learning rate. */
  private List<Coordinates> coordinates(DenseNetwork network, double now) {
    List<Coordinates> coordinates = new ArrayList<>();
    for (DenseLayer layer : network.layers()) {
      for (INDArray array : List.of(layer.weights(), layer.bias())) {
        String name = layer.name() + (coordinates.size() % 2 == 0 ? "_W" : "_b");
        Parameter parameter = new Parameter(name, array, List.of(), (iteration, epoch) -> now);
        coordinates.add(
            rank == 0 ? Coordinates.whole(parameter) : Coordinates.ofRank(rank, parameter));
      }
    }
    return coordinates;
  }

  /**
   * Does the work of a step, from making its pass to the end of {@link #step(NetworkPass, int,
   * int)}: where weights are averaged, the parameters are meanwhile those that the gradient is
   * asked at. A step that fails leaves those of before, to the bit, or what a guard has brought
   * back.
   *
   * @param trained all layers of the network that are trained
   */
  public <T> T within(List<? extends TrainedLayer> trained, Supplier<T> work) {
    if (average == null) {
      return work.get();
    }
    List<Parameter> parameters =
        layers.coordinates(trained).stream().map(Coordinates::parameter).toList();
    List<INDArray> matrices = parameters.stream().map(Parameter::matrix).toList();
    look(matrices, () -> {});
    average.begin(parameters);
    boolean isDone = false;
    try {
      T result = work.get();
      isDone = true;
      return result;
    } finally {
      if (!isDone && guard.hasUndone()) {
        average.forget();
      }
      average.end(isDone);
      if (isDone) {
        guard.end(matrices, average.stretch());
      }
    }
  }

  /**
   * Makes one step on a pass that was made with the {@link #nextKey}, {@link #within} a step where
   * weights are averaged.
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
    List<Coordinates> coordinates = layers.coordinates(pass.layers());
    Runnable nothing = () -> {}; // what a pass keeps is of the parameters that it was made at
    List<INDArray> parameters = begin(coordinates, layers.numbers(pass), pass.samples(), nothing);
    double loss = pass.loss();
    boolean isAccepted =
        accepts(parameters, loss, steps, nothing, () -> pass.lossAgain(pass.layers()));
    if (isAccepted) {
      if (average != null) {
        average.see(loss);
      }
      ParameterUpdate.Time time = new ParameterUpdate.Time(steps, iteration, epoch);
      layers.estimate(
          pass,
          nextKey().key(),
          steps,
          gradient -> {
            PassLayer layer = gradient.layer();
            apply(layer, gradient.gradients(), time);
            gradient.release();
            pass.forget(layer);
          });
    }
    return end(parameters, new StepReport(steps, loss, Double.NaN, Double.NaN, isAccepted));
  }

  private void apply(
      PassLayer layer, List<ParameterGradient> gradients, ParameterUpdate.Time time) {
    List<Parameter> parameters = layer.parameters();
    if (average == null) {
      update.apply(parameters, gradients, layer.normalization(), time);
      return;
    }
    List<Parameter> warmed = average.warmed(parameters, largestRate(layer));
    average.move(warmed, time, () -> update.apply(warmed, gradients, layer.normalization(), time));
  }

  /**
   * The largest rate at which noise moves a layer: most of such a step is noise, which adds up in
   * weights that are small beside it.
   */
  private static double largestRate(PassLayer layer) {
    if (layer.credit() != LayerCredit.NOISE) {
      return Double.POSITIVE_INFINITY;
    }
    double size = Elementwise.rootMeanSquare(layer.parameters().get(0).matrix());
    double share = layer.isNormalized() ? NORMALIZED_CHANGE : NOISE_CHANGE;
    return size > 0 ? share * size : Double.POSITIVE_INFINITY;
  }

  /**
   * Begins a step on parameters that somebody else may have changed.
   *
   * @param numbers that it takes, beside those that are remembered and what can be made smaller
   * @param changed hears that they were
   */
  private List<INDArray> begin(
      List<Coordinates> coordinates, long numbers, int samples, Runnable changed) {
    List<INDArray> parameters =
        coordinates.stream().map(each -> each.parameter().matrix()).toList();
    long sum = numbers + guard.numbers(parameters);
    if (rule instanceof FirstOrderRule first) {
      for (Coordinates each : coordinates) {
        sum += first.numbers(each.rows(), each.columns());
      }
    } else if (rule instanceof GaussNewton n && n.momentum() > 0) {
      sum += LossGuard.count(parameters);
    } else if (following != null) { // those that a step may have to bring back
      sum += LossGuard.count(parameters);
    }
    if (average != null) {
      sum += LossGuard.count(parameters);
    }
    memory.require(sum, parameters.get(0).dataType(), samples);
    if (isWatched && average == null) {
      look(parameters, changed);
    }
    return parameters;
  }

  /** Looks whether somebody else has changed the parameters since the last step. */
  private void look(List<INDArray> parameters, Runnable changed) {
    LossGuard.Change change = guard.begin(parameters);
    if (change != LossGuard.Change.NONE) {
      changed.run();
    }
    if (change == LossGuard.Change.FAR) {
      forget();
      if (layers != null) {
        layers.forget();
      }
    }
  }

  private boolean accepts(
      List<INDArray> parameters,
      double loss,
      long step,
      Runnable changed,
      DoubleSupplier lossAgain) {
    boolean[] isMoved = new boolean[1];
    try {
      return guard.accepts(
          parameters,
          loss,
          step,
          () -> {
            isMoved[0] = true;
            changed.run();
            return lossAgain.getAsDouble();
          });
    } finally {
      if (isMoved[0]) { // those of before are back, or not
        changed.run();
      }
    }
  }

  private StepReport end(List<INDArray> parameters, StepReport report) {
    if (!report.accepted()) {
      forget();
    }
    steps = report.step() + 1;
    if (isWatched && average == null) {
      guard.end(parameters, 1);
    }
    return report;
  }

  /** Velocity and moments are of steps that led elsewhere. */
  private void forget() {
    if (newton != null) {
      newton.resume(List.of());
    } else {
      update.forget();
    }
    if (average != null) {
      average.forget();
    }
  }

  /**
   * Lets somebody change the parameters as a part of the step that was made last, as constraints
   * do: nothing that is remembered is forgotten for that.
   */
  public void amend(DenseNetwork network, Runnable change) {
    guard.amend(network.parameters(), change);
    network.changed();
  }

  /**
   * The same, of a network that is trained layer by layer.
   *
   * @param trained all its layers that are trained
   */
  public void amend(List<? extends TrainedLayer> trained, Runnable change) {
    if (!isWatched) {
      change.run();
      return;
    }
    guard.amend(
        layers.coordinates(trained).stream().map(each -> each.parameter().matrix()).toList(),
        average == null ? change : () -> average.amend(change));
  }

  /** What it remembers between steps. */
  public TrainingState state() {
    Map<String, Part> parts = new TreeMap<>();
    guard.addTo(parts);
    if (newton == null) {
      update.addTo(parts);
    } else if (!newton.velocity().isEmpty()) {
      parts.put(TrainingState.VELOCITY, new Part(List.of(), newton.velocity()));
    }
    if (following != null) {
      parts.put(TrainingState.DAMPING, new Part(List.of(following.damping()), List.of()));
    }
    if (average != null) {
      average.addTo(parts);
    }
    if (layers != null) {
      layers
          .feedback()
          .forEach(
              (layer, arrays) ->
                  parts.put(TrainingState.FEEDBACK + layer, new Part(List.of(), arrays)));
    }
    return new TrainingState(steps, parts);
  }

  /**
   * Goes on where another trainer with this configuration and root key stood: the next steps are
   * the same to the bit. Called before the first step.
   *
   * @param state what that trainer remembered; its arrays are taken over
   * @throws IllegalArgumentException if the state is that of another network or configuration
   */
  public void resume(DenseNetwork network, TrainingState state) {
    Argument.given("network", network);
    resume(Argument.given("state", state), coordinates(network, Double.NaN));
  }

  /**
   * The same, of a network that is trained layer by layer.
   *
   * @param trained all its layers that are trained
   * @throws IllegalArgumentException if the state is that of another network or configuration
   */
  public void resume(List<? extends TrainedLayer> trained, TrainingState state) {
    resume(state, layers.coordinates(trained));
    String prefix = TrainingState.FEEDBACK;
    state
        .parts()
        .forEach(
            (name, part) -> {
              if (name.startsWith(prefix)) {
                layers.resume(name.substring(prefix.length()), part.arrays());
              }
            });
  }

  private void resume(TrainingState state, List<Coordinates> coordinates) {
    requireLike(state.part(TrainingState.GUARD), "the guard's copy of it is", coordinates);
    guard.resume(state);
    if (newton != null) {
      Part velocity = state.part(TrainingState.VELOCITY);
      requireLike(velocity, "its velocity is", coordinates);
      newton.resume(velocity.arrays());
    }
    List<Double> damping = state.part(TrainingState.DAMPING).numbers();
    if (following != null && damping.size() == 1) {
      following.resume(damping.get(0));
    }
    for (int k = 0; newton == null && k < coordinates.size(); k++) {
      String name = TrainingState.MOMENTS + coordinates.get(k).parameter().name();
      Part numbered = state.parts().get(TrainingState.MOMENTS + FormerState.NUMBER + k);
      Part saved = state.parts().getOrDefault(name, numbered);
      if (saved != null && !update.resume(coordinates.get(k), saved, state.steps() - 1)) {
        throw another(coordinates.get(k), "its moments are", saved.arrays());
      }
    }
    if (average != null) {
      average.resume(state);
      for (Coordinates each : coordinates) {
        Part saved = state.parts().get(TrainingState.AVERAGE + each.parameter().name());
        if (saved != null && !average.resume(each.parameter(), saved)) {
          throw another(each, "what its average is made of is", saved.arrays());
        }
      }
    }
    steps = state.steps();
  }

  private static void requireLike(Part saved, String what, List<Coordinates> coordinates) {
    for (int k = 0; k < coordinates.size() && !saved.arrays().isEmpty(); k++) {
      List<INDArray> own = k < saved.arrays().size() ? saved.arrays().subList(k, k + 1) : List.of();
      if (saved.arrays().size() != coordinates.size()
          || !own.get(0).equalShapes(coordinates.get(k).parameter().matrix())) {
        throw another(coordinates.get(k), what, own);
      }
    }
  }

  private static IllegalArgumentException another(
      Coordinates of, String what, List<INDArray> saved) {
    return Argument.refused(
        "the state saved with the network is that of another network or rule: \"%s\" is of shape %s, and %s of shapes %s",
        of.parameter().name(),
        Arrays.toString(of.parameter().matrix().shape()),
        what,
        saved.stream().map(array -> Arrays.toString(array.shape())).toList());
  }
}
