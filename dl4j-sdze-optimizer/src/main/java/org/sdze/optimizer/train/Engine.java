package org.sdze.optimizer.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.GradientEstimate;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.FirstOrderRule;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.subspace.LowRankEstimator;
import org.sdze.optimizer.text.Text;

/**
 * Trains a network from forward evaluations, one step at a time: objective, estimate, step.
 *
 * <p>It holds the state of one run (moments, momentum, guard) and belongs to one network and one
 * thread.
 */
public final class Engine implements Optimizer {

  // Numbers in a tile of a gradient that a first-order rule sees at once.
  private static final long TILE_NUMBERS = 1 << 22;

  private final SdzeConfig config;
  private final StepMemory memory;
  private final LossGuard guard;
  private final @Nullable LowRankEstimator lowRank;
  private List<FirstOrderRule.State> states = List.of(); // one a parameter
  private long statesEpoch = -1;
  private @Nullable SampleSpaceStep momentum;
  private long statesSince;
  private @Nullable Workspace tiles; // of gradients

  /**
   * An engine for one run.
   *
   * @param root the run's key: what lasts longer than a step is drawn from it
   */
  public Engine(SdzeConfig config, RandomKey root) {
    this(config, Limits.GUARDED, root);
  }

  /**
   * An engine for one run.
   *
   * @param limits when a step is undone, and what its arrays may take
   * @param root the run's key: what lasts longer than a step is drawn from it
   */
  public Engine(SdzeConfig config, Limits limits, RandomKey root) {
    this.config = Argument.given("configuration", config);
    this.memory = Argument.given("limits", limits).memory();
    this.guard = new LossGuard(limits.guard());
    this.lowRank =
        config.estimator() instanceof LowRank estimator
            ? new LowRankEstimator(estimator, Argument.given("root key", root))
            : null;
  }

  /** What this engine remembers between steps. */
  public EngineState state() {
    LossGuard.State guarded = guard.state();
    return new EngineState(
        guarded.recent(),
        guarded.copy(),
        guarded.copyLoss(),
        guarded.rejected(),
        guarded.acceptedSince(),
        guarded.dampingFactor(),
        momentum == null ? List.of() : momentum.velocity(),
        states.stream().map(FirstOrderRule.State::arrays).toList(),
        statesEpoch,
        statesSince,
        guarded.watch());
  }

  /**
   * Goes on where another engine with this configuration and root key stood: the next steps are the
   * same to the bit. Called before the first step.
   *
   * @param state what that engine remembered; its arrays are taken over
   * @param steps the number of steps that it had made
   * @throws IllegalArgumentException if the state is that of another network or configuration
   */
  public void resume(DenseNetwork network, EngineState state, long steps) {
    Argument.given("network", network);
    Argument.given("state", state);
    if (!state.goodParameters().isEmpty()) {
      requireShapes(network, state.goodParameters());
    }
    guard.resume(
        new LossGuard.State(
            state.recentLosses(),
            state.goodParameters(),
            state.goodLoss(),
            state.rejected(),
            state.acceptedSince(),
            state.dampingFactor(),
            state.watch()));
    if (config.stepRule() instanceof GaussNewton rule && !state.velocity().isEmpty()) {
      requireShapes(network, state.velocity());
      momentum = SampleSpaceStep.of(rule.momentum(), memory);
      momentum.resume(state.velocity());
    }
    if (config.stepRule() instanceof FirstOrderRule rule && !state.moments().isEmpty()) {
      resume(network, rule, state, steps);
    }
  }

  private void resume(DenseNetwork network, FirstOrderRule rule, EngineState state, long steps) {
    List<FirstOrderRule.State> resumed = new ArrayList<>();
    for (INDArray parameter : network.parameters()) {
      int k = resumed.size();
      List<INDArray> saved = k < state.moments().size() ? state.moments().get(k) : List.of();
      FirstOrderRule.State next = rule.resume(saved, parameter, steps - 1 - state.momentsSince());
      if (next == null) {
        throw another(network, k, saved);
      }
      resumed.add(next);
    }
    states = resumed;
    statesEpoch = state.momentsEpoch();
    statesSince = state.momentsSince();
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
    return step(
        network, objective, key, config.learningRate() * config.schedule().factor(key.progress()));
  }

