package org.sdze.arbiter.space;

import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.sdze.optimizer.Sdze;

/**
 * The updaters {@link Sdze} over any of their settings, for {@code MultiLayerSpace}, {@code
 * ComputationGraphSpace} or a layer of theirs:
 *
 * <pre>{@code
 * .updater(SdzeSpace.builder()
 *     .credit(Sdze.Credit.NOISE, Sdze.Credit.LOW_RANK)
 *     .rank(new IntegerParameterSpace(2, 16))
 *     .learningRate(new ContinuousParameterSpace(new LogUniformDistribution(1e-4, 1e-1)))
 *     .build())
 * }</pre>
 *
 * <p>Every point is a valid updater. What belongs to another credit or rule than the point's is
 * left out there: rank and refresh interval without {@code LOW_RANK}, units without {@code UNITS},
 * feedback without {@code NOISE}, probes with {@code UNITS}, momentum without {@code SGD} or {@code
 * GAUSS_NEWTON}, damping without {@code GAUSS_NEWTON}, the guard's factor and retries without the
 * guard. With the credit {@code UNITS} a rule that the space doesn't name is {@code GAUSS_NEWTON};
 * with {@code NOISE} or {@code LOW_RANK} the rule {@code GAUSS_NEWTON}, which they cannot have, is
 * the usual one of that credit.
 */
public final class SdzeSpace extends CompositeSpace<IUpdater> {

  private @Nullable ParameterSpace<Sdze.Credit> credit;
  private @Nullable ParameterSpace<? extends Number> probes;
  private @Nullable ParameterSpace<? extends Number> smoothing;
  private @Nullable ParameterSpace<? extends Number> rank;
  private @Nullable ParameterSpace<? extends Number> refreshInterval;
  private @Nullable ParameterSpace<Boolean> feedback;
  private @Nullable ParameterSpace<Sdze.Rule> rule;
  private @Nullable ParameterSpace<? extends Number> momentum;
  private @Nullable ParameterSpace<? extends Number> damping;
  private @Nullable ParameterSpace<? extends Number> units;
  private @Nullable ParameterSpace<Boolean> guard;
  private @Nullable ParameterSpace<? extends Number> guardFactor;
  private @Nullable ParameterSpace<? extends Number> guardRetries;
  private @Nullable ParameterSpace<? extends Number> memoryLimit;
  private @Nullable ParameterSpace<? extends Number> learningRate;
  private @Nullable ParameterSpace<ISchedule> schedule;
  private @Nullable ParameterSpace<? extends Number> seed;

  private SdzeSpace() {}

  /** A builder that leaves every setting to {@link Sdze}. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The updater at a point.
   *
   * @throws IllegalArgumentException if a value is out of its range, such as a momentum of 1
   */
  @Override
  public Sdze getValue(double[] point) {
    Sdze.Builder sdze = Sdze.builder();
    Sdze.Rule chosen = ruleAt(point);
    if (chosen != null) {
      sdze.rule(chosen);
    }
    set("credit", credit, point, sdze::credit);
    set("probes", probes, point, number -> sdze.probes(number.intValue()));
    set("smoothing", smoothing, point, number -> sdze.smoothing(number.doubleValue()));
    set("rank", rank, point, number -> sdze.rank(number.intValue()));
    set(
        "refreshInterval",
        refreshInterval,
        point,
        number -> sdze.refreshInterval(number.intValue()));
    set("feedback", feedback, point, sdze::feedback);
    set("momentum", momentum, point, number -> sdze.momentum(number.doubleValue()));
    set("damping", damping, point, number -> sdze.damping(number.doubleValue()));
    set("units", units, point, number -> sdze.units(number.intValue()));
    set("guard", guard, point, sdze::guard);
    set("guardFactor", guardFactor, point, number -> sdze.guardFactor(number.doubleValue()));
    set("guardRetries", guardRetries, point, number -> sdze.guardRetries(number.intValue()));
    set("memoryLimit", memoryLimit, point, number -> sdze.memoryLimit(number.intValue()));
    set("learningRate", learningRate, point, number -> sdze.learningRate(number.doubleValue()));
    set("schedule", schedule, point, sdze::learningRate);
    set("seed", seed, point, number -> sdze.seed(number.longValue()));
    return sdze.build();
  }

