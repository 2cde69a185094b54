package org.sdze.pinn.jet.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hipparchus.analysis.differentiation.DSFactory;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.hipparchus.analysis.differentiation.UnivariateDerivative2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.TestNetworks;

/** The contract of every rule: σ, σ′ and σ″ are the derivatives of σ's definition. */
class ActivationRuleTest {

  private static final int POINTS = 801;

  /** −4, −3.99, …, 4. */
  private static double[] grid() {
    return Stream.iterate(-400, i -> i + 1).limit(POINTS).mapToDouble(i -> i / 100.0).toArray();
  }

  private static double[][] apply(Activation activation, DataType type, double[] z) {
    INDArray in = Nd4j.create(z, new long[] {z.length, 1}, 'f').castTo(type);
    INDArray before = in.dup('f');
    INDArray[] out = new INDArray[3];
    double[][] numbers = new double[3][];
    for (int k = 0; k < 3; k++) { // garbage on entry
      out[k] = in.ulike().assign(Double.NaN);
    }
    ActivationRule.of(activation).apply(in, out[0], out[1], out[2]);
    assertEquals(before, in);
    for (int k = 0; k < 3; k++) {
      numbers[k] = HostArrays.copy(out[k]);
    }
    return numbers;
  }

  private static void agree(double expected, double actual, double relative, double absolute) {
    assertEquals(expected, actual, Math.max(absolute, relative * Math.abs(expected)));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void rulesAreTheDerivativesOfTheDefinition(Activation activation) {
    double[] z = grid();
    double[][] rule = apply(activation, DataType.DOUBLE, z);
    for (int i = 0; i < z.length; i++) {
      UnivariateDerivative2 y =
          TestNetworks.activate(activation, new UnivariateDerivative2(z[i], 1, 0));
      agree(y.getValue(), rule[0][i], 1e-10, 1e-14);
      agree(y.getFirstDerivative(), rule[1][i], 1e-10, 1e-14);
      agree(y.getSecondDerivative(), rule[2][i], 1e-10, 1e-14);
    }
  }

  /** σ⁽ᵐ⁾/m! of the definition; relative to the largest on the grid where one happens to vanish. */
  @ParameterizedTest
  @EnumSource(Activation.class)
  void taylorCoefficientsAreTheDerivativesToOrderSix(Activation activation) {
    double[] z = grid();
    INDArray in = Nd4j.create(z, new long[] {z.length, 1}, 'f');
    INDArray before = in.dup('f');
    List<INDArray> series = TaylorRule.of(activation).coefficients(in, 6);
    assertEquals(before, in);
    DSFactory factory = new DSFactory(1, 6);
    double[][] expected = new double[7][z.length];
    for (int i = 0; i < z.length; i++) {
      DerivativeStructure y = TestNetworks.activate(activation, factory.variable(0, z[i]));
      double factorial = 1;
      for (int m = 0; m <= 6; m++) {
        factorial *= Math.max(1, m);
        expected[m][i] = y.getPartialDerivative(m) / factorial;
      }
    }
    for (int m = 0; m <= 6; m++) {
      double size = Arrays.stream(expected[m]).map(Math::abs).max().orElseThrow();
      double[] actual = HostArrays.copy(series.get(m));
      for (int i = 0; i < z.length; i++) {
        agree(expected[m][i], actual[i], 1e-10, 1e-12 * size);
      }
    }
  }

  /** The kernels of order 2 are held to the series, which is the specification. */
  @ParameterizedTest
  @EnumSource(Activation.class)
  void rulesAreTheSeriesToOrderTwo(Activation activation) {
    double[] z = grid();
    double[][] rule = apply(activation, DataType.DOUBLE, z);
    List<INDArray> series =
        TaylorRule.of(activation).coefficients(Nd4j.create(z, new long[] {z.length, 1}, 'f'), 2);
    for (int m = 0; m <= 2; m++) {
      double[] coefficients = HostArrays.copy(series.get(m));
      for (int i = 0; i < z.length; i++) {
        agree(coefficients[i] * (m == 2 ? 2 : 1), rule[m][i], 1e-10, 1e-14);
      }
    }
  }

  /** What is done in one pass over memory is what ND4J's operations give. */
  @ParameterizedTest
  @EnumSource(Activation.class)
  void oneWayIsTheOther(Activation activation) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray z = Nd4j.create(grid(), new long[] {POINTS, 1}, 'f').castTo(type);
      INDArray[] expected = {z.ulike(), z.ulike(), z.ulike()};
      ActivationRule.byOperations(activation).apply(z, expected[0], expected[1], expected[2]);
      double[][] actual = apply(activation, type, grid());
      for (int k = 0; k < 3; k++) {
        double[] numbers = HostArrays.copy(expected[k]);
        double size = Arrays.stream(numbers).map(Math::abs).max().orElseThrow();
        double tolerance = type == DataType.DOUBLE ? 1e-12 : 1e-5;
        for (int i = 0; i < POINTS; i++) {
          assertEquals(numbers[i], actual[k][i], tolerance * size);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void rulesHoldInSinglePrecision(Activation activation) {
    double[] z = grid();
    double[][] rule = apply(activation, DataType.FLOAT, z);
    for (int i = 0; i < z.length; i++) {
      UnivariateDerivative2 y =
          TestNetworks.activate(activation, new UnivariateDerivative2((float) z[i], 1, 0));
      agree(y.getValue(), rule[0][i], 2e-6, 1e-6);
      agree(y.getFirstDerivative(), rule[1][i], 2e-6, 1e-6);
      agree(y.getSecondDerivative(), rule[2][i], 2e-6, 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void farFromZeroNothingOverflows(Activation activation) {
    double[] z = {-200, -80, 80}; // at 89 the exponential of DL4J's softplus overflows
    double[][] rule = apply(activation, DataType.FLOAT, z);
    for (double[] numbers : rule) {
      for (double number : numbers) {
        assertTrue(Double.isFinite(number));
      }
    }
  }

  /** tanh is made of the logistic function: it must stay odd, and flat at its ends. */
  @Test
  void tanhIsOddAndSaturates() {
    double[][] rule = apply(Activation.TANH, DataType.DOUBLE, new double[] {-30, 30, -1, 1, 0});
    assertEquals(-1, rule[0][0]);
    assertEquals(1, rule[0][1]);
    assertEquals(-rule[0][2], rule[0][3], 1e-15);
    assertEquals(0, rule[0][4], Double.MIN_VALUE); // of either sign
    assertEquals(0, rule[1][0], 1e-30);
    assertEquals(0, rule[2][1], 1e-30);
  }
}
