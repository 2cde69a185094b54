package org.sdze.pinn.problem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.equation.AllenCahn;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.equation.Poisson;
import org.sdze.pinn.equation.SineGordon;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.SquaredGradientNorm;

class ProblemTest {

  private static final RandomKey KEY = RandomKey.root(9);

  @ParameterizedTest
  @EnumSource
  void theSourceIsTheLeftSideOfTheExactSolution(Family family) {
    ExactSolution solution = family.solution(6, KEY);
    INDArray points = TestPoints.inBall(DataType.DOUBLE, 20, 6);
    assertSource(new Poisson(), u -> 0, solution, points);
    assertSource(new AllenCahn(), u -> u - u * u * u, solution, points);
    assertSource(new SineGordon(), Math::sin, solution, points);
  }

  private static void assertSource(
      Equation equation, DoubleUnaryOperator rest, ExactSolution solution, INDArray points) {
    ExactValues exact = solution.at(points);
    double[] expected = exact.laplacian().clone();
    for (int i = 0; i < expected.length; i++) {
      expected[i] += rest.applyAsDouble(exact.value()[i]);
    }
    Problem problem = Problem.manufactured("any", equation, solution);
    assertEquals(6, problem.dimension());
    assertArrayEquals(expected, problem.source(points), 1e-12);
  }

  @Test
  void anEquationThatNeedsTheGradientIsRefused() {
    Equation eikonal =
        new Equation() {
          @Override
          public String name() {
            return "eikonal";
          }

          @Override
          public Set<Operator> operators() {
            return Set.of(new SquaredGradientNorm());
          }

          @Override
          public double leftSide(OperatorValues u) {
            return u.squaredGradientNorm();
          }
        };
    ExactSolution solution = TwoBody.of(3, KEY);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> Problem.manufactured("any", eikonal, solution));
    assertEquals(
        "the equation \"eikonal\" needs ‖∇u‖², which no reference solution gives",
        error.getMessage());
  }
}
