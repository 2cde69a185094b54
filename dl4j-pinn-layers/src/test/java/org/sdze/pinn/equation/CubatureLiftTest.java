package org.sdze.pinn.equation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sdze.optimizer.random.RandomKey;

class CubatureLiftTest {

  private static final RandomKey KEY = RandomKey.root(4);
  private static final double[] POINT = {0.3, -1.1, 0.7, 0.2, -0.4, 0.25}; // time is the last

  /** exp(−‖x‖²/2), as a function of a point. */
  private record Bell() implements GeneralValue.Function {
    @Override
    public double at(double[] x, double[] gradient) {
      double value = Math.exp(-square(x) / 2);
      for (int axis = 0; axis < x.length; axis++) {
        gradient[axis] = -x[axis] * value;
      }
      return value;
    }

    @Override
    public double laplacian(double[] x) {
      return (square(x) - x.length) * Math.exp(-square(x) / 2);
    }

    private static double square(double[] x) {
      return Arrays.stream(x).map(each -> each * each).sum();
    }
  }

  private static final SumValue RADIAL =
      SumValue.radial(
          (s, out) -> {
            out[0] = Math.exp(-s / 2);
            out[1] = -out[0] / 2;
            out[2] = out[0] / 4;
          });

  @Test
  void aSumCostsLessAndIsTheSame() {
    TerminalValue.Smoothed any = GeneralValue.of(new Bell(), 5, 5, KEY).smoothed(POINT, 0.6, -0.9);
    TerminalValue.Smoothed sum = RADIAL.smoothed(POINT, 0.6, -0.9);
    assertEquals(any.value(), sum.value(), 1e-14);
    assertEquals(any.laplacian(), sum.laplacian(), 1e-13);
    assertArrayEquals(any.gradient(), sum.gradient(), 1e-14);
  }

  /** Central differences; 0.8 τ^½ is a deviation whose slope by time is −0.4 τ^−½. */
  @Test
  void someDirectionsGiveAFunctionWhoseDerivativesAreItsOwn() {
    GeneralValue some = GeneralValue.of(new Bell(), 5, 2, KEY);
    TerminalValue.Smoothed here = at(some, POINT);
    double move = 1e-4;
    double laplacian = 0;
    for (int axis = 0; axis <= 5; axis++) {
      double[] up = POINT.clone();
      double[] down = POINT.clone();
      up[axis] += move;
      down[axis] -= move;
      double above = at(some, up).value();
      double below = at(some, down).value();
      assertEquals((above - below) / (2 * move), here.gradient()[axis], 1e-8, "axis " + axis);
      laplacian += axis < 5 ? (above - 2 * here.value() + below) / (move * move) : 0;
    }
    assertEquals(laplacian, here.laplacian(), 1e-6);
  }

  private static TerminalValue.Smoothed at(TerminalValue value, double[] point) {
    double left = Math.sqrt(1 - point[5]);
    return value.smoothed(point, 0.8 * left, -0.4 / left);
  }
}
