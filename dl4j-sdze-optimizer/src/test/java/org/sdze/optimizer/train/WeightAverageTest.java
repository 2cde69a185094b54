package org.sdze.optimizer.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.TrainingState.Part;

/** The averaged weights, held to the recursion of the paper written out for one number. */
class WeightAverageTest {

  private static final double ANY = Double.POSITIVE_INFINITY; // rate

  private static final int STEPS = 80;
  private static final ParameterUpdate.Time NOW = new ParameterUpdate.Time(0, 0, 0);

  private static Parameter parameter(String name, INDArray matrix, double rate) {
    return new Parameter(name, matrix, List.of(), (iteration, epoch) -> rate);
  }

  private static INDArray gaussian(int key, DataType type) {
    return TestNetworks.gaussian(RandomKey.root(71).index(key), type, 5, 3);
  }

  /** A step whose change, before the rate, is 2 (y − target). */
  private static double[] step(WeightAverage average, List<Parameter> parameters, double target) {
    average.begin(parameters);
    double[] asked = numbers(parameters.get(0).matrix());
    List<INDArray> changes =
        parameters.stream().map(each -> each.matrix().sub(target).muli(2)).toList();
    List<Parameter> warmed = average.warmed(parameters, ANY);
    average.move(
        warmed,
        NOW,
        () -> {
          for (int k = 0; k < parameters.size(); k++) {
            double rate = warmed.get(k).rate().at(0, 0);
            parameters.get(k).matrix().subi(changes.get(k).muli(rate));
          }
        });
    average.end(true);
    return asked;
  }

  private static double[] numbers(INDArray matrix) {
    return matrix.castTo(DataType.DOUBLE).dup('f').data().asDouble();
  }

