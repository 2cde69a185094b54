package org.sdze.pinn.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.domain.BrownianPaths;
import org.sdze.pinn.equation.CubatureLift;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.SumValue;
import org.sdze.pinn.equation.Summand;
import org.sdze.pinn.operator.Axes;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;

/**
 * Problems on R^d × [0, T] whose value at the end is given, as in the papers on deep backward
 * stochastic differential equations (arXiv:1707.02568, arXiv:1804.07010) and STDE's tables
 * (arXiv:2412.00088): what is asked for is u(x_0, 0). Source: docs/method.md §6a.
 */
final class TerminalProblems {

  private static final int LARGEST = 100_000;
  private static final double SHORT = 0.3; // T of the semilinear ones

  private TerminalProblems() {}

  static List<ProblemFactory> all() {
    return List.of(
        new LibraryProblem(
            "hamilton-jacobi-bellman",
            "u_t + Δu − |∇u|² = 0, u(x, 1) = log((1 + |x|²)/2)",
            1,
            LARGEST,
            TerminalProblems::hamiltonJacobiBellman),
        new LibraryProblem(
            "black-scholes-barenblatt",
            "u_t + ½σ²Σ Xᵢ² uᵢᵢ = r(u − X·∇u), u(X, 1) = |X|², in the coordinates xᵢ = log Xᵢ − (r − σ²/2)t",
            1,
            LARGEST,
            TerminalProblems::blackScholesBarenblatt),
        semilinear(
            "allen-cahn-terminal",
            "u_t + Δu + u − u³ = 0, u(x, 0.3) = 1/(2 + 0.4|x|²)",
            2.5,
            u -> u - u * u * u),
        semilinear(
            "semilinear-heat",
            "u_t + Δu + (1 − u²)/(1 + u²) = 0, u(x, 0.3) = 5/(10 + 2|x|²)",
            2.5,
            u -> (1 - u * u) / (1 + u * u)),
        semilinear(
            "sine-gordon-terminal",
            "u_t + Δu + sin u = 0, u(x, 0.3) = 5/(10 + 2|x|²)",
            2.5,
            Math::sin));
  }

  /**
   * u_t + Δu + f(u) = 0 with c/(5 + ‖x‖²) at the end; the value is the same for 1/(2 + 0.4‖x‖²).
   */
  private static ProblemFactory semilinear(
      String name, String description, double c, DoubleUnaryOperator f) {
    return new LibraryProblem(
        name,
        description,
        1,
        LARGEST,
        (given, d) -> {
          Operator value = new Value();
          Operator byTime = new Partial(d, 1);
          Operator laplacian = new Laplacian(new Axes(0, d));
          SumValue end =
              SumValue.radial(
                  (s, out) -> {
                    out[0] = c / (5 + s);
                    out[1] = -out[0] / (5 + s);
                    out[2] = -2 * out[1] / (5 + s);
                  });
          BrownianPaths paths = BrownianPaths.fromOrigin(d, 1, SHORT);
          Solution solution = new RadialReference(d, SHORT, q -> c / (5 + q), f);
          return Problem.in(paths)
              .named(given)
              .constraint(new CubatureLift(end, 1, SHORT, 1))
              .equation(
                  Equation.of(
                      given,
                      Set.of(value, byTime, laplacian),
                      u -> u.get(byTime) + u.get(laplacian) + f.applyAsDouble(u.value())))
              .solution(solution)
              .reference(new ReferenceValue(paths.origin(), solution))
              .build();
        });
  }

  private static Problem hamiltonJacobiBellman(String name, int d) {
    Operator byTime = new Partial(d, 1);
    Axes space = new Axes(0, d);
    Operator laplacian = new Laplacian(space);
    Operator gradient = new SquaredGradientNorm(space);
    SumValue end =
        SumValue.radial(
            (s, out) -> {
              out[0] = Math.log((1 + s) / 2);
              out[1] = 1 / (1 + s);
              out[2] = -out[1] * out[1];
            });
    BrownianPaths paths = BrownianPaths.fromOrigin(d, 1, 1);
    Solution solution = new ColeHopf(d, 1);
    return Problem.in(paths)
        .named(name)
        .constraint(new CubatureLift(end, 1, 1, 1))
        .equation(
            Equation.of(
                name,
                Set.of(byTime, laplacian, gradient),
                u -> u.get(byTime) + u.get(laplacian) - u.get(gradient)))
        .solution(solution)
        .reference(new ReferenceValue(paths.origin(), solution))
        .build();
  }

  /**
   * In logarithms of prices that move with their drift the equation is u_t + ½σ²Δu − ru = 0, and a
   * geometric Brownian motion a plain one. At time 0 every second price is 1, the others ½.
   */
  private static Problem blackScholesBarenblatt(String name, int d) {
    double rate = 0.05;
    double volatility = 0.4;
    double diffusion = volatility * volatility / 2;
    double drift = rate - diffusion;
    List<Double> start = new ArrayList<>();
    for (int i = 0; i < d; i++) {
      start.add(i % 2 == 0 ? 0.0 : Math.log(0.5));
    }
    Operator byTime = new Partial(d, 1);
    Operator laplacian = new Laplacian(new Axes(0, d));
    SumValue end =
        new SumValue(
            (s, out) -> {
              out[0] = s;
              out[1] = 1;
              out[2] = 0;
            },
            new Summand.SquaredPrice(drift));
    BrownianPaths paths = new BrownianPaths(start, diffusion, 1);
    Solution solution =
        points -> {
          double[][] x = HostArrays.rows(points);
          double[] values = new double[x.length];
          for (int i = 0; i < values.length; i++) {
            double t = x[i][d];
            for (int k = 0; k < d; k++) {
              values[i] += Math.exp(2 * (x[i][k] + drift * t));
            }
            values[i] *= Math.exp((rate + volatility * volatility) * (1 - t));
          }
          return values;
        };
    return Problem.in(paths)
        .named(name)
        .constraint(new CubatureLift(end, diffusion, 1, d))
        .equation(
            Equation.of(
                name,
                Set.of(new Value(), byTime, laplacian),
                u -> (u.get(byTime) + diffusion * u.get(laplacian) - rate * u.value()) / d))
        .solution(solution)
        .reference(new ReferenceValue(paths.origin(), solution))
        .build();
  }
}
