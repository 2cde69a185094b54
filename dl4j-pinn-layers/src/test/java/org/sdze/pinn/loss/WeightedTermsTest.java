package org.sdze.pinn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.SphereValues;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.equation.SineGordon;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;
import org.sdze.pinn.problem.Problem;

/** Two terms on points of their own, against their Jacobian written out and differences of it. */
class WeightedTermsTest {

  private static final RandomKey KEY = RandomKey.root(51);
  private static final int D = 6;
  private static final double SCALE = 1.5;
  private static final UnitCredit EXACT = new UnitCredit(UnitCredit.ALL, 1e-5, true);

  /** u = g, as on a boundary. */
  private record Condition() implements Equation {
    @Override
    public String name() {
      return "condition";
    }

    @Override
    public Set<Operator> operators() {
      return Set.of(new Value());
    }

    @Override
    public double leftSide(OperatorValues u) {
      return u.value();
    }
  }

  /** Δu + ‖∇u‖². */
  private record WithGradient() implements Equation {
    @Override
    public String name() {
      return "with-gradient";
    }

    @Override
    public Set<Operator> operators() {
      return Set.of(new Laplacian(), new SquaredGradientNorm());
    }

    @Override
    public double leftSide(OperatorValues u) {
      return u.laplacian() + u.squaredGradientNorm();
    }
  }

  /** The second term of a case; the first is sine-Gordon's in the whole span. */
  record Case(int depth, Equation second, DirectionLaw law, HardConstraint constraint) {

    WeightedTerms terms(DenseNetwork network) {
      return new WeightedTerms(
          List.of(
              new WeightedTerms.Term(
                  loss(network, new SineGordon(), SpanDirections.all(), 3).at(KEY.step(1)), 1),
              new WeightedTerms.Term(loss(network, second, law, 2).at(KEY.step(2)), 100)));
    }

    private ResidualLoss loss(DenseNetwork network, Equation equation, DirectionLaw law, int n) {
      Problem problem =
          new Problem(
              "test",
              equation,
              new UnitBall(D),
              constraint,
              points -> points.norm2(1).toDoubleVector(),
              null);
      return new LossConfig(n, law, ResidualForm.BIASED).collapsed(problem, network);
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    DirectionLaw random = new RandomDirections(RandomDirections.Kind.RADEMACHER, 4);
    for (int depth = 1; depth <= 2; depth++) {
      for (HardConstraint constraint :
          List.of(HardConstraint.unitBall(), new SphereValues(false))) {
        cases.add(new Case(depth, new Condition(), SpanDirections.all(), constraint));
        cases.add(new Case(depth, new WithGradient(), SpanDirections.all(), constraint));
        cases.add(new Case(depth, new SineGordon(), random, constraint));
      }
    }
    return cases.stream();
  }

  private static DenseNetwork network(int depth) {
    return TestNetworks.create(
        DataType.DOUBLE, Activation.TANH, SCALE, KEY, TestNetworks.widths(D, 4, depth));
  }

  /** J, {@code [n, P]}, with the first layer's weights in units of the trained ones. */
  private static INDArray jacobian(SampleRows rows) {
    int n = rows.residuals().length;
    INDArray jacobian = null;
    for (int i = 0; i < n; i++) {
      double[] pick = new double[n];
      pick[i] = 1;
      List<INDArray> parts = new ArrayList<>();
      for (ParameterGradient gradient : rows.combine(pick).parameters()) {
        INDArray tile =
            Nd4j.createUninitialized(
                DataType.DOUBLE, new long[] {gradient.rows(), gradient.columns()}, 'f');
        gradient.read(0, gradient.rows(), tile);
        parts.add(tile.reshape('f', 1, tile.length()).divi(parts.isEmpty() ? SCALE : 1));
      }
      INDArray row = Nd4j.hstack(parts);
      jacobian = jacobian == null ? row : Nd4j.vstack(jacobian, row);
    }
    return jacobian;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theKernelIsThatOfTheStackedJacobian(Case of) {
    DenseNetwork network = network(of.depth());
    SampleRows rows = of.terms(network).rows(network, EXACT, KEY).first();
    assertEquals(5, rows.residuals().length);
    INDArray j = jacobian(rows);
    INDArray expected = j.mmul(j.transpose());
    assertTrue(TestNetworks.relativeDifference(rows.gram(rows), expected) < 1e-12);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRowsAreTheDerivativesOfTheLoss(Case of) {
    DenseNetwork network = network(of.depth());
    WeightedTerms terms = of.terms(network);
    SampleRows rows = terms.rows(network, EXACT, KEY).first();
    double loss = mean(terms.losses(network));
    assertEquals(loss, ResidualRows.squared(rows).loss(), 1e-12 * loss);
    double[] weights = rows.residuals().clone();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= 2.0 / weights.length;
    }
    List<ParameterGradient> gradients = rows.combine(weights).parameters();
    for (int k = 2; k < gradients.size(); k++) { // directions of random laws stay as they are
      check(of, network, gradients.get(k), k);
    }
    check(of, network, gradients.get(1), 1);
  }

  private static void check(Case of, DenseNetwork network, ParameterGradient gradient, int k) {
    INDArray parameter = network.parameters().get(k);
    INDArray tile = parameter.ulike();
    gradient.read(0, gradient.rows(), tile);
    double[] read = HostArrays.copy(tile);
    double size = tile.amaxNumber().doubleValue();
    int index = 0;
    for (int j = 0; j < parameter.columns(); j++) {
      for (int i = 0; i < parameter.rows(); i++) {
        double value = parameter.getDouble(i, j);
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
          parameter.putScalar(i, j, value + (side == 0 ? 1e-5 : -1e-5));
          network.changed();
          losses[side] = mean(of.terms(network).losses(network));
        }
        parameter.putScalar(i, j, value);
        network.changed();
        assertEquals((losses[0] - losses[1]) / 2e-5, read[index++], 1e-6 * size, "part " + k);
      }
    }
  }

  private static double mean(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum / numbers.length;
  }

  /** Parts that are products with the weights themselves must all see those from before. */
  @ParameterizedTest
  @MethodSource("cases")
  void aStepIsTheSubtractionOfWhatIsRead(Case of) {
    DenseNetwork network = network(of.depth());
    SampleRows rows = of.terms(network).rows(network, EXACT, KEY).first();
    double[] weights = {0.2, -0.1, 0.3, 0.05, -0.4};
    List<INDArray> expected = new ArrayList<>();
    for (ParameterGradient gradient : rows.combine(weights).parameters()) {
      INDArray parameter = network.parameters().get(expected.size());
      INDArray tile = parameter.ulike();
      gradient.read(0, gradient.rows(), tile);
      expected.add(parameter.sub(tile.muli(0.1)));
    }
    rows.combine(weights).step(0.1);
    for (int k = 0; k < expected.size(); k++) {
      assertTrue(
          TestNetworks.relativeDifference(network.parameters().get(k), expected.get(k)) < 1e-12,
          "part " + k);
    }
  }

  @Test
  void whatIsNoSumOfTermsGetsASentence() {
    refused("a loss needs at least one term, had none", () -> new WeightedTerms(List.of()));
    WeightedTerms any =
        new Case(1, new Condition(), SpanDirections.all(), HardConstraint.none()).terms(network(1));
    refused("weight must be positive, was 0.0", () -> new WeightedTerms.Term(any, 0));
  }

  private static void refused(String message, Runnable mistake) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, mistake::run).getMessage());
  }
}
