package org.sdze.optimizer.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;

/** The contract of first-order rules, and each rule's formula written out in plain Java. */
class FirstOrderRuleTest {

  private static final int ROWS = 6;
  private static final int COLUMNS = 3;
  private static final int STEPS = 7;

  static Stream<FirstOrderRule> rules() {
    return Stream.of(
        new Sgd(0),
        new Sgd(0.9),
        new Adam(),
        new Adam(0, 0.5, 1e-3),
        new FactoredMoments(),
        new FactoredMoments(0.5, 1e-3));
  }

  /** The gradient of a step; rows and columns differ in size by orders of magnitude. */
  private static INDArray gradient(int step, DataType type) {
    INDArray gradient = TestNetworks.gaussian(RandomKey.root(3).step(step), type, ROWS, COLUMNS);
    for (int i = 0; i < ROWS; i++) {
      gradient.getRow(i).muli(Math.pow(10, i - 3));
    }
    gradient.getColumn(1).muli(50);
    return gradient;
  }

  /** The changes of all steps. */
  private static INDArray[] run(FirstOrderRule rule, DataType type, int tile) {
    FirstOrderRule.State state = rule.state(ROWS, COLUMNS, gradient(0, type));
    INDArray[] changes = new INDArray[STEPS];
    for (int step = 0; step < STEPS; step++) {
      INDArray gradient = gradient(step, type);
      for (int from = 0; from < ROWS; from += tile) {
        INDArray rows =
            gradient.get(NDArrayIndex.interval(from, from + tile), NDArrayIndex.all()).dup('f');
        state.transform(rows, from, step);
        gradient.get(NDArrayIndex.interval(from, from + tile), NDArrayIndex.all()).assign(rows);
      }
      changes[step] = gradient;
    }
    return changes;
  }

