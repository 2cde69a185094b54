package org.sdze.pinn.equation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.SphereValues;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;
import org.sdze.pinn.problem.Problem;

/** The residual of u = g + w N for a user's g and w, against derivative structures of u itself. */
class TrialFunctionTest {

  private static final int D = 6;
  private static final int POINTS = 5;
  private static final RandomKey KEY = RandomKey.root(17);

  /** Δu + sin u, and ‖∇u‖² / 2 where it is asked for. */
  private record TestEquation(boolean gradient) implements Equation {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public Set<Operator> operators() {
      return gradient
          ? Set.of(new Value(), new Laplacian(), new SquaredGradientNorm())
          : Set.of(new Value(), new Laplacian());
    }

    @Override
    public double leftSide(OperatorValues u) {
      return u.laplacian() + Math.sin(u.value()) + (gradient ? u.squaredGradientNorm() / 2 : 0);
    }
  }

  private static ResidualLoss loss(
      DenseNetwork network, HardConstraint constraint, boolean gradient) {
    return new LossConfig(POINTS, SpanDirections.all(), ResidualForm.BIASED)
        .collapsed(
            new Problem(
                "test",
                new TestEquation(gradient),
                new UnitBall(D),
                constraint,
                points -> new double[points.rows()],
                null),
            network);
  }

  private static OperatorValues exact(TestNetworks.Derivatives u) {
    return new OperatorValues(
        List.of(new Value(), new Laplacian(), new SquaredGradientNorm()),
        new double[] {u.value(), u.laplacian(), u.squaredGradientNorm()});
  }

  private static DenseNetwork network(int depth) {
    return TestNetworks.create(
        DataType.DOUBLE, Activation.TANH, 1, KEY.index(depth), TestNetworks.widths(D, 4, depth));
  }

  @ParameterizedTest
  @CsvSource({
    "1, true, false",
    "2, true, false",
    "3, true, false",
    "1, false, true",
    "2, false, true",
    "1, true, true",
    "2, true, true"
  })
  void theResidualIsThatOfAutomaticDifferentiation(
      int depth, boolean withAddend, boolean gradient) {
    DenseNetwork network = network(depth);
    SphereValues constraint = new SphereValues(withAddend);
    INDArray points = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {POINTS, D}, 'f');
    new UnitBall(D).draw(KEY, points);
    double[] residuals =
        loss(network, constraint, gradient).at(points, KEY).evaluate(network).get(0).residuals();
    for (int i = 0; i < POINTS; i++) {
      TestNetworks.Derivatives u =
          TestNetworks.derivatives(network, HostArrays.rows(points)[i], constraint::trial);
      assertEquals(new TestEquation(gradient).leftSide(exact(u)), residuals[i], 1e-10);
    }
  }

  @Test
  void theBallsFactorIsThatOfItsFormula() {
    INDArray points = TestNetworks.gaussian(KEY, DataType.DOUBLE, POINTS, D);
    TrialFunction trial =
        TrialFunction.at(points, HardConstraint.unitBall(), new TestEquation(false));
    double[] x = HostArrays.rows(points)[2];
    double square = new TestNetworks.Derivatives(0, x, new double[0][]).along(x);
    double[] threes = new double[POINTS];
    Arrays.fill(threes, 3);
    double[] values = HardConstraint.unitBall().trialValues(points, threes);
    assertEquals((1 - square) * 3, values[2], 1e-12);
    OperatorValues u = trial.values(2, new NetworkValues(3, 5, 7, Double.NaN));
    assertEquals((1 - square) * 7 - 4 * 5 - 2 * D * 3, u.laplacian(), 1e-12);
  }

  /** The example of docs/optimizer.md: 1 on the left side of a slab, 0 on the right. */
  private record Slab() implements HardConstraint {
    @Override
    public FunctionJet factor(INDArray x) { // w = 1 − x₁²
      INDArray first = x.getColumn(0, true);
      INDArray gradient = Nd4j.zeros(x.dataType(), x.shape());
      gradient.putColumn(0, first.mul(-2));
      return FunctionJet.of(first.mul(first).rsub(1).toDoubleVector(), gradient, filled(x, -2));
    }

    @Override
    public FunctionJet addend(INDArray x) { // g = (1 − x₁) / 2
      INDArray gradient = Nd4j.zeros(x.dataType(), x.shape());
      gradient.putColumn(0, Nd4j.valueArrayOf(new long[] {x.rows(), 1}, -0.5, x.dataType()));
      return FunctionJet.of(
          x.getColumn(0).rsub(1).mul(0.5).toDoubleVector(), gradient, filled(x, 0));
    }

    private static double[] filled(INDArray x, double number) {
      double[] numbers = new double[x.rows()];
      Arrays.fill(numbers, number);
      return numbers;
    }
  }

  @Test
  void theDocumentedExampleIsWhatItSays() {
    DenseNetwork network = network(2);
    INDArray points = TestNetworks.gaussian(KEY, DataType.DOUBLE, POINTS, D);
    double[] residuals =
        loss(network, new Slab(), false).at(points, KEY).evaluate(network).get(0).residuals();
    for (int i = 0; i < POINTS; i++) {
      TestNetworks.Derivatives u =
          TestNetworks.derivatives(
              network,
              HostArrays.rows(points)[i],
              (x, n) ->
                  x[0].multiply(x[0])
                      .negate()
                      .add(1)
                      .multiply(n)
                      .add(x[0].negate().add(1).divide(2)));
      assertEquals(new TestEquation(false).leftSide(exact(u)), residuals[i], 1e-10);
    }
  }

  @Test
  void whatCannotBeKnownGetsASentence() {
    INDArray points = TestNetworks.gaussian(KEY, DataType.DOUBLE, POINTS, D);
    HardConstraint tooShort = of -> FunctionJet.of(new double[4], Nd4j.zeros(4, D), new double[4]);
    refused(
        "the gradient of w must be of the points' shape [5, 6], was [4, 6]",
        () -> loss(network(1), tooShort, false).at(points, KEY));
    refused(
        "a function at 5 points must have as many slopes, rows of its gradient and Laplacians, had 5, 5 and 3",
        () -> FunctionJet.of(new double[5], points, new double[3]));
  }

  private static void refused(String message, Runnable mistake) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, mistake::run).getMessage());
  }
}
