package org.sdze.arbiter.space;

import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.Precision;

/**
 * The engine's configurations: estimator, step rule, learning rate, schedule.
 *
 * <p>What is not given is that of {@link Defaults}. Every point is valid: what belongs to another
 * estimator or rule than the point's is left out there, and {@code LOW_RANK}, which cannot have
 * {@code GAUSS_NEWTON}, has {@code ADAM} in its place.
 */
public final class SdzeConfigSpace extends CompositeSpace<SdzeConfig> {

  private int dimension;
  private @Nullable ParameterSpace<Sdze.Credit> credit;
  private @Nullable ParameterSpace<? extends Number> units;
  private @Nullable ParameterSpace<Boolean> twoSided;
  private @Nullable ParameterSpace<? extends Number> rank;
  private @Nullable ParameterSpace<? extends Number> refreshInterval;
  private @Nullable ParameterSpace<? extends Number> probes;
  private @Nullable ParameterSpace<? extends Number> smoothing;
  private @Nullable ParameterSpace<Sdze.Rule> rule;
  private @Nullable ParameterSpace<? extends Number> damping;
  private @Nullable ParameterSpace<? extends Number> momentum;
  private @Nullable ParameterSpace<? extends Number> learningRate;
  private @Nullable ParameterSpace<Schedule> schedule;

  private SdzeConfigSpace() {}

  /**
   * A builder that leaves everything to the defaults.
   *
   * @param dimension of the problem, on which the defaults of momentum and learning rate depend
   */
  public static Builder builder(int dimension) {
    return new Builder(dimension);
  }

  /**
   * The configuration at a point.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  @Override
  public SdzeConfig getValue(double[] point) {
    return getValue(point, SpanDirections.all(), Defaults.width(dimension, 1));
  }

  /** The configuration at a point, for a loss with that law and a network of that width. */
  SdzeConfig getValue(double[] point, DirectionLaw law, int width) {
    Estimator estimator = estimator(point);
    StepRule stepRule = stepRule(point, law);
    return new SdzeConfig(
        estimator,
        stepRule,
        number(learningRate, point, Defaults.learningRate(estimator, stepRule, dimension, width)),
        schedule == null ? Defaults.SCHEDULE : schedule.getValue(point));
  }

  private Estimator estimator(double[] point) {
    return switch (creditAt(point)) {
      case UNITS -> {
        UnitCredit usual = Defaults.unitCredit(Precision.FLOAT);
        yield new UnitCredit(
            whole(units, point, usual.units()),
            number(smoothing, point, usual.smoothing()),
            twoSided != null && twoSided.getValue(point));
      }
      case LOW_RANK -> {
        LowRank usual = Defaults.lowRank();
        yield new LowRank(
            whole(rank, point, usual.rank()),
            whole(refreshInterval, point, usual.refreshInterval()),
            whole(probes, point, usual.probes()),
            number(smoothing, point, usual.smoothing()));
      }
      case NOISE -> throw noise();
    };
  }

  private static IllegalArgumentException noise() {
    return new IllegalArgumentException("the engine has the credits UNITS and LOW_RANK, was NOISE");
  }

  private StepRule stepRule(double[] point, DirectionLaw law) {
    return switch (ruleAt(point)) {
      case GAUSS_NEWTON ->
          new GaussNewton(
              number(damping, point, Defaults.damping(law)),
              number(momentum, point, Defaults.momentum(dimension, law)));
      case FACTORED -> new FactoredMoments();
      case ADAM -> new Adam();
      case SGD -> new Sgd(number(momentum, point, 0));
    };
  }

  @Override
  boolean isActive(String field, double[] point) {
    return switch (field) {
      case "units", "twoSided" -> creditAt(point) == Sdze.Credit.UNITS;
      case "rank", "refreshInterval", "probes" -> creditAt(point) == Sdze.Credit.LOW_RANK;
      case "damping" -> ruleAt(point) == Sdze.Rule.GAUSS_NEWTON;
      case "momentum" -> ruleAt(point) == Sdze.Rule.GAUSS_NEWTON || ruleAt(point) == Sdze.Rule.SGD;
      default -> true;
    };
  }

  private Sdze.Credit creditAt(double[] point) {
    return credit == null ? Sdze.Credit.UNITS : credit.getValue(point);
  }