  /** Rates that differ, of which each parameter keeps its own; and an order that is no kernel's. */
  @ParameterizedTest
  @ValueSource(chars = {'f', 'c'})
  void everyStepIsThatOfThePaper(char order) {
    double[] rates = {0.05, 0.3};
    INDArray[] arrays = {gaussian(1, DataType.DOUBLE).dup(order), gaussian(2, DataType.DOUBLE)};
    List<Parameter> parameters =
        List.of(parameter("a", arrays[0], rates[0]), parameter("b", arrays[1], rates[1]));
    double[][] x = {numbers(arrays[0]), numbers(arrays[1])};
    double[][] z = {x[0].clone(), x[1].clone()};
    double[] sums = new double[2];
    WeightAverage average = new WeightAverage();
    for (int t = 1; t <= STEPS; t++) {
      double[] asked = step(average, parameters, 1.5);
      for (int k = 0; k < 2; k++) {
        double rate = rates[k] * Math.min(1, t / 30.0);
        sums[k] += rate * rate;
        for (int i = 0; i < x[k].length; i++) {
          double y = 0.1 * z[k][i] + 0.9 * x[k][i];
          if (k == 0) {
            assertEquals(y, asked[i], 1e-12);
          }
          z[k][i] -= rate * 2 * (y - 1.5);
          x[k][i] += rate * rate / sums[k] * (z[k][i] - x[k][i]);
        }
        assertArrayEquals(x[k], numbers(arrays[k]), 1e-12);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aStepThatFailsLeavesEveryBit(DataType type) {
    INDArray matrix = gaussian(3, type);
    List<Parameter> parameters = List.of(parameter("a", matrix, 0.1));
    WeightAverage average = new WeightAverage();
    step(average, parameters, 1);
    step(average, parameters, 1);
    long[] before = TestNetworks.bits(matrix);
    average.begin(parameters);
    assertFalse(java.util.Arrays.equals(before, TestNetworks.bits(matrix)));
    average.end(false);
    assertArrayEquals(before, TestNetworks.bits(matrix));
    assertThrows(
        IllegalStateException.class,
        () -> average.move(average.warmed(parameters, ANY), NOW, () -> matrix.addi(1)));
    assertArrayEquals(before, TestNetworks.bits(matrix));
    average.begin(parameters);
    assertThrows(
        ArithmeticException.class,
        () ->
            average.move(
                average.warmed(parameters, ANY),
                NOW,
                () -> {
                  throw new ArithmeticException("in the midst of it");
                }));
    average.end(false);
    assertArrayEquals(before, TestNetworks.bits(matrix));
  }

  /** As rows of an embedding that no sample names: no rounding may move them, step after step. */
  @Test
  void whatGetsNoGradientDoesNotMove() {
    INDArray matrix = gaussian(4, DataType.FLOAT);
    List<Parameter> parameters = List.of(parameter("a", matrix, 0.1));
    long[] before = TestNetworks.bits(matrix);
    WeightAverage average = new WeightAverage();
    for (int t = 0; t < STEPS; t++) {
      average.begin(parameters);
      average.move(average.warmed(parameters, ANY), NOW, () -> {});
      average.end(true);
    }
    assertArrayEquals(before, TestNetworks.bits(matrix));
  }

  @Test
  void aRateOfZeroMovesNothing() {
    INDArray matrix = gaussian(5, DataType.FLOAT);
    List<Parameter> parameters = List.of(parameter("a", matrix, 0));
    long[] before = TestNetworks.bits(matrix);
    WeightAverage average = new WeightAverage();
    step(average, parameters, 1);
    step(average, parameters, 1);
    assertArrayEquals(before, TestNetworks.bits(matrix));
  }

  @Test
  void theRateFallsWhereTheLossRises() {
    INDArray matrix = gaussian(10, DataType.FLOAT);
    List<Parameter> parameters = List.of(parameter("a", matrix, 0.1));
    WeightAverage average = new WeightAverage();
    for (int t = 0; t < 40; t++) {
      average.see(1 - 0.01 * t);
      step(average, parameters, 1);
    }
    assertEquals(0.1, average.warmed(parameters, ANY).get(0).rate().at(0, 0));
    for (int t = 0; t < 60; t++) {
      average.see(1 + 0.1 * t);
    }
    assertEquals(0.005, average.warmed(parameters, ANY).get(0).rate().at(0, 0), 1e-15);
    assertEquals(0.003, average.warmed(parameters, 0.003).get(0).rate().at(0, 0));
    assertEquals(0.005, average.warmed(parameters, 0.006).get(0).rate().at(0, 0), 1e-15);
    average.forget();
    assertEquals(0.1 / 30, average.warmed(parameters, ANY).get(0).rate().at(0, 0), 1e-15);
  }

  @Test
  void whatIsForgottenBeginsAnew() {
    INDArray matrix = gaussian(6, DataType.DOUBLE);
    INDArray other = gaussian(7, DataType.DOUBLE);
    WeightAverage average = new WeightAverage();
    for (int t = 0; t < STEPS; t++) {
      step(average, List.of(parameter("a", matrix, 0.1)), 1);
    }
    average.forget();
    matrix.assign(other);
    WeightAverage fresh = new WeightAverage();
    for (int t = 0; t < 3; t++) {
      step(average, List.of(parameter("a", matrix, 0.1)), 1);
      step(fresh, List.of(parameter("a", other, 0.1)), 1);
    }
    assertArrayEquals(TestNetworks.bits(other), TestNetworks.bits(matrix));
  }

  /** x and z are both held to what x is held to, so that y is as well where that is convex. */
  @Test
  void aConstraintHoldsForBoth() {
    INDArray matrix = gaussian(8, DataType.DOUBLE);
    List<Parameter> parameters = List.of(parameter("a", matrix, 0.5));
    WeightAverage average = new WeightAverage();
    for (int t = 0; t < STEPS; t++) {
      step(average, parameters, 5);
      average.amend(() -> matrix.assign(org.nd4j.linalg.ops.transforms.Transforms.min(matrix, 2)));
      assertTrue(matrix.maxNumber().doubleValue() <= 2);
    }
    average.begin(parameters);
    assertEquals(2, matrix.minNumber().doubleValue(), 1e-3);
    assertTrue(matrix.maxNumber().doubleValue() <= 2 + 1e-12);
    average.end(false);
  }

  @Test
  void itGoesOnFromItsStateToTheBit() {
    INDArray matrix = gaussian(9, DataType.FLOAT);
    WeightAverage average = new WeightAverage();
    for (int t = 0; t < 7; t++) {
      step(average, List.of(parameter("a", matrix, 0.1)), 1);
    }
    Map<String, Part> parts = new TreeMap<>();
    average.addTo(parts);
    TrainingState state = TrainingState.ofText(new TrainingState(7, parts).text());
    assertTrue(state.isAveraged());
    INDArray copy = matrix.dup('f');
    WeightAverage other = new WeightAverage();
    other.resume(state);
    Part saved = state.part(TrainingState.AVERAGE + "a");
    assertTrue(other.resume(parameter("a", copy, 0.1), saved));
    assertFalse(other.resume(parameter("a", copy.transpose(), 0.1), saved));
    assertFalse(other.resume(parameter("a", copy, 0.1), Part.NONE));
    for (int t = 0; t < 40; t++) {
      step(average, List.of(parameter("a", matrix, 0.1)), 1);
      step(other, List.of(parameter("a", copy, 0.1)), 1);
    }
    assertArrayEquals(TestNetworks.bits(matrix), TestNetworks.bits(copy));
  }
}
