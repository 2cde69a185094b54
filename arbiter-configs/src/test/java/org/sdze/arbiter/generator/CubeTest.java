package org.sdze.arbiter.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.distribution.GeometricDistribution;
import org.deeplearning4j.arbiter.MultiLayerSpace;
import org.deeplearning4j.arbiter.layers.DenseLayerSpace;
import org.deeplearning4j.arbiter.layers.OutputLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.BooleanSpace;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.junit.jupiter.api.Test;
import org.sdze.arbiter.space.SdzeSpace;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.SdzeSettings;

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

  /** A network's space is no conditional one itself, but its updater's is. */
  @Test
  void conditionsInsideOfANetworkSpaceCount() {
    IntegerParameterSpace width = new IntegerParameterSpace(8, 15);
    MultiLayerSpace network =
        new MultiLayerSpace.Builder()
            .updater(
                new SdzeSpace()
                    .with(SdzeSettings.CREDIT, Credit.NOISE, Credit.LOW_RANK)
                    .with(SdzeSettings.RANK, new IntegerParameterSpace(1, 4)))
            .addLayer(new DenseLayerSpace.Builder().nIn(4).nOut(width).build())
            .addLayer(new OutputLayerSpace.Builder().nIn(width).nOut(2).build())
            .build();
    Cube cube = cube(network);
    assertEquals(3, cube.dimension());
    int inactive = 0;
    int categorical = -1;
    for (int k = 0; k < 3; k++) {
      categorical = cube.categorical(k) ? k : categorical;
    }
    double[] point = {0.3, 0.3, 0.3};
    point[categorical] = 0.1; // noise
    double[] noise = cube.features(point);
    point[categorical] = 0.9; // low rank
    double[] lowRank = cube.features(point);
    for (int k = 0; k < 3; k++) {
      inactive += Double.isNaN(noise[k]) ? 1 : 0;
      assertFalse(Double.isNaN(lowRank[k]));
    }
    assertEquals(1, inactive, "the rank alone");
  }

  @Test
  void aLeafInTwoPlacesIsOneCoordinate() {
    ContinuousParameterSpace shared = new ContinuousParameterSpace(0, 1);
    assertEquals(1, cube(Spaces.listed(shared, shared)).dimension());
  }
}
