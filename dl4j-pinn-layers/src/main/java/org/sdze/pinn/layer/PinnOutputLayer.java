package org.sdze.pinn.layer;

import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.dl4j.ObjectiveLayer;
import org.sdze.optimizer.dl4j.ObjectiveOutput;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.TrialFunction;
import org.sdze.pinn.loss.Loss;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.problem.Problem;

/**
 * The output layer of a physics-informed network: one linear output N, whose loss is the residual
 * (N[u](x) − g(x))² of an equation for u = g + w N, a {@link HardConstraint}.
 *
 * <p>Features are points, labels are g there, as a {@link CollocationIterator} gives them. The
 * network must be made of dense layers, their sums and concatenations, and have the updater {@code
 * Sdze}. DL4J sees an output layer with one linear output: {@code output(x)} is N(x), and {@link
 * #solution} is u(x). Once the network is attached, {@code score} and {@code scoreExamples} give
 * the residual's loss; random directions are the same for all scores. What compares N with labels
 * ({@code evaluateRegression}) is refused.
 */
public final class PinnOutputLayer extends OutputLayer implements ObjectiveLayer {

  private static final long serialVersionUID = 1L;

  // As JSON an equation or a constraint is its class, which needs a constructor without arguments.
  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
  private @Nullable Equation equation;

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
  private HardConstraint constraint = HardConstraint.unitBall();

  // DL4J's mapper of layers sees no fields but those that are annotated.
  @JsonProperty private int directionCount;
  @JsonProperty private double inputScale = 1;

  /** For DL4J's mapper. */
  public PinnOutputLayer() {}

  private PinnOutputLayer(Builder builder) {
    super(builder);
    this.equation = builder.equation;
    this.constraint = builder.constraint;
    this.directionCount = builder.directionCount;
    this.inputScale = builder.inputScale;
  }

  /** The equation. */
  public Equation equation() {
    return Argument.given("equation of a PinnOutputLayer", equation); // JSON may have none
  }

  /** What makes a trial function of the network. */
  public HardConstraint constraint() {
    return constraint;
  }

  /** How many span directions a step takes; 0 for all, which are exact. */
  public int directionCount() {
    return directionCount;
  }

  @Override
  public double inputScale() {
    return inputScale;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    LayerValidation.assertNInNOutSet(
        "PinnOutputLayer", getLayerName(), layerIndex, getNIn(), getNOut());
    ObjectiveOutput layer = new ObjectiveOutput(conf, networkDataType);
    layer.setListeners(trainingListeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    layer.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
    return layer;
  }

  @Override
  public Objectives objectives(DenseNetwork network) {
    double[][] source = new double[1][];
    Loss loss =
        new LossConfig(
                1,
                directionCount == 0 ? SpanDirections.all() : new SpanDirections(directionCount),
                ResidualForm.BIASED)
            .of(
                new Problem(
                    "pinn-output-layer",
                    equation(),
                    new GivenPoints(Math.toIntExact(network.inputs())),
                    Argument.given("constraint of a PinnOutputLayer", constraint),
                    points -> source[0],
                    null),
                network);
    return (features, labels, mask, key) -> {
      if (mask != null) {
        throw new IllegalArgumentException(
            "the points of an equation cannot be masked: leave out those that are not wanted");
      }
      if (labels.length() != features.size(0)) {
        throw new IllegalArgumentException(
            Text.format(
                "labels must hold the equation's source at each of %d points, but are %d numbers",
                features.size(0), labels.length()));
      }
      source[0] = HostArrays.copy(labels.reshape('c', labels.length(), 1));
      return loss.at(features.castTo(network.dataType()), key);
    };
  }

  /**
   * u = g + w N from the network's output.
   *
   * @param points {@code [n, d]}
   * @param output N there, {@code [n, 1]}
   * @return {@code [n, 1]}
   */
  public INDArray solution(INDArray points, INDArray output) {
    Argument.matrix("points", points);
    Argument.matrix("output", output);
    if (output.columns() != 1 || output.rows() != points.rows()) {
      throw new IllegalArgumentException(
          "output must be one number at each of "
              + points.rows()
              + " points, was of shape "
              + Arrays.toString(output.shape()));
    }
    TrialFunction trial = TrialFunction.at(points, constraint, equation());
    double[] values = HostArrays.copy(output);
    for (int i = 0; i < values.length; i++) {
      values[i] = trial.value(i, values[i]);
    }
    return Nd4j.create(values, new long[] {values.length, 1}, 'f').castTo(output.dataType());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PinnOutputLayer that
        && super.equals(other)
        && Objects.equals(equation, that.equation)
        && Objects.equals(constraint, that.constraint)
        && directionCount == that.directionCount
        && inputScale == that.inputScale;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof PinnOutputLayer;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), equation, constraint, directionCount, inputScale);
  }

  /** Points that come from outside. */
  private record GivenPoints(int dimension) implements Domain {
    @Override
    public void draw(RandomKey key, INDArray points) {
      throw new IllegalStateException("the points of this loss come with the data");
    }
  }

  /** Collects settings. */
  @SuppressWarnings("unchecked") // DL4J's builders narrow what they build in this way
  public static final class Builder extends OutputLayer.Builder {
    private final Equation equation;
    private HardConstraint constraint = HardConstraint.unitBall();
    private int directionCount;
    private double inputScale = 1;

    /**
     * A layer for an equation.
     *
     * @param equation N[u]; to be saved with the network its class needs a public constructor
     *     without arguments
     */
    public Builder(Equation equation) {
      super(LossFunction.MSE);
      this.equation = Argument.given("equation", equation);
      nOut(1);
      activation(new ActivationIdentity());
    }

    /**
     * What makes a trial function of the network; that of the unit ball if not set.
     *
     * @param constraint to be saved with the network its class needs a public constructor without
     *     arguments
     */
    public Builder constraint(HardConstraint constraint) {
      this.constraint = Argument.given("constraint", constraint);
      return this;
    }

    /** How many span directions a step takes, at least 1; all, which are exact, if not set. */
    public Builder directionCount(int count) {
      this.directionCount = Argument.atLeastOne("direction count", count);
      return this;
    }

    /** The factor of the input that the first layer's weights contain, positive; 1 if not set. */
    public Builder inputScale(double scale) {
      this.inputScale = Argument.positive("input scale", scale);
      return this;
    }

    @Override
    public PinnOutputLayer build() {
      return new PinnOutputLayer(this);
    }
  }
}
