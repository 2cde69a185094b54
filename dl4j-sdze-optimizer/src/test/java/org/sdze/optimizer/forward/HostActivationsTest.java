package org.sdze.optimizer.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Held to Java's own functions. */
class HostActivationsTest {

  /** Of both signs, from 10⁻⁶ to the largest, more than a tile. */
  private static double[] numbers(double largest) {
    int half = 3_000;
    double[] z = new double[2 * half];
    for (int i = 0; i < half; i++) {
      z[i] = largest * Math.pow(1e-6 / largest, i / (half - 1.0));
      z[half + i] = -z[i];
    }
    return z;
  }

  private static double[][] apply(Activation activation, DataType type, double[] z) {
    INDArray in = Nd4j.create(z, new long[] {z.length / 2, 2}, 'f').castTo(type);
    INDArray[] out = {in.ulike(), in.ulike(), in.ulike()};
    for (INDArray each : out) {
      each.assign(Double.NaN);
    }
    assertTrue(HostActivations.suit(activation, in, out[0], out[1], out[2]));
    HostActivations.apply(activation, in, out[0], out[1], out[2]);
    double[][] numbers = new double[4][];
    for (int k = 0; k < 3; k++) {
      numbers[k] = HostArrays.copy(out[k]);
    }
    numbers[3] = HostArrays.copy(in);
    return numbers;
  }

  private static void agree(
      double[] z, DoubleUnaryOperator expected, double[] actual, double relative, double absolute) {
    for (int i = 0; i < z.length; i++) {
      double value = expected.applyAsDouble(z[i]);
      assertEquals(value, actual[i], relative * Math.abs(value) + absolute, "at " + z[i]);
    }
  }

  /** σ′ and σ″ lose what 1 − y² does where y is near ±1. */
  @ParameterizedTest
  @CsvSource({"FLOAT, 6e-7, 6e-7", "DOUBLE, 2e-15, 2e-15"})
  void tanhIsAsCloseAsItSays(DataType type, double relative, double absolute) {
    double[][] all = apply(Activation.TANH, type, numbers(50));
    double[] z = all[3];
    agree(z, Math::tanh, all[0], relative, 0);
    agree(z, x -> 1 / Math.pow(Math.cosh(x), 2), all[1], 3 * relative, absolute);
    agree(
        z, x -> -2 * Math.tanh(x) / Math.pow(Math.cosh(x), 2), all[2], 5 * relative, 2 * absolute);
  }

  /** In the tiles' range, and beyond it. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT, 1.5, 3e-7",
    "FLOAT, 1000, 3e-7",
    "FLOAT, 1e6, 3e-7",
    "DOUBLE, 1e5, 2e-15",
    "DOUBLE, 1e9, 2e-15"
  })
  void sineIsAsCloseAsItSays(DataType type, double largest, double absolute) {
    double[][] all = apply(Activation.SINE, type, numbers(largest));
    double[] z = all[3];
    agree(z, Math::sin, all[0], 0, absolute);
    agree(z, Math::cos, all[1], 0, absolute);
    agree(z, x -> -Math.sin(x), all[2], 0, absolute);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 127, 128, 300, 512})
  void theLargestIsFoundWhereverItIs(int length) {
    for (int at = 0; at < length; at++) {
      float[] z = new float[length + 1];
      Arrays.fill(z, -0.5f);
      z[length] = 9; // beyond
      z[at] = at % 2 == 0 ? -2 : 2;
      assertEquals(2, HostActivations.largest(z, new float[length], new float[length], length));
      z[at] = Float.NaN;
      assertEquals(
          Float.NaN, HostActivations.largest(z, new float[length], new float[length], length));
    }
  }

  /** Numbers within half a turn take a shorter way where all of a tile are. */
  @Test
  void sineHasTheSameBitsWhateverItsNeighboursAre() {
    double[] within = numbers(1.5);
    double[] beyond = within.clone();
    for (int i = 0; i < beyond.length; i += 1000) {
      beyond[i] = 3;
    }
    double[][] alone = apply(Activation.SINE, DataType.FLOAT, within);
    double[][] beside = apply(Activation.SINE, DataType.FLOAT, beyond);
    for (int k = 0; k < 3; k++) {
      for (int i = 0; i < within.length; i++) {
        assertEquals(i % 1000 == 0 ? beside[k][i] : alone[k][i], beside[k][i]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TANH, FLOAT", "TANH, DOUBLE", "SINE, FLOAT", "SINE, DOUBLE"})
  void whatBecomesOfAJetIsMadeOfTheDerivatives(Activation activation, DataType type) {
    INDArray z = Nd4j.create(numbers(4), new long[] {2000, 3}, 'f').castTo(type);
    INDArray alongField = z.mul(0.3).addi(1).dup('f');
    double[] squares = {0.5, -2, 3};
    INDArray[] out = {z.ulike(), z.ulike(), z.ulike(), z.ulike(), z.ulike()};
    HostActivations.apply(
        activation, z, alongField, squares, out[0], out[1], out[2], out[3], out[4]);
    double[][] expected = apply(activation, type, numbers(4));
    for (int k = 0; k < 3; k++) {
      assertArrayEquals(expected[k], HostArrays.copy(out[k]));
    }
    double[] along = HostArrays.copy(alongField);
    double[] field = HostArrays.copy(out[3]);
    double[] laplacian = HostArrays.copy(out[4]);
    double relative = type == DataType.DOUBLE ? 1e-15 : 1e-6;
    for (int i = 0; i < along.length; i++) {
      double first = expected[1][i] * along[i];
      double second = expected[2][i] * squares[i / 2000];
      assertEquals(first, field[i], relative * Math.abs(first));
      assertEquals(second, laplacian[i], relative * Math.abs(second));
    }
  }

  @ParameterizedTest
  @CsvSource({"TANH, FLOAT", "TANH, DOUBLE", "SINE, FLOAT", "SINE, DOUBLE"})
  void whatIsNoNumberStaysSoAndHarmsNoOther(Activation activation, DataType type) {
    double[] z = numbers(3);
    double[][] clean = apply(activation, type, z);
    z[7] = Double.NaN;
    double[][] all = apply(activation, type, z);
    for (int k = 0; k < 3; k++) {
      assertTrue(Double.isNaN(all[k][7]));
      for (int i = 0; i < z.length; i++) {
        if (i != 7) {
          assertEquals(clean[k][i], all[k][i], 1e-6);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TANH, FLOAT, 2e-3", "TANH, DOUBLE, 1e-5", "SINE, FLOAT, 2e-3", "SINE, DOUBLE, 1e-5"})
  void jerkIsTheDifferenceQuotient(Activation activation, DataType type, double tolerance) {
    double[] z = numbers(3);
    INDArray in = Nd4j.create(z, new long[] {z.length / 2, 2}, 'f').castTo(type);
    INDArray jerk = in.ulike().assign(Double.NaN);
    HostActivations.jerk(activation, 1e-3, in, jerk);
    DoubleUnaryOperator exact =
        activation == Activation.SINE
            ? x -> -Math.cos(x)
            : x -> (6 * Math.pow(Math.tanh(x), 2) - 2) / Math.pow(Math.cosh(x), 2);
    agree(z, exact, HostArrays.copy(jerk), 0, tolerance);
  }

  @Test
  void othersAreLeftToNd4j() {
    INDArray z = Nd4j.zeros(DataType.FLOAT, 3, 2).dup('f');
    assertFalse(HostActivations.suit(Activation.SWISH, z));
    assertTrue(HostActivations.suit(Activation.TANH, z));
  }
}
