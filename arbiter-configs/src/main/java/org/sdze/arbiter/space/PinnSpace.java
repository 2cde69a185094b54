package org.sdze.arbiter.space;

import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.ResidualForm;

/**
 * The ways to solve an equation in d dimensions: network, loss and training together. What is not
 * given is that of {@code ./sdze solve}: one layer of 512 (64 where deeper), tanh, input scale 3,
 * 400 points a step, the whole span, Gauss–Newton.
 */
public final class PinnSpace extends CompositeSpace<PinnCandidate> {

  private static final int WIDTH = 512;
  private static final int DEEP_WIDTH = 64;
  private static final double INPUT_SCALE = 3;
  private static final int BATCH = 400;

  private long dimension;
  private @Nullable ParameterSpace<? extends Number> width;
  private @Nullable ParameterSpace<? extends Number> depth;
  private @Nullable ParameterSpace<Activation> activation;
  private @Nullable ParameterSpace<? extends Number> inputScale;
  private @Nullable ParameterSpace<? extends Number> batch;
  private @Nullable ParameterSpace<DirectionLaw> directions;
  private @Nullable ParameterSpace<ResidualForm> residual;
  private @Nullable ParameterSpace<SdzeConfig> training;

  private PinnSpace() {}

  /**
   * A builder that leaves everything to the defaults.
   *
   * @param dimension of the problem
   */
  public static Builder builder(long dimension) {
    return new Builder(dimension);
  }

  /**
   * The candidate at a point.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  @Override
  public PinnCandidate getValue(double[] point) {
    int layers = depth == null ? 1 : depth.getValue(point).intValue();
    DirectionLaw law = lawAt(point);
    ResidualForm usualForm =
        law instanceof RandomDirections ? ResidualForm.UNBIASED : ResidualForm.BIASED;
    boolean isFree = residual != null && !law.isExact();
    return new PinnCandidate(
        width == null ? (layers == 1 ? WIDTH : DEEP_WIDTH) : width.getValue(point).intValue(),
        layers,
        activation == null ? Activation.TANH : activation.getValue(point),
        inputScale == null ? INPUT_SCALE : inputScale.getValue(point).doubleValue(),
        batch == null ? BATCH : batch.getValue(point).intValue(),
        law,
        isFree ? residual.getValue(point) : usualForm,
        training == null ? SdzeConfig.gaussNewton(dimension) : training.getValue(point));
  }

  @Override
  boolean isActive(String field, double[] point) {
    return !field.equals("residual") || !lawAt(point).isExact();
  }

  private DirectionLaw lawAt(double[] point) {
    return directions == null ? SpanDirections.all() : directions.getValue(point);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other) && other instanceof PinnSpace that && dimension == that.dimension;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Long.hashCode(dimension);
  }

  /** Collects spaces; a fixed value is Arbiter's {@code FixedValue}. */
  public static final class Builder {
    private final PinnSpace space = new PinnSpace();

    private Builder(long dimension) {
      space.dimension = dimension;
    }

    /** The width of each hidden layer. */
    public Builder width(ParameterSpace<Integer> width) {
      space.width = width;
      return this;
    }

    /** The number of hidden layers. */
    public Builder depth(ParameterSpace<Integer> depth) {
      space.depth = depth;
      return this;
    }

    /** One activation of the hidden layers, or a choice. */
    public Builder activation(Activation first, Activation... others) {
      space.activation =
          others.length == 0 ? new FixedValue<>(first) : new ChoiceSpace<>(first, others);
      return this;
    }

    /** The factor of the input that the first layer's weights contain. */
    public Builder inputScale(ParameterSpace<Double> inputScale) {
      space.inputScale = inputScale;
      return this;
    }

    /** The number of collocation points of a step. */
    public Builder batch(ParameterSpace<Integer> batch) {
      space.batch = batch;
      return this;
    }

    /** The law of the spatial directions, such as a {@link DirectionSpace}. */
    public Builder directions(ParameterSpace<DirectionLaw> directions) {
      space.directions = directions;
      return this;
    }

    /** One form of the residual, or a choice; read where the directions are not exact. */
    public Builder residual(ResidualForm first, ResidualForm... others) {
      space.residual =
          others.length == 0 ? new FixedValue<>(first) : new ChoiceSpace<>(first, others);
      return this;
    }

    /** Estimator, step rule and learning rate, such as a {@link SdzeConfigSpace}. */
    public Builder training(ParameterSpace<SdzeConfig> training) {
      space.training = training;
      return this;
    }

    /** The space. */
    public PinnSpace build() {
      PinnSpace built = new PinnSpace();
      built.dimension = space.dimension;
      built.width = space.width;
      built.depth = space.depth;
      built.activation = space.activation;
      built.inputScale = space.inputScale;
      built.batch = space.batch;
      built.directions = space.directions;
      built.residual = space.residual;
      built.training = space.training;
      return built;
    }
  }
}