  private Sdze.Rule ruleAt(double[] point) {
    Sdze.Rule drawn = rule == null ? Sdze.Rule.GAUSS_NEWTON : rule.getValue(point);
    boolean isImpossible =
        drawn == Sdze.Rule.GAUSS_NEWTON && creditAt(point) == Sdze.Credit.LOW_RANK;
    return isImpossible ? Sdze.Rule.ADAM : drawn;
  }

  private static int whole(
      @Nullable ParameterSpace<? extends Number> space, double[] point, int otherwise) {
    return space == null ? otherwise : space.getValue(point).intValue();
  }

  private static double number(
      @Nullable ParameterSpace<? extends Number> space, double[] point, double otherwise) {
    return space == null ? otherwise : space.getValue(point).doubleValue();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof SdzeConfigSpace that
        && dimension == that.dimension;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + dimension;
  }

  /** Collects spaces; a fixed value is Arbiter's {@code FixedValue}. */
  public static final class Builder {
    private final SdzeConfigSpace space = new SdzeConfigSpace();

    private Builder(int dimension) {
      space.dimension = dimension;
    }

    /**
     * {@code UNITS}, {@code LOW_RANK}, or a choice; {@code UNITS} if not set.
     *
     * @throws IllegalArgumentException if {@code NOISE} is among them
     */
    public Builder credit(Sdze.Credit first, Sdze.Credit... others) {
      if (first == Sdze.Credit.NOISE || List.of(others).contains(Sdze.Credit.NOISE)) {
        throw noise();
      }
      space.credit =
          others.length == 0 ? new FixedValue<>(first) : new ChoiceSpace<>(first, others);
      return this;
    }

    /** How many units of each hidden layer are moved in a step, read with {@code UNITS}. */
    public Builder units(ParameterSpace<Integer> units) {
      space.units = units;
      return this;
    }

    /** Whether a unit is moved both ways, read with {@code UNITS}. */
    public Builder twoSided(ParameterSpace<Boolean> twoSided) {
      space.twoSided = twoSided;
      return this;
    }

    /** The rank of the subspace, read with {@code LOW_RANK}. */
    public Builder rank(ParameterSpace<Integer> rank) {
      space.rank = rank;
      return this;
    }

    /** The number of steps for which a subspace is kept, read with {@code LOW_RANK}. */
    public Builder refreshInterval(ParameterSpace<Integer> steps) {
      space.refreshInterval = steps;
      return this;
    }

    /** The number of two-sided differences of a step, read with {@code LOW_RANK}. */
    public Builder probes(ParameterSpace<Integer> probes) {
      space.probes = probes;
      return this;
    }

    /** The size of the perturbations. */
    public Builder smoothing(ParameterSpace<Double> smoothing) {
      space.smoothing = smoothing;
      return this;
    }

    /** One step rule, or a choice; {@code GAUSS_NEWTON} if not set. */
    public Builder rule(Sdze.Rule first, Sdze.Rule... others) {
      space.rule = others.length == 0 ? new FixedValue<>(first) : new ChoiceSpace<>(first, others);
      return this;
    }

    /** Damping, read with {@code GAUSS_NEWTON}. */
    public Builder damping(ParameterSpace<Double> damping) {
      space.damping = damping;
      return this;
    }

    /** Momentum, read with {@code GAUSS_NEWTON} and {@code SGD}. */
    public Builder momentum(ParameterSpace<Double> momentum) {
      space.momentum = momentum;
      return this;
    }

    /** The learning rate; of the rule if not set, 1e-2 for those of first order. */
    public Builder learningRate(ParameterSpace<Double> learningRate) {
      space.learningRate = learningRate;
      return this;
    }

    /** One schedule of the learning rate, or a choice; linear if not set. */
    public Builder schedule(Schedule first, Schedule... others) {
      // the constants have bodies, whose classes FixedValue would write
      space.schedule = new ChoiceSpace<>(first, others);
      return this;
    }

    /** The space. */
    public SdzeConfigSpace build() {
      SdzeConfigSpace built = new SdzeConfigSpace();
      built.dimension = space.dimension;
      built.credit = space.credit;
      built.units = space.units;
      built.twoSided = space.twoSided;
      built.rank = space.rank;
      built.refreshInterval = space.refreshInterval;
      built.probes = space.probes;
      built.smoothing = space.smoothing;
      built.rule = space.rule;
      built.damping = space.damping;
      built.momentum = space.momentum;
      built.learningRate = space.learningRate;
      built.schedule = space.schedule;
      return built;
    }
  }
}
