package org.sdze.arbiter.space;

import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Precision;
import org.sdze.pinn.solve.SolveConfig;

/**
 * The ways to solve an equation in d dimensions: network, loss and training together. What is not
 * given is that of {@link Defaults}.
 */
public final class PinnSpace extends CompositeSpace<SolveConfig> {

  private int dimension;
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
  public static Builder builder(int dimension) {
    return new Builder(dimension);
  }

  /**
   * The candidate at a point.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  @Override
  public SolveConfig getValue(double[] point) {
    NetworkConfig network = networkAt(point);
    DirectionLaw law = lawAt(point, network);
    boolean isFree = residual != null && !law.isExact();
    return new SolveConfig(
        network,
        new LossConfig(
            batch == null ? Defaults.BATCH : batch.getValue(point).intValue(),
            law,
            isFree ? residual.getValue(point) : Defaults.residual(law)),
        trainingAt(point, law, network.width()));
  }

  private NetworkConfig networkAt(double[] point) {
    int layers = depth == null ? 1 : depth.getValue(point).intValue();
    NetworkConfig usual = Defaults.network(dimension, layers);
    return new NetworkConfig(
        width == null ? usual.width() : width.getValue(point).intValue(),
        layers,
        activation == null ? usual.activation() : activation.getValue(point),
        inputScale == null ? usual.inputScale() : inputScale.getValue(point).doubleValue(),
        usual.precision());
  }

  private DirectionLaw lawAt(double[] point, NetworkConfig network) {
    return directions == null
        ? Defaults.directions(dimension, network.width(), network.depth())
        : directions.getValue(point);
  }

  private SdzeConfig trainingAt(double[] point, DirectionLaw law, int width) {
    if (training == null) {
      return Defaults.training(dimension, law, Precision.FLOAT);
    }
    return training instanceof SdzeConfigSpace space
        ? space.getValue(point, law, width)
        : training.getValue(point);
  }

  @Override
  boolean isActive(String field, double[] point) {
    return !field.equals("residual") || !lawAt(point, networkAt(point)).isExact();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other) && other instanceof PinnSpace that && dimension == that.dimension;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + dimension;
  }

  /** Collects spaces; a fixed value is Arbiter's {@code FixedValue}. */
  public static final class Builder {
    private final PinnSpace space = new PinnSpace();

    private Builder(int dimension) {
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
