package org.sdze.pinn.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Solutions by quadrature and by differences satisfy their equations, by central differences. */
class ReferenceSolutionTest {

  private static final double MOVE = 1e-4;

  /** A function of x and t. */
  @FunctionalInterface
  private interface Field {
    double at(double x, double t);
  }

  private static double byX(Field u, double x, double t, double move) {
    return (u.at(x + move, t) - u.at(x - move, t)) / (2 * move);
  }

  private static double byXTwice(Field u, double x, double t, double move) {
    return (u.at(x + move, t) - 2 * u.at(x, t) + u.at(x - move, t)) / (move * move);
  }

  private static double byT(Field u, double x, double t, double move) {
    return (u.at(x, t + move) - u.at(x, t - move)) / (2 * move);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.01 / Math.PI})
  void burgersByQuadratureHasNoResidual(double viscosity) {
    BurgersSolution u = new BurgersSolution(viscosity);
    for (double x : new double[] {-0.9, -0.3, -0.02, 0, 0.005, 0.2, 0.7}) {
      assertEquals(-Math.sin(Math.PI * x), u.at(x, 0), 1e-12);
      for (double t : new double[] {0.1, 0.4, 0.9}) {
        double slope = byX(u::at, x, t, MOVE);
        double curvature = byXTwice(u::at, x, t, MOVE);
        double size = 1 + Math.abs(slope) + viscosity * Math.abs(curvature);
        assertEquals(
            0,
            (byT(u::at, x, t, MOVE) + u.at(x, t) * slope - viscosity * curvature) / size,
            1e-4,
            "x = " + x + ", t = " + t);
      }
    }
    assertEquals(0, u.at(1, 0.6), 1e-10);
  }

  @Test
  void allenCahnByDifferencesHasNoResidual() {
    AllenCahnSolution u = new AllenCahnSolution(1_600, 160, 5);
    for (double x : new double[] {-0.95, -0.6, -0.4, 0, 0.1, 0.45, 0.55, 0.9}) {
      assertEquals(x * x * Math.cos(Math.PI * x), u.at(x, 0), 1e-8);
      for (double t : new double[] {0.1, 0.4, 0.9}) {
        double value = u.at(x, t);
        double diffusion = 1e-4 * byXTwice(u::at, x, t, 2e-3);
        double reaction = 5 * value * (1 - value * value);
        double size = 1 + Math.abs(diffusion) + Math.abs(reaction);
        assertEquals(
            0,
            (byT(u::at, x, t, 2e-3) - diffusion - reaction) / size,
            2e-3,
            "x = " + x + ", t = " + t);
      }
    }
  }

  @Test
  void aFinerGridGivesTheSameAllenCahnSolution() {
    AllenCahnSolution coarse = new AllenCahnSolution(1_600, 160, 5);
    AllenCahnSolution fine = new AllenCahnSolution(2_400, 200, 8);
    for (double t = 0; t <= 1; t += 0.0625) {
      for (double x = -1; x <= 1; x += 0.0078125) {
        assertEquals(fine.at(x, t), coarse.at(x, t), 1e-5, "x = " + x + ", t = " + t);
      }
    }
  }

  @Test
  void kuramotoBySinesHasNoResidual() {
    KuramotoSolution u = new KuramotoSolution(32, 1_000, 12);
    for (double x : new double[] {-0.95, -0.6, -0.25, 0.1, 0.45, 0.8}) {
      assertEquals(-Math.sin(Math.PI * x), u.at(x, 0), 1e-12);
      assertEquals(u.at(x, 0.5), u.at(x + 2, 0.5), 1e-9);
      for (double t : new double[] {0.1, 0.3, 0.6, 0.95}) {
        double time = t;
        double slope = byX(u::at, x, t, 1e-4);
        double curvature = byXTwice(u::at, x, t, 1e-3);
        double fourth = byXTwice((y, s) -> byXTwice(u::at, y, time, 4e-3), x, t, 4e-3);
        double convection = 5 * u.at(x, t) * slope;
        double size = 1 + Math.abs(convection) + Math.abs(curvature) / 2 + Math.abs(fourth) / 200;
        assertEquals(
            0,
            (byT(u::at, x, t, 2e-3) + convection + curvature / 2 + fourth / 200) / size,
            5e-3,
            "x = " + x + ", t = " + t);
      }
    }
  }

  @Test
  void moreSinesAndStepsGiveTheSameKuramotoSolution() {
    KuramotoSolution coarse = new KuramotoSolution(32, 1_000, 12);
    KuramotoSolution fine = new KuramotoSolution(36, 1_600, 12);
    for (double t = 0; t <= 1; t += 0.0625) {
      for (double x = -1; x <= 1; x += 0.03125) {
        assertEquals(fine.at(x, t), coarse.at(x, t), 1e-5, "x = " + x + ", t = " + t);
      }
    }
  }
}