  /**
   * Makes one step at a learning rate that somebody else follows.
   *
   * @param rate η, in place of the configured one and its schedule
   * @throws IllegalArgumentException if the step would take more memory than it may
   */
  public StepReport step(DenseNetwork network, Objective objective, StepKey key, double rate) {
    Argument.given("network", network);
    Argument.given("objective", objective);
    Argument.given("key", key);
    return ScratchMemory.within(() -> stepWithin(network, objective, key, rate));
  }

  private StepReport stepWithin(
      DenseNetwork network, Objective objective, StepKey key, double rate) {
    memory.require(numbers(network, objective), network.dataType(), objective.samples());
    begin(network);
    StepReport report =
        config.estimator() instanceof UnitCredit credit
            ? stepByUnits(network, leastSquares(objective), credit, key, rate)
            : stepInSubspace(network, objective, key, rate);
    guard.end(network.parameters());
    return report;
  }

  private void begin(DenseNetwork network) {
    LossGuard.Change change = guard.begin(network.parameters());
    if (change != LossGuard.Change.NONE) {
      network.changed();
    }
    if (change == LossGuard.Change.FAR) {
      forget();
    }
  }

  /** Velocity and moments are of steps that led elsewhere. */
  private void forget() {
    momentum = null;
    states = List.of();
    statesEpoch = -1;
  }

  /**
   * Lets somebody change the parameters as a part of the step that was made last, as constraints
   * do: nothing that is remembered is forgotten for that.
   */
  public void amend(DenseNetwork network, Runnable change) {
    guard.amend(network.parameters(), change);
    network.changed();
  }

  private StepReport stepInSubspace(
      DenseNetwork network, Objective objective, StepKey key, double rate) {
    LowRankEstimator.Estimate estimate =
        lowRank.estimate(network, objective, key.key(), key.step());
    if (!accepts(network, objective, estimate.loss(), key.step())) {
      return rejected(key, estimate.loss(), rate, Double.NaN);
    }
    firstOrder(estimate.gradient(), lowRank.epoch(key.step()), key.step(), rate);
    return new StepReport(key.step(), estimate.loss(), rate, Double.NaN, true);
  }

  /** The numbers that a step and what is remembered take, without what can be made smaller. */
  private long numbers(DenseNetwork network, Objective objective) {
    long parameters = network.parameterCount();
    long sum = objective.numbers(network) + guard.numbers(network.parameters());
    if (lowRank != null) {
      sum += lowRank.numbers(network);
    }
    if (config.stepRule() instanceof GaussNewton rule) {
      return sum + (rule.momentum() > 0 ? parameters : 0);
    }
    FirstOrderRule rule = (FirstOrderRule) config.stepRule();
    for (INDArray parameter : network.parameters()) {
      sum += rule.numbers(parameter.rows(), parameter.columns());
    }
    return sum;
  }

  private boolean accepts(DenseNetwork network, Objective objective, double loss, long step) {
    long version = network.version();
    try {
      return guard.accepts(
          network.parameters(),
          loss,
          step,
          () -> {
            network.changed();
            return Arrays.stream(objective.losses(network)).sum() / objective.samples();
          });
    } finally {
      if (network.version() != version) { // those of before are back, or not
        network.changed();
      }
    }
  }

  private static LeastSquaresObjective leastSquares(Objective objective) {
    if (objective instanceof LeastSquaresObjective leastSquares) {
      return leastSquares;
    }
    throw new IllegalArgumentException(
        "unit credit needs a least-squares objective, was " + objective.getClass().getSimpleName());
  }