  private static void equal(double[][] expected, INDArray actual) {
    double[][] rows = HostArrays.rows(actual);
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        assertEquals(expected[i][j], rows[i][j], 1e-12 * Math.abs(expected[i][j]));
      }
    }
  }

  /** The first step of factored moments is left out: there the column averages are the tile's. */
  @ParameterizedTest
  @MethodSource("rules")
  void tilesGiveTheSameAsTheWhole(FirstOrderRule rule) {
    INDArray[] whole = run(rule, DataType.DOUBLE, ROWS);
    INDArray[] tiles = run(rule, DataType.DOUBLE, 2);
    for (int step = rule instanceof FactoredMoments ? 1 : 0; step < STEPS; step++) {
      assertEquals(0, TestNetworks.relativeDifference(tiles[step], whole[step]), 1e-13);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void floatAgreesWithDouble(FirstOrderRule rule) {
    INDArray[] exact = run(rule, DataType.DOUBLE, ROWS);
    INDArray[] single = run(rule, DataType.FLOAT, ROWS);
    for (int step = 0; step < STEPS; step++) {
      assertEquals(DataType.FLOAT, single[step].dataType());
      assertEquals(
          0,
          TestNetworks.relativeDifference(single[step].castTo(DataType.DOUBLE), exact[step]),
          1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void vanishingGradientsGiveFiniteChanges(FirstOrderRule rule) {
    FirstOrderRule.State state = rule.state(ROWS, COLUMNS, gradient(0, DataType.FLOAT));
    for (int step = 0; step < 3; step++) {
      INDArray gradient = Nd4j.zeros(DataType.FLOAT, ROWS, COLUMNS).dup('f');
      state.transform(gradient, 0, step);
      assertArrayEquals(new double[ROWS * COLUMNS], HostArrays.copy(gradient));
    }
  }

  /** In single precision the share of such a column in the whole is 0, and 0/0 is no change. */
  @ParameterizedTest
  @MethodSource("rules")
  void unitsWithoutGradientStayBesideHugeOnes(FirstOrderRule rule) {
    FirstOrderRule.State state = rule.state(ROWS, COLUMNS, gradient(0, DataType.FLOAT));
    for (int step = 0; step < 3; step++) {
      INDArray gradient = gradient(step, DataType.FLOAT).muli(1e12).dup('f');
      gradient.getColumn(0).assign(0);
      gradient.getRow(2).assign(0);
      state.transform(gradient, 0, step);
      for (INDArray still : List.of(gradient.getColumn(0), gradient.getRow(2))) {
        assertEquals(0, still.amaxNumber().doubleValue());
      }
      assertTrue(gradient.amaxNumber().doubleValue() > 0.1, gradient::toString);
    }
  }

  @Test
  void sgdIsTheGradientOrItsHeavyBallAverage() {
    INDArray[] plain = run(new Sgd(0), DataType.DOUBLE, ROWS);
    INDArray[] heavy = run(new Sgd(0.9), DataType.DOUBLE, ROWS);
    double[][] velocity = new double[ROWS][COLUMNS];
    for (int step = 0; step < STEPS; step++) {
      double[][] g = HostArrays.rows(gradient(step, DataType.DOUBLE));
      equal(g, plain[step]);
      for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLUMNS; j++) {
          velocity[i][j] = 0.9 * velocity[i][j] + g[i][j];
        }
      }
      equal(velocity, heavy[step]);
    }
  }

  /** m̂ / (√v̂ + ε̂) in the paper's second form: α_t = √(1 − β₂ᵗ)/(1 − β₁ᵗ), m / (√v + ε). */
  @Test
  void adamIsTheFormulaOfThePaper() {
    INDArray[] changes = run(new Adam(0.8, 0.95, 1e-3), DataType.DOUBLE, ROWS);
    double[][] m = new double[ROWS][COLUMNS];
    double[][] v = new double[ROWS][COLUMNS];
    for (int step = 0; step < STEPS; step++) {
      double[][] g = HostArrays.rows(gradient(step, DataType.DOUBLE));
      double[][] expected = new double[ROWS][COLUMNS];
      int t = step + 1;
      for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLUMNS; j++) {
          m[i][j] = 0.8 * m[i][j] + 0.2 * g[i][j];
          v[i][j] = 0.95 * v[i][j] + 0.05 * g[i][j] * g[i][j];
          expected[i][j] =
              Math.sqrt(1 - Math.pow(0.95, t))
                  / (1 - Math.pow(0.8, t))
                  * m[i][j]
                  / (Math.sqrt(v[i][j]) + 1e-3);
        }
      }
      equal(expected, changes[step]);
    }
  }

  /**
   * g_ij / √(R_i C_j / mean C), at most 3 in size, averages corrected for their start; C of the
   * steps before.
   */
  @Test
  void factoredMomentsAreTheFormulaOfAdafactor() {
    double decay = 0.7;
    INDArray[] changes = run(new FactoredMoments(decay, 1e-3), DataType.DOUBLE, ROWS);
    double[] r = new double[ROWS];
    double[] c = new double[COLUMNS];
    for (int step = 0; step < STEPS; step++) {
      double[][] g = HostArrays.rows(gradient(step, DataType.DOUBLE));
      double[] columnMeans = new double[COLUMNS];
      for (int i = 0; i < ROWS; i++) {
        double rowMean = 0;
        for (int j = 0; j < COLUMNS; j++) {
          double square = g[i][j] * g[i][j] + 1e-3;
          rowMean += square / COLUMNS;
          columnMeans[j] += square / ROWS;
        }
        r[i] = decay * r[i] + (1 - decay) * rowMean;
      }
      double[] seen = new double[COLUMNS];
      double mean = 0;
      for (int j = 0; j < COLUMNS; j++) {
        seen[j] = step == 0 ? columnMeans[j] : c[j] / (1 - Math.pow(decay, step));
        mean += seen[j] / COLUMNS;
      }
      double[][] expected = new double[ROWS][COLUMNS];
      for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLUMNS; j++) {
          double moment = r[i] / (1 - Math.pow(decay, step + 1.0)) * seen[j] / mean;
          expected[i][j] = Math.max(-3, Math.min(3, g[i][j] / Math.sqrt(moment)));
        }
      }
      equal(expected, changes[step]);
      for (int j = 0; j < COLUMNS; j++) {
        c[j] = decay * c[j] + (1 - decay) * columnMeans[j];
      }
    }
  }
}
