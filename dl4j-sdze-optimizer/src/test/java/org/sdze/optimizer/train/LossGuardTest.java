package org.sdze.optimizer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The guard on one parameter, with losses that are said to it. */
class LossGuardTest {

  private final INDArray parameter = Nd4j.zeros(DataType.DOUBLE, 2, 3);
  private final LossGuard guard = new LossGuard(new Guard(100, 1));
  private int steps;

  private static double never() {
    throw new AssertionError("the samples were evaluated again without need");
  }

  private boolean step(double loss, DoubleSupplier again) {
    guard.begin(List.of(parameter));
    boolean isAccepted = guard.accepts(List.of(parameter), loss, steps, again);
    if (isAccepted) {
      parameter.addi(1);
    }
    guard.end(List.of(parameter), 1);
    steps++;
    return isAccepted;
  }

  private double value() {
    return parameter.getDouble(1, 2);
  }

  @Test
  void anOrdinaryStepCostsNoEvaluation() {
    for (double loss : new double[] {1, 99, 0.5, 9000, 0, 0, 1e-30}) {
      assertTrue(step(loss, LossGuardTest::never));
    }
  }

  @Test
  void atAnAlarmTheSameSamplesAreEvaluatedBeforeTheLastStep() {
    step(1, LossGuardTest::never);
    step(1, LossGuardTest::never);
    assertTrue(
        step(
            200,
            () -> {
              assertEquals(1, value());
              return 3;
            }));
    assertEquals(3, value()); // where it was, and a step on
    Map<String, TrainingState.Part> remembered = new HashMap<>();
    guard.addTo(remembered);
    List<Double> numbers = remembered.get(TrainingState.GUARD).numbers();
    assertEquals(List.of(1.0, 1.0, 200.0), numbers.subList(4, numbers.size()));
    assertFalse(step(1e5, () -> 999));
    assertEquals(2, value());
  }

  @Test
  void aLossBelowZeroThatFallsIsNotWorse() {
    step(-1, LossGuardTest::never);
    assertTrue(step(-1e4, () -> -2));
    assertFalse(step(1e7, () -> -2e4));
  }

  @Test
  void aSampleThatFailsToBeEvaluatedLeavesTheParametersWhereTheyWere() {
    step(1, LossGuardTest::never);
    assertThrows(
        AssertionError.class,
        () -> guard.accepts(List.of(parameter), 1e6, steps, LossGuardTest::never));
    assertEquals(1, value());
  }

  /**
   * Too large to be copied: nothing is compared, and nothing but a loss without a number ends it.
   */
  @Test
  void aLargeNetworkGoesOn() {
    List<INDArray> large =
        List.of(Nd4j.createUninitialized(DataType.FLOAT, 1, LossGuard.MAX_COPIED + 1));
    assertEquals(0, guard.numbers(large));
    for (double loss : new double[] {1, 1e9, 1e-9, 1e9}) {
      assertSame(LossGuard.Change.NONE, guard.begin(large));
      assertTrue(guard.accepts(large, loss, steps, LossGuardTest::never));
      guard.end(large, 1);
    }
    DivergenceException diverged =
        assertThrows(
            DivergenceException.class,
            () -> guard.accepts(large, Double.NaN, steps, LossGuardTest::never));
    assertTrue(diverged.reason().contains("no copy of more than 16777216 parameters"));
  }

  @Test
  void changesAreToldApartByTheStepBeforeThem() {
    INDArray matrix = Nd4j.valueArrayOf(new long[] {200, 150}, 20, DataType.FLOAT);
    INDArray all = Nd4j.ones(DataType.FLOAT, 200, 150);
    List<INDArray> parameters = List.of(matrix, Nd4j.ones(DataType.FLOAT, 1, 150));
    guard.begin(parameters);
    matrix.subi(1);
    guard.end(parameters, 1);
    assertSame(LossGuard.Change.NONE, guard.begin(parameters));
    matrix.addi(all.mul(0.8)); // less than the step
    assertSame(LossGuard.Change.SLIGHT, guard.begin(parameters));
    matrix.addi(all.mul(8));
    assertSame(LossGuard.Change.FAR, guard.begin(parameters));
    guard.end(parameters, 1);
    guard.begin(parameters);
    matrix.muli(1e20); // a step that exploded does not hide what others do
    guard.end(parameters, 1);
    matrix.divi(1e20);
    assertSame(LossGuard.Change.FAR, guard.begin(parameters));
    matrix.putScalar(3, 4, Double.NaN);
    guard.end(parameters, 1);
    assertSame(LossGuard.Change.NONE, guard.begin(parameters));
    guard.end(parameters, 1);
    matrix.putScalar(3, 4, 1);
    assertSame(LossGuard.Change.FAR, guard.begin(parameters));
  }
}