  private StepReport stepByUnits(
      DenseNetwork network,
      LeastSquaresObjective objective,
      UnitCredit credit,
      StepKey key,
      double rate) {
    ResidualRows rows = objective.rows(network, credit, key.key().purpose(Purpose.UNITS));
    double loss = rows.loss();
    double damping =
        config.stepRule() instanceof GaussNewton rule
            ? rule.damping() * guard.dampingFactor()
            : Double.NaN;
    long version = network.version();
    if (!accepts(network, objective, loss, key.step())) {
      return rejected(key, loss, rate, damping);
    }
    if (network.version() != version) { // the rows lie in buffers that the guard has used
      rows = objective.rows(network, credit, key.key().purpose(Purpose.UNITS));
    }
    if (config.stepRule() instanceof GaussNewton rule) {
      if (momentum == null) {
        momentum = SampleSpaceStep.of(rule.momentum(), memory);
      }
      momentum.step(rows, damping, rate);
    } else {
      // the mean of r₁r₂ has the gradient E[2 r₂ ∂r₁/∂θ]
      int n = rows.second().residuals().length;
      double[] weights = rows.second().residuals().clone();
      for (int i = 0; i < n; i++) {
        weights[i] *= 2.0 / n;
      }
      firstOrder(rows.first().combine(weights), 0, key.step(), rate);
    }
    return new StepReport(key.step(), loss, rate, damping, true);
  }

  private StepReport rejected(StepKey key, double loss, double rate, double damping) {
    forget();
    return new StepReport(key.step(), loss, rate, damping, false);
  }

  private void firstOrder(GradientEstimate estimate, long epoch, long step, double rate) {
    FirstOrderRule rule = (FirstOrderRule) config.stepRule();
    DenseNetwork network = estimate.network();
    if (tiles == null) {
      tiles = new Workspace(network.dataType());
    }
    List<INDArray> parameters = network.parameters();
    if (statesEpoch != epoch) {
      List<FirstOrderRule.State> fresh = new ArrayList<>();
      for (int k = 0; k < parameters.size(); k++) {
        ParameterGradient gradient = estimate.parameters().get(k);
        INDArray parameter = parameters.get(k);
        fresh.add(
            ScratchMemory.lasting(
                () -> rule.state(gradient.rows(), gradient.columns(), parameter)));
      }
      states = fresh;
      statesEpoch = epoch;
      statesSince = step;
    }
    for (int k = 0; k < states.size(); k++) {
      ParameterGradient gradient = estimate.parameters().get(k);
      double scale = gradient.scale(); // rules see the gradient by what is trained
      long rows = gradient.rows();
      long tile = memory.tileRows(TILE_NUMBERS, gradient.columns(), network.dataType());
      for (long from = 0; from < rows; from += tile) {
        long to = Math.min(rows, from + tile);
        INDArray part = tiles.tile(to - from, gradient.columns());
        FirstOrderRule.State state = states.get(k);
        long first = from;
        gradient.read(from, to, part);
        ScratchMemory.part(
            () -> {
              if (scale != 1) {
                part.divi(scale);
              }
              state.transform(part, first, step - statesSince);
              gradient.subtract(first, to, part.muli(rate * scale));
            });
      }
    }
    network.changed();
  }

  private static void requireShapes(DenseNetwork network, List<INDArray> saved) {
    List<INDArray> parameters = network.parameters();
    for (int k = 0; k < parameters.size(); k++) {
      if (saved.size() != parameters.size() || !saved.get(k).equalShapes(parameters.get(k))) {
        throw another(network, k, saved.subList(Math.min(k, saved.size()), saved.size()));
      }
    }
  }

  private static IllegalArgumentException another(
      DenseNetwork network, int parameter, List<INDArray> saved) {
    return new IllegalArgumentException(
        Text.format(
            "the state saved with the network is that of another network or rule: layer \"%s\" has parameters of shape %s, and the state %s",
            network.layers().get(parameter / 2).name(),
            Arrays.toString(network.parameters().get(parameter).shape()),
            saved.stream().map(array -> Arrays.toString(array.shape())).toList()));
  }
}