  @Override
  boolean isActive(String field, double[] point) {
    return switch (field) {
      case "rank", "refreshInterval" -> creditAt(point) == Sdze.Credit.LOW_RANK;
      case "units" -> creditAt(point) == Sdze.Credit.UNITS;
      case "probes" -> creditAt(point) != Sdze.Credit.UNITS;
      case "feedback" ->
          creditAt(point) != Sdze.Credit.UNITS && creditAt(point) != Sdze.Credit.LOW_RANK;
      case "guardFactor", "guardRetries" -> guard == null || guard.getValue(point);
      case "momentum" -> ruleAt(point) == Sdze.Rule.SGD || ruleAt(point) == Sdze.Rule.GAUSS_NEWTON;
      case "damping" ->
          ruleAt(point) == Sdze.Rule.GAUSS_NEWTON
              || (ruleAt(point) == null && creditAt(point) == null);
      default -> true;
    };
  }

  private Sdze.@Nullable Credit creditAt(double[] point) {
    return credit == null ? null : credit.getValue(point);
  }

  private Sdze.@Nullable Rule ruleAt(double[] point) {
    Sdze.Credit at = creditAt(point);
    if (rule == null) {
      return at == Sdze.Credit.UNITS ? Sdze.Rule.GAUSS_NEWTON : null;
    }
    Sdze.Rule drawn = rule.getValue(point);
    boolean isPossible = drawn != Sdze.Rule.GAUSS_NEWTON || at == null || at == Sdze.Credit.UNITS;
    return isPossible ? drawn : null;
  }

  /** Collects spaces; a fixed value is a space of one point. */
  public static final class Builder {
    private final SdzeSpace space = new SdzeSpace();

    private Builder() {}

    /** The credit; {@link ChoiceSpace} keeps its type in JSON. */
    public Builder credit(ParameterSpace<Sdze.Credit> space) {
      this.space.credit = space;
      return this;
    }

    /** One credit, or a choice. */
    public Builder credit(Sdze.Credit first, Sdze.Credit... others) {
      return credit(
          others.length == 0 ? new FixedValue<>(first) : new ChoiceSpace<>(first, others));
    }

    /** The number of differences an estimate is made from. */
    public Builder probes(ParameterSpace<Integer> space) {
      this.space.probes = space;
      return this;
    }

    /** The number of differences an estimate is made from. */
    public Builder probes(int probes) {
      return probes(new FixedValue<>(probes));
    }

    /** The size of the perturbations. */
    public Builder smoothing(ParameterSpace<Double> space) {
      this.space.smoothing = space;
      return this;
    }

    /** The size of the perturbations. */
    public Builder smoothing(double smoothing) {
      return smoothing(new FixedValue<>(smoothing));
    }

    /** The rank of the subspace, read with {@code LOW_RANK}. */
    public Builder rank(ParameterSpace<Integer> space) {
      this.space.rank = space;
      return this;
    }

    /** The rank of the subspace, read with {@code LOW_RANK}. */
    public Builder rank(int rank) {
      return rank(new FixedValue<>(rank));
    }

    /** The number of steps for which a subspace is kept, read with {@code LOW_RANK}. */
    public Builder refreshInterval(ParameterSpace<Integer> space) {
      this.space.refreshInterval = space;
      return this;
    }

    /** The number of steps for which a subspace is kept, read with {@code LOW_RANK}. */
    public Builder refreshInterval(int steps) {
      return refreshInterval(new FixedValue<>(steps));
    }

    /** Whether a learned prediction of the credit is used, read with {@code NOISE}. */
    public Builder feedback(ParameterSpace<Boolean> space) {
      this.space.feedback = space;
      return this;
    }

    /** Whether a learned prediction of the credit is used, read with {@code NOISE}. */
    public Builder feedback(boolean feedback) {
      return feedback(new FixedValue<>(feedback));
    }

    /** The step rule; {@link ChoiceSpace} keeps its type in JSON. */
    public Builder rule(ParameterSpace<Sdze.Rule> space) {
      this.space.rule = space;
      return this;
    }

    /** One step rule, or a choice. */
    public Builder rule(Sdze.Rule first, Sdze.Rule... others) {
      return rule(others.length == 0 ? new FixedValue<>(first) : new ChoiceSpace<>(first, others));
    }

    /** Momentum, read with {@code SGD} and {@code GAUSS_NEWTON}. */
    public Builder momentum(ParameterSpace<Double> space) {
      this.space.momentum = space;
      return this;
    }

