package org.sdze.pinn.problem;

import java.util.List;
import java.util.Set;
import org.sdze.pinn.domain.BrownianPaths;
import org.sdze.pinn.equation.CubatureLift;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.SumValue;
import org.sdze.pinn.operator.Axes;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.SquaredGradientNorm;

final class TerminalProblems {

  private TerminalProblems() {}

  static List<ProblemFactory> all() {
    return List.of(
        new LibraryProblem(
            "hamilton-jacobi-bellman",
            "u_t + Δu − |∇u|² = 0",
            1,
            100_000,
            TerminalProblems::hamiltonJacobiBellman));
  }

  private static Problem hamiltonJacobiBellman(String name, int d) {
    Operator byTime = new Partial(d, 1);
    Axes space = new Axes(0, d);
    Operator laplacian = new Laplacian(space);
    Operator gradient = new SquaredGradientNorm(space);
    return Problem.in(BrownianPaths.fromOrigin(d, 1, 1))
        .named(name)
        .constraint(
            new CubatureLift(
                SumValue.radial(
                    (s, out) -> {
                      out[0] = Math.log((1 + s) / 2);
                      out[1] = 1 / (1 + s);
                      out[2] = -out[1] * out[1];
                    }),
                1,
                1,
                1))
        .equation(
            Equation.of(
                name,
                Set.of(byTime, laplacian, gradient),
                u -> u.get(byTime) + u.get(laplacian) - u.get(gradient)))
        .build();
  }
}
