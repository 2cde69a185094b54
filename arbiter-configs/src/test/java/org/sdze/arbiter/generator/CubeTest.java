package org.sdze.arbiter.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.distribution.GeometricDistribution;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.BooleanSpace;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.junit.jupiter.api.Test;

class CubeTest {

  /** The cube of a space whose leaves a generator has numbered. */
  private static Cube cube(ParameterSpace<?> space) {
    return new Cube(new UniformGenerator<>(space, 0).getParameterSpace());
  }

  @Test
  void continuousCoordinatesAreTheirOwnFeatures() {
    Cube cube =
        cube(Spaces.listed(new ContinuousParameterSpace(new LogUniformDistribution(1e-5, 1))));
    assertArrayEquals(new double[] {0.37}, cube.features(new double[] {0.37}));
    assertFalse(cube.categorical(0));
  }

  @Test
  void integersAreTheMiddlesOfTheirIntervals() {
    Cube cube = cube(Spaces.listed(new IntegerParameterSpace(3, 6)));
    for (int k = 0; k < 4; k++) {
      assertEquals((k + 0.5) / 4, cube.features(new double[] {k / 4.0 + 0.01})[0], 1e-9);
      assertEquals((k + 0.5) / 4, cube.features(new double[] {k / 4.0 + 0.24})[0], 1e-9);
    }
  }

  @Test
  void integersOfAnyDistributionAreTheMiddlesOfTheirQuantiles() {
    // chances 1/2, 1/4, 1/8, …
    Cube cube = cube(Spaces.listed(new IntegerParameterSpace(new GeometricDistribution(0.5))));
    assertEquals(0.25, cube.features(new double[] {0.4})[0], 1e-9);
    assertEquals(0.625, cube.features(new double[] {0.7})[0], 1e-9);
    assertEquals(0.8125, cube.features(new double[] {0.76})[0], 1e-9);
  }

  @Test
  void namesAndBooleansHaveNoOrder() {
    Cube cube =
        cube(Spaces.listed(new DiscreteParameterSpace<>("a", "b", "c"), new BooleanSpace()));
    assertTrue(cube.categorical(0) && cube.categorical(1));
    double[] first = cube.features(new double[] {0.1, 0.2});
    assertArrayEquals(first, cube.features(new double[] {0.3, 0.4}));
    double[] second = cube.features(new double[] {0.5, 0.9});
    assertNotEquals(first[0], second[0]);
    assertNotEquals(first[1], second[1]);
  }

  @Test
  void numbersInOrderAreOrdered() {
    Cube cube =
        cube(
            Spaces.listed(
                new DiscreteParameterSpace<>(16, 32, 128), new DiscreteParameterSpace<>(1, 3, 2)));
    assertFalse(cube.categorical(0));
    assertTrue(cube.categorical(1));
    assertEquals(5.0 / 6, cube.features(new double[] {0.7, 0})[0], 1e-9);
  }

  @Test
  void inactiveCoordinatesHaveNoFeatureAndSettleInTheMiddle() {
    Cube cube = cube(Spaces.rules());
    double[] sgd = cube.features(new double[] {0.2, 0.6, 0.1});
    assertEquals(0.6, sgd[1]);
    assertTrue(Double.isNaN(sgd[2]));
    assertTrue(Arrays.equals(sgd, cube.features(new double[] {0.4, 0.6, 0.9})));
    assertArrayEquals(new double[] {0.2, 0.6, 0.5}, cube.settled(new double[] {0.2, 0.6, 0.1}));
    assertArrayEquals(new double[] {0.7, 0.6, 0.1}, cube.settled(new double[] {0.7, 0.6, 0.1}));
    assertEquals(0.1, cube.features(new double[] {0.7, 0.6, 0.1})[2]);
  }

  @Test
  void aLeafInTwoPlacesIsOneCoordinate() {
    ContinuousParameterSpace shared = new ContinuousParameterSpace(0, 1);
    assertEquals(1, cube(Spaces.listed(shared, shared)).dimension());
  }
}
