package org.sdze.optimizer.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;

/** The rows of a regression are the derivatives of its residuals, by central differences. */
class RegressionObjectiveTest {

  private static final int SAMPLES = 5;
  private static final double STEP = 1e-5;
  private static final UnitCredit ALL = new UnitCredit(UnitCredit.ALL, 1e-5, true);
  private static final RandomKey KEY = RandomKey.root(1);

  private static DenseNetwork network(Activation activation, int depth) {
    int[] widths = new int[depth + 1];
    Arrays.fill(widths, 4);
    widths[0] = 3;
    return TestNetworks.create(DataType.DOUBLE, activation, RandomKey.root(10), widths);
  }

  private static RegressionObjective objective() {
    return objective(targets(), null);
  }

  private static double[] targets() {
    return HostArrays.copy(TestNetworks.gaussian(RandomKey.root(2), DataType.DOUBLE, SAMPLES, 1));
  }

  private static RegressionObjective objective(double[] targets, double @Nullable [] weights) {
    return new RegressionObjective(
        TestNetworks.gaussian(RandomKey.root(1), DataType.DOUBLE, SAMPLES, 3),
        targets,
        weights,
        new Workspace(DataType.DOUBLE));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void rowsAreCentralDifferencesForEveryActivation(Activation activation) {
    check(network(activation, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void rowsAreCentralDifferencesAtEveryDepth(int depth) {
    check(network(Activation.TANH, depth));
  }

  @Test
  void weightedRowsAreCentralDifferencesAndASampleThatWeighsNothingMayHaveAnyTarget() {
    double[] weights = new double[SAMPLES];
    Arrays.setAll(weights, i -> i % 3 * 0.7);
    double[] targets = targets();
    targets[0] = Double.NaN;
    DenseNetwork network = network(Activation.TANH, 2);
    check(network, objective(targets, weights));
    double[] plain = objective().losses(network);
    double[] weighted = objective(targets, weights).losses(network);
    for (int i = 0; i < SAMPLES; i++) {
      assertEquals(weights[i] * plain[i], weighted[i], 1e-12);
    }
  }

  @Test
  void weightsThatAreNoneAreRefused() {
    for (double[] weights : List.of(new double[] {1}, new double[] {1, 1, -1, 1, 1})) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> objective(targets(), weights))
              .getMessage();
      assertTrue(
          message.equals("there must be a weight for each of 5 points, were 1")
              || message.equals(
                  "weights of samples must not be negative, but that of sample 2 was -1.0"),
          message);
    }
  }

  private static void check(DenseNetwork network) {
    check(network, objective());
  }

  private static void check(DenseNetwork network, RegressionObjective objective) {
    SampleRows rows = objective.rows(network, ALL, KEY).first();
    List<INDArray> parameters = network.parameters();
    for (int k = 0; k < parameters.size(); k++) {
      INDArray parameter = parameters.get(k);
      RowBlock block = rows.blocks().get(k);
      for (long i = 0; i < parameter.rows(); i++) {
        for (long j = 0; j < parameter.columns(); j++) {
          INDArray direction = Nd4j.zeros(DataType.DOUBLE, parameter.rows(), parameter.columns());
          direction.putScalar(i, j, 1);
          double[] expected = difference(network, objective, parameter, i, j);
          double[] actual = HostArrays.copy(block.multiply(direction.dup('f')));
          assertArrayEquals(expected, actual, 1e-6, "parameter %d at %d, %d".formatted(k, i, j));
        }
      }
    }
  }

  /** Central differences of the residuals. */
  private static double[] difference(
      DenseNetwork network, RegressionObjective objective, INDArray parameter, long i, long j) {
    double before = parameter.getDouble(i, j);
    parameter.putScalar(i, j, before + STEP);
    double[] up = objective.rows(network, ALL, KEY).first().residuals();
    parameter.putScalar(i, j, before - STEP);
    double[] down = objective.rows(network, ALL, KEY).first().residuals();
    parameter.putScalar(i, j, before);
    double[] difference = new double[up.length];
    for (int n = 0; n < up.length; n++) {
      difference[n] = (up[n] - down[n]) / (2 * STEP);
    }
    return difference;
  }

  @Test
  void gramAndCombinationAreThoseOfTheRowsWrittenOut() {
    DenseNetwork network = network(Activation.TANH, 2);
    SampleRows rows = objective().rows(network, ALL, KEY).first();
    double[] weights = {0.3, -1, 2, 0.5, 1.5};
    INDArray kernel = rows.gram(rows);
    INDArray column = Nd4j.create(weights, new long[] {SAMPLES, 1}, 'f');
    INDArray sum = Nd4j.zeros(DataType.DOUBLE, SAMPLES, 1);
    for (int k = 0; k < network.parameters().size(); k++) {
      RowBlock block = rows.blocks().get(k);
      INDArray combined =
          Nd4j.createUninitialized(
              DataType.DOUBLE,
              new long[] {block.combine(column).rows(), block.combine(column).columns()},
              'f');
      block.combine(column).read(0, combined.rows(), combined);
      sum.addi(block.multiply(combined)); // J Jᵀ a, parameter by parameter
    }
    assertEquals(0, sum.distance2(kernel.mmul(column)), 1e-10);
  }

  @Test
  void aBlockOfUnitsLeavesTheOthersOut() {
    DenseNetwork network = network(Activation.TANH, 1);
    SampleRows rows = objective().rows(network, new UnitCredit(2, 1e-5, true), KEY).first();
    INDArray bias = Nd4j.eye(4).castTo(DataType.DOUBLE);
    int moved = 0;
    for (int j = 0; j < 4; j++) {
      double norm =
          rows.blocks().get(1).multiply(bias.getRow(j, true).dup('f')).norm2Number().doubleValue();
      moved += norm > 0 ? 1 : 0;
    }
    assertEquals(2, moved);
  }

  @Test
  void lossesAreSquaredResiduals() {
    DenseNetwork network = network(Activation.SINE, 2);
    double[] residuals = objective().rows(network, ALL, KEY).first().residuals();
    double[] losses = objective().losses(network);
    for (int i = 0; i < SAMPLES; i++) {
      assertEquals(residuals[i] * residuals[i], losses[i], 1e-12);
      assertTrue(losses[i] > 0);
    }
  }
}
