package org.sdze.optimizer.subspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;

class LowRankEstimatorTest {

  private static final RandomKey KEY = RandomKey.root(17);
  private static final int RANK = 2;

  private static DenseNetwork network(DataType type) {
    return TestNetworks.create(type, Activation.TANH, KEY.index(0), 4, 3, 3);
  }

  private static MeanSquare objective(DataType type) {
    return new MeanSquare(KEY.index(1), 3, 4, type);
  }

  /** The numbers of a gradient in its own coordinates. */
  private static double[] coordinates(List<ParameterGradient> gradients) {
    List<Double> numbers = new ArrayList<>();
    for (ParameterGradient parameter : gradients) {
      INDArray tile =
          Nd4j.createUninitialized(
              DataType.DOUBLE, new long[] {parameter.rows(), parameter.columns()}, 'f');
      parameter.read(0, parameter.rows(), tile);
      for (double number : HostArrays.copy(tile)) {
        numbers.add(number);
      }
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The subspaces of the estimator's first interval, made once more from its key. */
  private static List<LowRankSubspace> subspaces(DenseNetwork network) {
    RandomKey key = KEY.purpose(Purpose.SUBSPACE).index(0);
    List<LowRankSubspace> subspaces = new ArrayList<>();
    for (INDArray parameter : network.parameters()) {
      subspaces.add(new LowRankSubspace(parameter, RANK, key.index(subspaces.size())));
    }
    return subspaces;
  }

  /** ∂L by every coordinate of the subspace, by central differences, error of order 1e-9. */
  private static double[] exact(DenseNetwork network, MeanSquare objective) {
    double h = 1e-5;
    List<Double> slopes = new ArrayList<>();
    List<INDArray> saved = TestNetworks.copy(network);
    List<LowRankSubspace> subspaces = subspaces(network);
    for (int k = 0; k < subspaces.size(); k++) {
      INDArray like = subspaces.get(k).draw(KEY);
      for (int j = 0; j < like.columns(); j++) {
        for (int i = 0; i < like.rows(); i++) {
          INDArray unit = like.ulike().assign(0).putScalar(i, j, 1);
          double[] losses = new double[2];
          for (int side = 0; side < 2; side++) {
            subspaces.get(k).move(unit, side == 0 ? h : -h);
            losses[side] = objective.loss(network);
            network.parameters().get(k).assign(saved.get(k));
          }
          slopes.add((losses[0] - losses[1]) / (2 * h));
        }
      }
    }
    return slopes.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Running means and variances of a vector. */
  private static final class Moments {
    private final double[] sum;
    private final double[] squares;
    private int n;

    Moments(int length) {
      sum = new double[length];
      squares = new double[length];
    }

    void add(double[] values) {
      n++;
      for (int i = 0; i < values.length; i++) {
        sum[i] += values[i];
        squares[i] += values[i] * values[i];
      }
    }

    double mean(int i) {
      return sum[i] / n;
    }

    double squaredError(int i) {
      return (squares[i] / n - mean(i) * mean(i)) / (n - 1);
    }
  }

  /**
   * Stein's identity: for S standard normal, E[(L(θ+εZ) − L(θ−εZ))/(2ε) · S] is the gradient by S
   * of the smoothed loss E[L(θ + εZ)], which is E[∇L(θ + εZ)]: two independent samples of n = 1500
   * each at ε = 0.2 must have the same mean. 23 coordinates, bound 4 standard errors of the
   * difference each, false-alarm rate 1.5e-3; a coordinate off by 6 of them is found in all but 2 %
   * of keys. That the plain gradient would not do is checked beside it.
   */
  @Test
  void meanIsTheGradientOfTheSmoothedLoss() {
    int n = 1500;
    double smoothing = 0.2;
    DenseNetwork network = network(DataType.DOUBLE);
    MeanSquare objective = objective(DataType.DOUBLE);
    LowRankEstimator estimator = new LowRankEstimator(new LowRank(RANK, n, 1, smoothing), KEY);
    double[] plain = exact(network, objective);
    Moments estimates = new Moments(plain.length);
    Moments gradients = new Moments(plain.length);
    List<INDArray> saved = TestNetworks.copy(network);
    List<LowRankSubspace> subspaces = subspaces(network);
    for (int step = 0; step < n; step++) {
      RandomKey key = KEY.step(step);
      estimates.add(coordinates(estimator.estimate(network, objective, key, step).gradients()));
      for (int k = 0; k < saved.size(); k++) {
        subspaces.get(k).move(subspaces.get(k).draw(key.index(1000 + k)), smoothing);
      }
      gradients.add(exact(network, objective));
      for (int k = 0; k < saved.size(); k++) {
        network.parameters().get(k).assign(saved.get(k));
      }
    }
    double farthest = 0;
    for (int i = 0; i < plain.length; i++) {
      double error = Math.sqrt(estimates.squaredError(i) + gradients.squaredError(i));
      assertEquals(gradients.mean(i), estimates.mean(i), 4 * error, "coordinate " + i);
      farthest =
          Math.max(
              farthest,
              Math.abs(gradients.mean(i) - plain[i]) / Math.sqrt(gradients.squaredError(i)));
    }
    assertTrue(farthest > 10, "smoothing must have an effect to be seen, had " + farthest);
  }

  /**
   * Small smoothing and fresh frames at every step: the mean in the parameters is the whole
   * gradient. n = 3000 at ε = 1e-3, whose bias (of order ε², relative 1e-5) is far below the
   * standard errors; all 31 parameters, bound 4 standard errors, false-alarm rate 2e-3; a component
   * off by 6 of them (0.3 of the largest) is found in all but 2 % of keys.
   */
  @Test
  void meanOverFramesIsTheWholeGradient() {
    int n = 3000;
    DenseNetwork network = network(DataType.DOUBLE);
    MeanSquare objective = objective(DataType.DOUBLE);
    LowRankEstimator estimator = new LowRankEstimator(new LowRank(RANK, 1, 1, 1e-3), KEY);
    double[] start = parameters(network);
    Moments changes = new Moments(start.length);
    List<INDArray> saved = TestNetworks.copy(network);
    for (int step = 0; step < n; step++) {
      estimator
          .estimate(network, objective, KEY.step(step), step)
          .gradients()
          .forEach(each -> each.step(1));
      double[] change = parameters(network);
      for (int i = 0; i < change.length; i++) {
        change[i] = start[i] - change[i];
      }
      changes.add(change);
      for (int k = 0; k < saved.size(); k++) {
        network.parameters().get(k).assign(saved.get(k));
      }
    }
    double[] gradient = gradient(network, objective);
    for (int i = 0; i < gradient.length; i++) {
      assertEquals(
          gradient[i], changes.mean(i), 4 * Math.sqrt(changes.squaredError(i)), "parameter " + i);
    }
  }

  private static double[] parameters(DenseNetwork network) {
    return network.parameters().stream()
        .flatMapToDouble(parameter -> java.util.Arrays.stream(HostArrays.copy(parameter)))
        .toArray();
  }

  private static double[] gradient(DenseNetwork network, MeanSquare objective) {
    List<Double> slopes = new ArrayList<>();
    for (INDArray parameter : network.parameters()) {
      for (int j = 0; j < parameter.columns(); j++) {
        for (int i = 0; i < parameter.rows(); i++) {
          double value = parameter.getDouble(i, j);
          parameter.putScalar(i, j, value + 1e-5);
          double up = objective.loss(network);
          parameter.putScalar(i, j, value - 1e-5);
          slopes.add((up - objective.loss(network)) / 2e-5);
          parameter.putScalar(i, j, value);
        }
      }
    }
    return slopes.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void anEstimateLeavesTheSameBits(DataType type) {
    DenseNetwork network = network(type);
    long[] before = TestNetworks.bits(network);
    LowRankEstimator estimator = new LowRankEstimator(new LowRank(RANK, 2, 3, 0.3), KEY);
    long version = network.version();
    for (int step = 0; step < 5; step++) {
      estimator.estimate(network, objective(type), KEY.step(step), step);
      assertArrayEquals(before, TestNetworks.bits(network));
    }
    assertNotEquals(version, network.version());
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void anObjectiveThatThrowsLeavesTheSameBits(DataType type) {
    DenseNetwork network = network(type);
    long[] before = TestNetworks.bits(network);
    for (int failing = 0; failing < 4; failing++) {
      Objective objective = failingAt(failing, objective(type));
      LowRankEstimator estimator = new LowRankEstimator(new LowRank(RANK, 2, 2, 0.3), KEY);
      assertThrows(
          IllegalStateException.class, () -> estimator.estimate(network, objective, KEY, 0));
      assertArrayEquals(before, TestNetworks.bits(network));
    }
  }

  private static Objective failingAt(int evaluation, Objective objective) {
    int[] evaluations = {0};
    return new Objective() {
      @Override
      public int samples() {
        return objective.samples();
      }

      @Override
      public double[] losses(DenseNetwork network) {
        if (evaluations[0]++ == evaluation) {
          throw new IllegalStateException("the objective failed");
        }
        return objective.losses(network);
      }
    };
  }

  @Test
  void framesAreKeptForTheRefreshInterval() {
    DenseNetwork network = network(DataType.DOUBLE);
    MeanSquare objective = objective(DataType.DOUBLE);
    LowRankEstimator estimator = new LowRankEstimator(new LowRank(RANK, 2, 1, 1e-3), KEY);
    double[][] estimates = new double[3][];
    for (int step = 0; step < 3; step++) { // the same draw in each, so that frames alone differ
      estimates[step] =
          coordinates(estimator.estimate(network, objective, KEY.step(0), step).gradients());
    }
    assertArrayEquals(estimates[0], estimates[1]);
    assertTrue(Math.abs(estimates[0][0] - estimates[2][0]) > 1e-6);
  }

  @Test
  void probesAreAveraged() {
    DenseNetwork network = network(DataType.DOUBLE);
    MeanSquare objective = objective(DataType.DOUBLE);
    LowRankEstimator estimator = new LowRankEstimator(new LowRank(RANK, 9, 4, 1e-6), KEY);
    LowRankEstimator.Estimate estimate = estimator.estimate(network, objective, KEY, 0);
    List<LowRankSubspace> subspaces = subspaces(network);
    double[] gradient = exact(network, objective);
    double[] expected = new double[gradient.length];
    for (int probe = 0; probe < 4; probe++) { // ĝ = mean (∇·S) S
      RandomKey key = KEY.purpose(Purpose.PROBE).index(probe);
      List<Double> draw = new ArrayList<>();
      for (int k = 0; k < subspaces.size(); k++) {
        for (double number : HostArrays.copy(subspaces.get(k).draw(key.index(k)))) {
          draw.add(number);
        }
      }
      double slope = 0;
      for (int i = 0; i < gradient.length; i++) {
        slope += gradient[i] * draw.get(i);
      }
      for (int i = 0; i < gradient.length; i++) {
        expected[i] += slope * draw.get(i) / 4;
      }
    }
    assertArrayEquals(expected, coordinates(estimate.gradients()), 1e-6);
    assertEquals(objective.loss(network), estimate.loss(), 1e-8);
  }

  @Test
  void aRankAboveTheSmallerSideIsRefused() {
    LowRankEstimator estimator = new LowRankEstimator(new LowRank(4, 9, 1, 1e-3), KEY);
    DenseNetwork network = network(DataType.FLOAT);
    assertEquals(
        "rank must be between 1 and the smaller side of the matrix (3 for layer \"layer0\"), was 4",
        assertThrows(
                IllegalArgumentException.class,
                () -> estimator.estimate(network, objective(DataType.FLOAT), KEY, 0))
            .getMessage());
  }

  @Test
  void subtractingByRowsEqualsAStep() {
    DenseNetwork network = network(DataType.DOUBLE);
    DenseNetwork twin = network(DataType.DOUBLE);
    ParameterGradient byRows =
        subspaces(network).get(0).gradient(TestNetworks.gaussian(KEY, DataType.DOUBLE, 2, 2), 0);
    ParameterGradient whole =
        subspaces(twin).get(0).gradient(TestNetworks.gaussian(KEY, DataType.DOUBLE, 2, 2), 0);
    for (int row = 0; row < 2; row++) {
      INDArray tile = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {1, 2}, 'f');
      byRows.read(row, row + 1L, tile);
      byRows.subtract(row, row + 1L, tile.muli(0.5));
    }
    whole.step(0.5);
    assertEquals(
        0,
        TestNetworks.relativeDifference(network.entrance().weights(), twin.entrance().weights()),
        1e-14);
  }
}
