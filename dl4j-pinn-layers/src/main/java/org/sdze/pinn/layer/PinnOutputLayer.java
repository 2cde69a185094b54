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
import org.sdze.pinn.loss.Loss;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemFactory;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.score.RelativeError;

/**
 * The output layer of a physics-informed network: linear outputs N, whose loss is that of a {@link
 * Problem}, or the residual (N[u](x) − g(x))² of one equation for u = g + w N, a {@link
 * HardConstraint}.
 *
 * <p>Features are points, labels are g there, as a {@link CollocationIterator} gives them; where a
 * problem is given, labels are not read, and the points of its conditions are drawn beside. The
 * network must be made of dense layers, their sums and concatenations, and have the updater {@code
 * Sdze}. DL4J sees an output layer with linear outputs: {@code output(x)} is N(x), and {@link
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

  // So is what makes a problem.
  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
  @JsonProperty
  private @Nullable ProblemFactory problem;

  // DL4J's mapper of layers sees no fields but those that are annotated.
  @JsonProperty private int dimension;
  @JsonProperty private int directionCount;
  @JsonProperty private double inputScale = 1;

  private transient @Nullable Problem made; // a value: what the factory gave when first asked

  /** For DL4J's mapper. */
  public PinnOutputLayer() {}

  private PinnOutputLayer(Builder builder) {
    super(builder);
    this.equation = builder.equation;
    this.constraint = builder.constraint;
    this.problem = builder.problem;
    this.dimension = builder.dimension;
    this.directionCount = builder.directionCount;
    this.inputScale = builder.inputScale;
  }

  /** The equation, or the problem's first one. */
  public Equation equation() {
    if (problem != null) {
      return made(problem).equation();
    }
    return Argument.given("equation of a PinnOutputLayer", equation); // JSON may have none
  }

  /** What makes a trial function of the network. */
  public HardConstraint constraint() {
    return problem == null
        ? Argument.given("constraint of a PinnOutputLayer", constraint)
        : made(problem).constraint();
  }

  private Problem made(ProblemFactory factory) {
    if (made == null) {
      made = Problems.draw(factory, dimension, 0);
    }
    return made;
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
    Problem solved =
        problem != null
            ? made(problem)
            : new Problem(
                "pinn-output-layer",
                equation(),
                new GivenPoints(Math.toIntExact(network.inputs())),
                constraint(),
                points -> source[0],
                null);
    if (solved.periodic() != null) {
      throw new IllegalArgumentException(
          Text.format(
              "the problem %s gives its network waves in place of a coordinate, which fit does not: let Solve train it",
              solved.name()));
    }
    Loss loss =
        new LossConfig(
                1,
                directionCount == 0 ? SpanDirections.all() : new SpanDirections(directionCount),
                ResidualForm.BIASED)
            .of(solved, network);
    return (features, labels, mask, key) -> {
      if (mask != null) {
        throw new IllegalArgumentException(
            "the points of an equation cannot be masked: leave out those that are not wanted");
      }
      if (problem == null) {
        source[0] = sources(features, labels);
      }
      return loss.at(features.castTo(network.dataType()), key);
    };
  }

  private static double[] sources(INDArray features, INDArray labels) {
    if (labels.length() != features.size(0)) {
      throw new IllegalArgumentException(
          Text.format(
              "labels must hold the equation's source at each of %d points, but are %d numbers",
              features.size(0), labels.length()));
    }
    return HostArrays.copy(labels.reshape('c', labels.length(), 1));
  }

  /**
   * u = g + w N from the network's output.
   *
   * @param points {@code [n, d]}
   * @param output N there, {@code [n, m]}
   * @return {@code [n, m]}
   */
  public INDArray solution(INDArray points, INDArray output) {
    Argument.matrix("points", points);
    Argument.matrix("output", output);
    if (output.columns() != getNOut() || output.rows() != points.rows()) {
      throw new IllegalArgumentException(
          Text.format(
              "output must be %s at each of %d points, was of shape %s",
              getNOut() == 1 ? "one number" : getNOut() + " numbers",
              points.rows(),
              Arrays.toString(output.shape())));
    }
    double[] u = constraint().trialValues(points, HostArrays.copy(output));
    return HostArrays.matrix(u, points.rows(), output.dataType());
  }

  /**
   * The relative error of u at points, of all outputs together.
   *
   * @param points {@code [n, d]}
   * @param output N there, {@code [n, m]}
   * @throws IllegalStateException if this layer is of an equation, or the problem's solution is not
   *     known
   */
  public double relativeError(INDArray points, INDArray output) {
    if (problem == null) {
      throw new IllegalStateException(
          "a layer for an equation knows no solution to compare with: a layer for a problem does");
    }
    double[] u = HostArrays.copy(solution(points, output));
    return RelativeError.of(u, made(problem).exact(points));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PinnOutputLayer that
        && super.equals(other)
        && Objects.equals(equation, that.equation)
        && Objects.equals(constraint, that.constraint)
        && Objects.equals(problem, that.problem)
        && dimension == that.dimension
        && directionCount == that.directionCount
        && inputScale == that.inputScale;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof PinnOutputLayer;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(), equation, constraint, problem, dimension, directionCount, inputScale);
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
    private final @Nullable Equation equation;
    private final @Nullable ProblemFactory problem;
    private final int dimension;
    private final boolean isByLines;
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
      this.problem = null;
      this.dimension = 0;
      this.isByLines = false;
      nOut(1);
      activation(new ActivationIdentity());
    }

    /**
     * A layer for a problem of any number of outputs, with conditions; of those that draw
     * something, the one of seed 0. Its constraint is the problem's.
     *
     * @param problem to be saved with the network its class needs a public constructor without
     *     arguments, and {@code equals}
     * @param dimension d of space
     * @throws IllegalArgumentException if it has no such dimension
     */
    public Builder(ProblemFactory problem, int dimension) {
      super(LossFunction.MSE);
      this.equation = null;
      this.problem = Argument.given("problem", problem);
      this.dimension = dimension;
      ProblemShape shape = ProblemShape.of(problem, dimension);
      isByLines = shape.kind().isByLines();
      nOut(shape.outputs());
      activation(new ActivationIdentity());
    }

    /**
     * What makes a trial function of the network; that of the unit ball if not set.
     *
     * @param constraint to be saved with the network its class needs a public constructor without
     *     arguments
     */
    public Builder constraint(HardConstraint constraint) {
      if (problem != null) {
        throw new IllegalArgumentException(
            "the constraint is that of the problem " + problem.name());
      }
      this.constraint = Argument.given("constraint", constraint);
      return this;
    }

    /** How many span directions a step takes, at least 1; all, which are exact, if not set. */
    public Builder directionCount(int count) {
      if (problem != null && isByLines) {
        throw new IllegalArgumentException(
            Text.format(
                "direction count is of problems in u, Δu and ‖∇u‖² alone, but %s has exact lines",
                problem.name()));
      }
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
