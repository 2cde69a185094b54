package org.sdze.pinn.equation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.junit.jupiter.api.Test;
import org.sdze.pinn.domain.Box;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.domain.Shell;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.operator.Combination;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.LinePlan;
import org.sdze.pinn.operator.Mixed;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Value;

/** Operators with coefficients that depend on the point, against closed forms. */
class VariableOperatorsTest {

  private static final double[] X = {0.3, -0.7, 1.1};

  /** x³y + z sin y. */
  private static DerivativeStructure f(DerivativeStructure[] x) {
    return x[0].pow(3).multiply(x[1]).add(x[2].multiply(x[1].sin()));
  }

  private static final double F = cube() * X[1] + X[2] * Math.sin(X[1]);
  private static final double F_X = 3 * X[0] * X[0] * X[1];
  private static final double F_Y = cube() + X[2] * Math.cos(X[1]);
  private static final double F_Z = Math.sin(X[1]);
  private static final double F_XX = 6 * X[0] * X[1];
  private static final double F_XY = 3 * X[0] * X[0];
  private static final double F_YY = -X[2] * Math.sin(X[1]);

  private static double cube() {
    return X[0] * X[0] * X[0];
  }

  private static double value(Operator operator, double... x) {
    LinePlan plan = new LinePlan(List.of(operator), x.length);
    SmoothFunction function = VariableOperatorsTest::f;
    return plan.value(0, function.jets(plan, x), plan.coefficients(0, x));
  }

  @Test
  void advectionIsTheSlopeAlongTheField() {
    Operator all = Combination.along(3, x -> new double[] {x[1], x[2] * x[2], -2});
    assertEquals(X[1] * F_X + X[2] * X[2] * F_Y - 2 * F_Z, value(all, X), 1e-13);
    Operator some = Combination.along(2, x -> new double[] {x[2], 1});
    assertEquals(X[2] * F_X + F_Y, value(some, X), 1e-13);
  }

  @Test
  void aDiagonalTraceWeighsSecondDerivatives() {
    Operator trace = Combination.trace(3, x -> new double[] {x[0] * x[0], x[1], 5});
    assertEquals(X[0] * X[0] * F_XX + X[1] * F_YY, value(trace, X), 1e-13);
  }

  @Test
  void theDivergenceHasTheSlopeOfTheConductivity() {
    SmoothFunction k = x -> x[0].exp().add(x[1].multiply(x[2]));
    double conductivity = Math.exp(X[0]) + X[1] * X[2];
    assertEquals(
        conductivity * (F_XX + F_YY) + Math.exp(X[0]) * F_X + X[2] * F_Y + X[1] * F_Z,
        value(k.divergence(3), X),
        1e-13);
    assertEquals( // the last coordinate being time
        conductivity * (F_XX + F_YY) + Math.exp(X[0]) * F_X + X[2] * F_Y,
        value(k.divergence(2), X),
        1e-13);
  }

  @Test
  void anyLinearOperatorsCanBeCombined() {
    Operator any =
        new Combination(
            "L",
            List.of(new Value(), Mixed.along(0, 1), new Laplacian()),
            x -> new double[] {x[0], 2, x[1]});
    assertEquals(X[0] * F + 2 * F_XY + X[1] * (F_XX + F_YY), value(any, X), 1e-13);
    assertEquals(2, any.order());
  }

  private static void assertNormal(double expected, Domain face, double... x) {
    assertEquals(expected, value(face.normalDerivative(), x), 1e-13, face.toString());
  }

  @Test
  void normalsPointOutward() {
    Box box = Box.sides(0.3, 2, -1, -0.7, 0, 1.1);
    assertNormal(-F_X, box.face(0, false), X);
    assertNormal(F_Y, box.face(1, true), X);
    assertNormal(F_Z, box.faces(List.of(new Box.Face(2, true), new Box.Face(2, false))), X);
    double size = Math.sqrt(X[0] * X[0] + X[1] * X[1] + X[2] * X[2]);
    double radial = (X[0] * F_X + X[1] * F_Y + X[2] * F_Z) / size;
    assertNormal(radial, new UnitBall(3).boundary(), X);
    assertNormal(radial, new Shell(3, 1, 2).outerSphere(), X);
    assertNormal(-radial, new Shell(3, 1, 2).innerSphere(), X);
    double flat = Math.hypot(X[0], X[1]); // the last coordinate being time
    assertNormal((X[0] * F_X + X[1] * F_Y) / flat, new UnitBall(2).during(2).boundary(), X);
    assertNormal(F_Y, Box.sides(0, 1, -1, -0.7).during(2).boundary(), X);
    assertNormal(
        -F_X, Box.sides((float) 0.3, 1, -1, 0).during(2).boundary(), X); // of single precision
  }
}
