package org.sdze.arbiter.space;

import java.util.Objects;
import org.deeplearning4j.arbiter.layers.BaseOutputLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.layer.PinnOutputLayer;

/**
 * The layers {@link PinnOutputLayer} of one equation, over the number of directions and the input's
 * scale, beside what every layer space of Arbiter has.
 */
public final class PinnOutputLayerSpace extends BaseOutputLayerSpace<PinnOutputLayer> {

  // As JSON an equation or a constraint is its class, which needs a constructor without arguments.
  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
  private @Nullable Equation equation;

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
  private HardConstraint constraint = HardConstraint.unitBall();

  private @Nullable ParameterSpace<? extends Number> directionCount;
  private @Nullable ParameterSpace<? extends Number> inputScale;

  private PinnOutputLayerSpace() {}

  private PinnOutputLayerSpace(Builder builder) {
    super(builder);
    this.equation = builder.equation;
    this.constraint = builder.constraint;
    this.directionCount = builder.directionCount;
    this.inputScale = builder.inputScale;
    this.numParameters = LeafUtils.countUniqueParameters(collectLeaves());
  }

  @Override
  public PinnOutputLayer getValue(double[] point) {
    PinnOutputLayer.Builder layer =
        new PinnOutputLayer.Builder(Objects.requireNonNull(equation, "the space has no equation"))
            .constraint(constraint);
    setLayerOptionsBuilder(layer, point);
    if (directionCount != null) {
      layer.directionCount(directionCount.getValue(point).intValue());
    }
    if (inputScale != null) {
      layer.inputScale(inputScale.getValue(point).doubleValue());
    }
    return layer.build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PinnOutputLayerSpace that
        && super.equals(other)
        && Objects.equals(equation, that.equation)
        && constraint.equals(that.constraint)
        && Objects.equals(directionCount, that.directionCount)
        && Objects.equals(inputScale, that.inputScale);
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof PinnOutputLayerSpace;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), equation, constraint, directionCount, inputScale);
  }

  @Override
  public String toString() {
    return toString(", ");
  }

  @Override
  public String toString(String delimiter) {
    return "PinnOutputLayerSpace(" + super.toString(delimiter) + ")";
  }

  /** Collects spaces. */
  @SuppressWarnings("unchecked") // Arbiter's builders narrow what they build in this way
  public static final class Builder extends BaseOutputLayerSpace.Builder<Builder> {
    private final Equation equation;
    private HardConstraint constraint = HardConstraint.unitBall();
    private @Nullable ParameterSpace<? extends Number> directionCount;
    private @Nullable ParameterSpace<? extends Number> inputScale;

    /**
     * A space of layers for an equation.
     *
     * @param equation N[u]; to be saved with the space its class needs a public constructor without
     *     arguments
     */
    public Builder(Equation equation) {
      this.equation = Objects.requireNonNull(equation, "equation");
    }

    /** What makes a trial function of the network; that of the unit ball if not set. */
    public Builder constraint(HardConstraint constraint) {
      this.constraint = constraint;
      return this;
    }

    /** How many span directions a step takes; all, which are exact, if not set. */
    public Builder directionCount(ParameterSpace<Integer> space) {
      this.directionCount = space;
      return this;
    }

    /** How many span directions a step takes; all, which are exact, if not set. */
    public Builder directionCount(int count) {
      return directionCount(new FixedValue<>(count));
    }

    /** The factor of the input that the first layer's weights contain; 1 if not set. */
    public Builder inputScale(ParameterSpace<Double> space) {
      this.inputScale = space;
      return this;
    }

    /** The factor of the input that the first layer's weights contain; 1 if not set. */
    public Builder inputScale(double scale) {
      return inputScale(new FixedValue<>(scale));
    }

    /**
     * The space.
     *
     * @throws IllegalArgumentException if something is set that the layer has fixed
     */
    @Override
    public PinnOutputLayerSpace build() {
      if (nOut != null || activationFunction != null || lossFunction != null || hasBias != null) {
        throw new IllegalArgumentException(
            "a PinnOutputLayer has one linear output with a bias, and the residual as its loss:"
                + " nOut, activation, loss function and bias cannot be set");
      }
      return new PinnOutputLayerSpace(this);
    }
  }
}
