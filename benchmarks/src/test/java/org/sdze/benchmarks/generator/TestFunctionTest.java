package org.sdze.benchmarks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.stream.DoubleStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sdze.arbiter.generator.UniformGenerator;
import org.sdze.arbiter.space.ConditionalSpace;
import org.sdze.optimizer.random.RandomKey;

class TestFunctionTest {

  /** Minimizers and minima as published. */
  @Test
  void formulasHaveThePublishedMinima() {
    assertEquals(0.397887, TestFunction.branin(-Math.PI, 12.275), 1e-6);
    assertEquals(0.397887, TestFunction.branin(Math.PI, 2.275), 1e-6);
    assertEquals(0.397887, TestFunction.branin(9.42478, 2.475), 1e-6);
    double[] hartmann = {0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573};
    assertEquals(-3.32237, TestFunction.hartmann(hartmann), 1e-5);
    assertEquals(0, TestFunction.rosenbrock(DoubleStream.of(1, 1, 1, 1)), 0);
    assertEquals(0, TestFunction.ackley(new double[5]), 1e-14);
  }

  /** The value of a function at a point of the cube, its leaves numbered. */
  private static double value(TestFunction function, double... point) {
    ParameterSpace<Double> space = function.space();
    assertEquals(
        point.length, new UniformGenerator<>(space, 0).getCandidate().getFlatParameters().length);
    return space.getValue(point);
  }

  @Test
  void minimaLieInTheSpaces() {
    // plain+0 is the second of four levels, mirrored+1 the last
    assertEquals(0.397887, value(TestFunction.BRANIN, (Math.PI + 5) / 15, 2.275 / 15, 0.3), 1e-6);
    assertEquals(
        1.397887, value(TestFunction.BRANIN, (5 - Math.PI + 5) / 15, 2.275 / 15, 0.9), 1e-6);
    assertEquals(0.1, value(TestFunction.TREE, 0.9, 0.9, 0.2, 0.5, 1, 1, 1, 0, 1), 1e-12);
    assertEquals(0.4, value(TestFunction.TREE, 0.2, 0.9, 0.2, 1, 1, 1, 0.5, 1, 0), 1e-12);
    assertEquals(0, value(TestFunction.ROSENBROCK, 0.75, 0.75, 0.75, 0.75, 0.9), 1e-12);
    assertEquals(2, value(TestFunction.ROSENBROCK, 0.75, 0.75, 0.1, 0.1, 0.5), 1e-12);
    double zero = 6.5 / 19;
    assertEquals(0, value(TestFunction.ACKLEY, 1.0 / 3, 1.0 / 3, zero, zero, 0.9), 1e-6);
    assertEquals(
        -3.32237,
        value(TestFunction.HARTMANN, 0.20169, 0.150011, 0.476874, 0.275332, 6.5 / 21, 13.5 / 21),
        0.02);
  }

  /** 200 points, each inactive leaf moved. */
  @ParameterizedTest
  @EnumSource
  void inactiveLeavesDoNotEnterTheValue(TestFunction function) {
    ParameterSpace<Double> space = function.space();
    UniformGenerator<Double> points = new UniformGenerator<>(space, 1);
    UniformRandomProvider random = RandomKey.root(2).generator();
    boolean conditional = false;
    for (int n = 0; n < 200; n++) {
      double[] point = points.getCandidate().getFlatParameters();
      double[] moved = point.clone();
      BitSet inactive = ConditionalSpace.of(space).inactive(point);
      inactive.stream().forEach(k -> moved[k] = random.nextDouble());
      conditional |= !inactive.isEmpty();
      assertEquals(space.getValue(point), space.getValue(moved));
    }
    assertEquals(function == TestFunction.TREE || function == TestFunction.ROSENBROCK, conditional);
    assertTrue(function.title().length() > 5);
  }
}
