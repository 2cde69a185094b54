package org.sdze.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sdze.cuda.driver.CudaDevice;
import org.sdze.cuda.driver.DeviceArray;
import org.sdze.cuda.driver.Kernels;
import org.sdze.cuda.driver.Kernels.Grid;
import org.sdze.optimizer.random.RandomKey;

/** The device's random numbers, through the stand-in. */
class DrawsTest {

  private static final RandomKey KEY = RandomKey.root(11);

  @BeforeAll
  static void useStandIn() throws IOException, InterruptedException {
    StandIn.use();
  }

  /** Of Random123's own tests (Salmon et al. 2011). */
  @Test
  void philoxGivesTheKnownAnswers() {
    assertArrayEquals(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, Draws.philox(0, 0, 0, 0, 0, 0));
    assertArrayEquals(
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        Draws.philox(-1, -1, -1, -1, -1, -1));
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        Draws.philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
  }

  @Test
  void theKernelsPhiloxIsThat() {
    int calls = 300;
    try (CudaDevice device = CudaDevice.open();
        Kernels kernels = device.load(BallStep.text("kernels.ptx"));
        DeviceArray bits = device.array(4L * calls)) {
      kernels.launch("philoxBits", Grid.of(2), 256, 0, bits, calls, 5, -6, 7, 8, -9).run();
      int[] found = bits.ints();
      for (int i = 0; i < calls; i++) {
        int[] expected = Draws.philox(i, 5, -6, 7, 8, -9);
        for (int k = 0; k < 4; k++) {
          assertEquals(expected[k], found[4 * i + k]);
        }
      }
    }
  }

  /** Moments within five standard errors; each number is that of double, rounded to 11 bits. */
  @Test
  void normalsAreThoseOfDouble() {
    int points = 64;
    int d = 2_001;
    int step = 3;
    try (CudaDevice device = CudaDevice.open();
        Kernels kernels = device.load(BallStep.text("kernels.ptx"));
        DeviceArray out = device.array((long) points * d);
        DeviceArray parameters = device.array(5)) {
      long state = KEY.state();
      parameters.write(new int[] {step, (int) state, (int) (state >>> 32), 0, 0});
      kernels.launch("normals", Grid.of(8), 256, 0, out, points, d, parameters, 1).run();
      float[] x = out.floats();
      double[] moments = new double[4];
      double lag = 0;
      for (int k = 0; k < x.length; k++) {
        double exact = Draws.normal(k % d, k / d, step, 1, KEY);
        // half a unit of 11 bits, and what single precision loses of a small radius
        assertEquals(exact, x[k], Math.abs(exact) * 0x1p-11 + 2e-5);
        assertEquals(x[k], Draws.rounded(x[k]), 0);
        for (int m = 0; m < moments.length; m++) {
          moments[m] += Math.pow(x[k], m + 1) / x.length;
        }
        lag += k == 0 ? 0 : (double) x[k] * x[k - 1] / x.length;
      }
      double error = 5 / Math.sqrt(x.length);
      assertEquals(0, moments[0], error);
      assertEquals(1, moments[1], error * Math.sqrt(2));
      assertEquals(0, moments[2], error * Math.sqrt(15));
      assertEquals(3, moments[3], error * Math.sqrt(96));
      assertEquals(0, lag, error);
    }
  }

  @Test
  void pointsLieInTheBall() {
    for (double[] point : Draws.points(40, 7, 2, KEY)) {
      double sum = 0;
      for (double x : point) {
        sum += x * x;
      }
      assertTrue(sum > 0 && sum < 1.001);
    }
  }
}