    /** Momentum, read with {@code SGD} and {@code GAUSS_NEWTON}. */
    public Builder momentum(double momentum) {
      return momentum(new FixedValue<>(momentum));
    }

    /** Damping, read with {@code GAUSS_NEWTON}. */
    public Builder damping(ParameterSpace<Double> space) {
      this.space.damping = space;
      return this;
    }

    /** Damping, read with {@code GAUSS_NEWTON}. */
    public Builder damping(double damping) {
      return damping(new FixedValue<>(damping));
    }

    /** How many units of each hidden layer are moved in a step, read with {@code UNITS}. */
    public Builder units(ParameterSpace<Integer> space) {
      this.space.units = space;
      return this;
    }

    /** How many units of each hidden layer are moved in a step, read with {@code UNITS}. */
    public Builder units(int units) {
      return units(new FixedValue<>(units));
    }

    /** Whether a step is undone when the loss has risen far. */
    public Builder guard(ParameterSpace<Boolean> space) {
      this.space.guard = space;
      return this;
    }

    /** Whether a step is undone when the loss has risen far. */
    public Builder guard(boolean guard) {
      return guard(new FixedValue<>(guard));
    }

    /** How many times the largest recent loss a loss may be. */
    public Builder guardFactor(ParameterSpace<Double> space) {
      this.space.guardFactor = space;
      return this;
    }

    /** How many times the largest recent loss a loss may be. */
    public Builder guardFactor(double factor) {
      return guardFactor(new FixedValue<>(factor));
    }

    /** How many steps are undone before training is given up. */
    public Builder guardRetries(ParameterSpace<Integer> space) {
      this.space.guardRetries = space;
      return this;
    }

    /** How many steps are undone before training is given up. */
    public Builder guardRetries(int retries) {
      return guardRetries(new FixedValue<>(retries));
    }

    /** What training may hold beside the parameters, in MiB. */
    public Builder memoryLimit(ParameterSpace<Integer> space) {
      this.space.memoryLimit = space;
      return this;
    }

    /** What training may hold beside the parameters, in MiB. */
    public Builder memoryLimit(int mebibytes) {
      return memoryLimit(new FixedValue<>(mebibytes));
    }

    /** A constant learning rate, in place of a schedule. */
    public Builder learningRate(ParameterSpace<Double> space) {
      this.space.learningRate = space;
      this.space.schedule = null;
      return this;
    }

    /** A constant learning rate, in place of a schedule. */
    public Builder learningRate(double learningRate) {
      return learningRate(new FixedValue<>(learningRate));
    }

    /** A schedule of the learning rate, in place of a constant one, such as Arbiter's own. */
    public Builder schedule(ParameterSpace<ISchedule> space) {
      this.space.schedule = space;
      this.space.learningRate = null;
      return this;
    }

    /** The root of all random numbers. */
    public Builder seed(ParameterSpace<Long> space) {
      this.space.seed = space;
      return this;
    }

    /** The root of all random numbers. */
    public Builder seed(long seed) {
      return seed(new FixedValue<>(seed));
    }

    /**
     * The space.
     *
     * @throws IllegalArgumentException if a setting would be read nowhere
     */
    public SdzeSpace build() {
      if (space.credit == null && (space.rank != null || space.refreshInterval != null)) {
        throw new IllegalArgumentException(
            "rank and refresh interval belong to the credit LOW_RANK, but the space has no credit");
      }
      if (space.credit == null && space.units != null) {
        throw new IllegalArgumentException(
            "units belong to the credit UNITS, but the space has no credit");
      }
      if (space.credit == null && space.rule == null && space.momentum != null) {
        throw new IllegalArgumentException(
            "momentum belongs to the rules SGD and GAUSS_NEWTON, but the space has no rule");
      }
      SdzeSpace built = new SdzeSpace();
      built.credit = space.credit;
      built.probes = space.probes;
      built.smoothing = space.smoothing;
      built.rank = space.rank;
      built.refreshInterval = space.refreshInterval;
      built.feedback = space.feedback;
      built.rule = space.rule;
      built.momentum = space.momentum;
      built.damping = space.damping;
      built.units = space.units;
      built.guard = space.guard;
      built.guardFactor = space.guardFactor;
      built.guardRetries = space.guardRetries;
      built.memoryLimit = space.memoryLimit;
      built.learningRate = space.learningRate;
      built.schedule = space.schedule;
      built.seed = space.seed;
      return built;
    }
  }
}
