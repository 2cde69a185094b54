package org.sdze.pinn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.Trainer;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.FunctionJet;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.equation.SourceTerm;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.operator.Axes;
import org.sdze.pinn.operator.Biharmonic;
import org.sdze.pinn.operator.Direction;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Mixed;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;
import org.sdze.pinn.operator.WeightedTrace;
import org.sdze.pinn.problem.Problem;
import org.sdze.testing.UntouchedGlobals;

/** A mistake in an equation of one's own is named, with the point and what the equation saw. */
class EquationMistakesTest {

  private static final int D = 3;
  private static final int WIDTH = 8;
  private static final int BATCH = 20;
  private static final RandomKey KEY = RandomKey.root(5);
  private static final SourceTerm ONE =
      points -> {
        double[] ones = new double[points.rows()];
        Arrays.fill(ones, 1);
        return ones;
      };

  /** An equation in u and Δu, if nothing else is said. */
  private record Own(@Nullable Set<Operator> operators, ToDoubleFunction<OperatorValues> left)
      implements Equation {
    Own(ToDoubleFunction<OperatorValues> left) {
      this(Set.of(new Value(), new Laplacian()), left);
    }

    @Override
    public String name() {
      return "own";
    }

    @Override
    public double leftSide(OperatorValues u) {
      return left.applyAsDouble(u);
    }
  }

  /** The ways to train. */
  private enum Way {
    FIT,
    GAUSS_NEWTON,
    GAUSS_NEWTON_DEEP,
    LOW_RANK;

    MultiLayerNetwork network(int dimension, Equation equation, HardConstraint constraint) {
      return UntouchedGlobals.puttingBack(
          () -> {
            ListBuilder layers =
                new NeuralNetConfiguration.Builder()
                    .seed(1)
                    .activation(Activation.TANH)
                    .updater(Sdze.builder().build())
                    .list()
                    .layer(new DenseLayer.Builder().nIn(dimension).nOut(WIDTH).build());
            if (this == GAUSS_NEWTON_DEEP) {
              layers.layer(new DenseLayer.Builder().nIn(WIDTH).nOut(WIDTH).build());
            }
            PinnOutputLayer.Builder last =
                new PinnOutputLayer.Builder(equation).constraint(constraint);
            MultiLayerNetwork network =
                new MultiLayerNetwork(layers.layer(last.nIn(WIDTH).build()).build());
            network.init();
            return network;
          });
    }

    /** A step on {@link #points}. */
    void step(
        MultiLayerNetwork network,
        int dimension,
        Equation equation,
        HardConstraint constraint,
        SourceTerm source) {
      if (this == FIT) {
        Sdze.attach(network);
        network.fit(
            new CollocationIterator(new UnitBall(dimension), source, BATCH, 1, stepKey().key()));
        return;
      }
      DenseNetwork dense = DenseNetworks.of(network, 1);
      ResidualLoss loss = loss(dense, equation, constraint, source);
      SdzeConfig config =
          this == LOW_RANK
              ? new SdzeConfig(new LowRank(2, 2, 2, 1e-3), new Sgd(0), 1e-3, Schedule.CONSTANT)
              : SdzeConfig.gaussNewton();
      new Trainer(config, KEY).step(dense, loss.at(stepKey().key()), stepKey());
    }

    /** The points of the step. */
    INDArray points(int dimension) {
      INDArray points =
          Nd4j.createUninitialized(DataType.FLOAT, new long[] {BATCH, dimension}, 'f');
      RandomKey key = this == FIT ? stepKey().key().step(0) : stepKey().key();
      new UnitBall(dimension).draw(key.purpose(Purpose.POINTS), points);
      return points;
    }

    private static StepKey stepKey() {
      return StepKey.of(KEY, 0, 0);
    }
  }

  private static ResidualLoss loss(
      DenseNetwork network, Equation equation, HardConstraint constraint, SourceTerm source) {
    return new LossConfig(BATCH, SpanDirections.all(), ResidualForm.BIASED)
        .collapsed(
            new Problem(
                "test",
                equation,
                new UnitBall(Math.toIntExact(network.inputs())),
                constraint,
                source,
                null),
            network);
  }

  private static IllegalArgumentException refused(Way way, int dimension, Equation equation) {
    return refused(way, dimension, equation, HardConstraint.none(), ONE);
  }

  private static IllegalArgumentException refused(
      Way way, int dimension, Equation equation, HardConstraint constraint, SourceTerm source) {
    MultiLayerNetwork network = way.network(dimension, equation, constraint);
    INDArray before = network.params().dup();
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> way.step(network, dimension, equation, constraint, source));
    assertEquals(before, network.params(), "parameters");
    return thrown;
  }

  private static void assertContains(String part, Throwable thrown) {
    assertTrue(String.valueOf(thrown.getMessage()).contains(part), thrown::toString);
  }

  /** The one of the step's points at which u is largest; other values are below the limit. */
  private record Largest(int index, double limit) {
    static Largest of(Way way, int dimension) {
      Own any = new Own(OperatorValues::value);
      double[] u =
          way.network(dimension, any, HardConstraint.none())
              .output(way.points(dimension))
              .toDoubleVector();
      double[] sorted = Arrays.stream(u).sorted().toArray();
      double limit = (sorted[BATCH - 1] + sorted[BATCH - 2]) / 2;
      int index = 0;
      while (u[index] < limit) {
        index++;
      }
      return new Largest(index, limit);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aLeftSideThatIsNoNumberIsNamedWithItsPoint(Way way) {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Largest at = Largest.of(way, D);
      Own own = new Own(u -> u.value() > at.limit() ? bad : u.laplacian());
      IllegalArgumentException thrown = refused(way, D, own);
      assertContains(
          "the left side of the equation \"own\" is %s at point %d, x = ("
              .formatted(bad, at.index()),
          thrown);
      assertContains("), where u = ", thrown);
      assertContains(", Δu = ", thrown);
      assertFalse(thrown.getMessage().contains("∇"), thrown::toString);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void theCoordinatesOfAPointAreShortened(Way way) {
    Own own = new Own(u -> Double.NaN);
    String expected =
        Arrays.stream(HostArrays.rows(way.points(100))[0])
            .limit(4)
            .mapToObj(x -> String.format(Locale.ROOT, "%.4g", x))
            .collect(Collectors.joining(", ", "at point 0, x = (", ", … 96 more), where"));
    assertContains(expected, refused(way, 100, own));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whatTheEquationThrowsIsKept(Way way) {
    ArithmeticException own = new ArithmeticException("no such pressure");
    Largest at = Largest.of(way, D);
    IllegalArgumentException thrown =
        refused(
            way,
            D,
            new Own(
                u -> {
                  if (u.value() > at.limit()) {
                    throw own;
                  }
                  return u.laplacian();
                }));
    assertEquals(own, thrown.getCause());
    assertContains("the left side of the equation \"own\" failed at point " + at.index(), thrown);
    assertContains(": no such pressure", thrown);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void anOperatorThatIsReadMustBeNamed(Way way) {
    IllegalArgumentException thrown =
        refused(way, D, new Own(u -> u.laplacian() + u.squaredGradientNorm()));
    assertContains("the equation \"own\" failed at point 0, x = (", thrown);
    assertContains("it reads ‖∇u‖², which operators() must name", thrown);
    assertInstanceOf(IllegalStateException.class, thrown.getCause());
  }

  /** What no pass gives yet is refused before there is a step, by name. */
  @Test
  void operatorsAreTakenAtAttachButInAxesThatThereAreNot() {
    for (Operator beyond :
        List.of(
            new Partial(0, 1),
            new Biharmonic(),
            Mixed.along(0, 1),
            new Laplacian(new Axes(0, D - 1)),
            new SquaredGradientNorm(new Axes(1, D)),
            new WeightedTrace(List.of(Direction.axis(0))))) {
      Own own = new Own(Set.of(new Value(), beyond), OperatorValues::value);
      Sdze.attach(Way.FIT.network(D, own, HardConstraint.none()));
    }
    Own outside = new Own(Set.of(new Partial(D, 2)), OperatorValues::value);
    MultiLayerNetwork refused = Way.FIT.network(D, outside, HardConstraint.none());
    assertContains(
        "∂^2 u/∂x" + D + "^2 is along axis " + D + ", but a point has " + D + " coordinates",
        assertThrows(IllegalArgumentException.class, () -> Sdze.attach(refused)));
    Own all =
        new Own(Set.of(new Laplacian(new Axes(0, D))), u -> u.get(new Laplacian(new Axes(0, D))));
    DenseNetwork network = DenseNetworks.of(Way.FIT.network(D, all, HardConstraint.none()), 1);
    double[] residuals =
        loss(network, all, HardConstraint.none(), ONE).at(KEY).evaluate(network).get(0).residuals();
    Own whole = new Own(Set.of(new Laplacian()), OperatorValues::laplacian);
    assertArrayEquals(
        loss(network, whole, HardConstraint.none(), ONE)
            .at(KEY)
            .evaluate(network)
            .get(0)
            .residuals(),
        residuals);
  }

  @Test
  void operatorsThatAreNullAreRefusedAtAttach() {
    Own own = new Own(null, OperatorValues::laplacian);
    MultiLayerNetwork network = Way.FIT.network(D, own, HardConstraint.none());
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> Sdze.attach(network));
    assertContains(
        "the equation \"own\" must name the operators that it reads, but operators() gives null",
        thrown);
    assertContains(
        "operators() gives null",
        assertThrows(
            IllegalArgumentException.class,
            () -> loss(DenseNetworks.of(network, 1), own, HardConstraint.none(), ONE)));
  }

  /** exp(50 u) and its derivative are beyond single precision, but not beyond double. */
  @Test
  void aDerivativeThatTheNetworksTypeDoesNotHoldIsNamed() {
    Own steep = new Own(u -> Math.exp(50 * (5 + u.value())) + u.laplacian());
    assertContains(
        "the left side of the equation \"own\" has the derivative ", refused(Way.FIT, D, steep));
    // √u at its end: known at u = 0, and not below.
    MultiLayerNetwork zero =
        Way.FIT.network(D, new Own(u -> Math.sqrt(u.value())), HardConstraint.none());
    zero.params().assign(0);
    Sdze.attach(zero);
    assertContains(
        "the left side of the equation \"own\" has the derivative NaN by N at point 0, x = (",
        assertThrows(
            IllegalArgumentException.class,
            () -> zero.fit(new DataSet(Way.FIT.points(D), Nd4j.ones(BATCH, 1)))));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aSourceThatIsNoNumberIsNamedWithItsPoint(Way way) {
    for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      SourceTerm source =
          points -> {
            double[] values = ONE.at(points);
            values[7] = bad;
            return values;
          };
      IllegalArgumentException thrown =
          refused(way, D, new Own(OperatorValues::laplacian), HardConstraint.none(), source);
      assertContains("must be a finite number, was %s at point 7, x = (".formatted(bad), thrown);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aSourceGivesANumberForEachPoint(Way way) {
    Own own = new Own(OperatorValues::laplacian);
    assertContains(
        "must give one number for each of 20 points, gave 3",
        refused(way, D, own, HardConstraint.none(), points -> new double[3]));
    assertContains(
        "must give one number for each of 20 points, gave null",
        refused(way, D, own, HardConstraint.none(), points -> null));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aConstraintThatIsNoNumberIsNamedWithItsPoint(Way way) {
    record Broken() implements HardConstraint {
      @Override
      public FunctionJet factor(INDArray points) {
        FunctionJet one = HardConstraint.none().factor(points);
        one.value()[4] = Double.NaN;
        return one;
      }

      @Override
      public String toString() {
        return "Broken";
      }
    }
    assertContains(
        "the constraint Broken must give finite numbers, but does not at point 4, x = (",
        refused(way, D, new Own(OperatorValues::laplacian), new Broken(), ONE));
  }

  @Test
  void labelsOfADataSetAreNamedLikeASource() {
    MultiLayerNetwork network =
        Sdze.attach(Way.FIT.network(D, new Own(OperatorValues::laplacian), HardConstraint.none()));
    INDArray labels = Nd4j.ones(BATCH, 1).putScalar(2, Double.POSITIVE_INFINITY);
    assertContains(
        "the source of the equation \"own\" must be a finite number, was Infinity at point 2, x = (",
        assertThrows(
            IllegalArgumentException.class,
            () -> network.fit(new DataSet(Way.FIT.points(D), labels))));
  }

  /** A step may go where the left side is too large: whoever judges steps undoes that one. */
  @Test
  void whatAStepMayHaveDoneIsLeftToTheGuard() {
    Own steep = new Own(u -> Math.exp(u.value()) + u.laplacian());
    MultiLayerNetwork network = Way.GAUSS_NEWTON.network(D, steep, HardConstraint.none());
    DenseNetwork dense = DenseNetworks.of(network, 1);
    ResidualLoss loss = loss(dense, steep, HardConstraint.none(), ONE);
    assertTrue(isFinite(loss.at(KEY.step(0)).losses(dense)));
    network.params().muli(1e4);
    dense.changed();
    assertFalse(isFinite(loss.at(KEY.step(1)).losses(dense)));
    // The last good parameters would be back by now.
    assertContains(
        "the left side of the equation \"own\" is Infinity at point ",
        assertThrows(IllegalArgumentException.class, () -> loss.at(KEY.step(2)).losses(dense)));
  }

  /** The parameters gave finite residuals on the points before: no step is to blame. */
  @Test
  void otherPointsAtTheSameParametersAreNoStep() {
    Largest at = Largest.of(Way.GAUSS_NEWTON, D);
    Own own = new Own(u -> u.value() > at.limit() ? Double.NaN : u.laplacian());
    MultiLayerNetwork network = Way.GAUSS_NEWTON.network(D, own, HardConstraint.none());
    DenseNetwork dense = DenseNetworks.of(network, 1);
    ResidualLoss loss = loss(dense, own, HardConstraint.none(), ONE);
    INDArray points = Way.GAUSS_NEWTON.points(D);
    int other = at.index() == 0 ? 1 : 0;
    INDArray good = points.getRow(other, true).dup('f');
    INDArray bad = points.getRow(at.index(), true).dup('f');
    assertTrue(isFinite(loss.at(good, KEY).losses(dense)));
    assertContains(
        "is NaN at point 0, x = (",
        assertThrows(IllegalArgumentException.class, () -> loss.at(bad, KEY).losses(dense)));
  }

  /** A network whose numbers are none is not the equation's fault, which is not asked then. */
  @Test
  void aNetworkThatIsNoNumberIsNotTheEquationsFault() {
    Own asked =
        new Own(
            u -> {
              throw new AssertionError("asked of " + u);
            });
    MultiLayerNetwork network = Way.GAUSS_NEWTON.network(D, asked, HardConstraint.none());
    network.params().assign(Double.NaN);
    DenseNetwork dense = DenseNetworks.of(network, 1);
    ResidualLoss loss = loss(dense, asked, HardConstraint.none(), ONE);
    for (double number : loss.at(KEY).losses(dense)) {
      assertTrue(Double.isNaN(number));
    }
  }

  private static boolean isFinite(double[] losses) {
    return Arrays.stream(losses).allMatch(Double::isFinite);
  }
}
