package org.sdze.pinn.problem;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.sdze.pinn.domain.Box;
import org.sdze.pinn.domain.Cylinder;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.Poisson;
import org.sdze.pinn.equation.SmoothFunction;
import org.sdze.pinn.operator.Axes;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;

/**
 * Poisson's and the heat equation on unit boxes with soft conditions, as in the papers on natural
 * gradients (arXiv:2302.13163, arXiv:2405.15603, arXiv:2505.12149; docs/method.md §7a).
 */
final class BoxProblems {

  private BoxProblems() {}

  static List<ProblemFactory> all() {
    return List.of(
        new LibraryProblem(
            "poisson-sines",
            "Δu = g on [0, 1]^d, u = Π sin πxᵢ on all faces",
            1,
            10,
            (name, d) -> poisson(name, d, x -> product(x, t -> t.multiply(Math.PI).sin()))),
        new LibraryProblem(
            "poisson-cosines",
            "Δu = g on [0, 1]^d, u = Σ cos πxᵢ on all faces",
            1,
            100,
            (name, d) -> poisson(name, d, x -> sum(x, t -> t.multiply(Math.PI).cos()))),
        new LibraryProblem(
            "poisson-products",
            "Δu = 0 on [0, 1]^d, d even, u = Σ x₂ᵢ₋₁ x₂ᵢ on all faces",
            2,
            100,
            (name, d) -> poisson(name, even(d), BoxProblems::pairs)),
        new LibraryProblem(
            "poisson-square",
            "Δu = 2d/33.47 on [0, 1]^d, u = |x|²/33.47 on all faces",
            1,
            1_000,
            (name, d) -> poisson(name, d, x -> sum(x, DerivativeStructure::square).divide(33.47))),
        new LibraryProblem(
            "heat-sines",
            "u_t − Δu/4 = 0 on [0, 1]^d × [0, 1], u = exp(−π²t/4) Σ sin πxᵢ at t = 0 and on all faces",
            1,
            100,
            BoxProblems::heat));
  }

  private static Problem poisson(String name, int d, SmoothFunction exact) {
    Box box = Box.unit(d);
    return Problem.in(box)
        .named(name)
        .exact(exact)
        .manufactured(new Poisson())
        .dirichlet(box.boundary())
        .build();
  }

  private static Problem heat(String name, int d) {
    Cylinder cylinder = Box.unit(d).during(1);
    Operator byTime = new Partial(d, 1);
    Operator laplacian = new Laplacian(new Axes(0, d));
    return Problem.in(cylinder)
        .named(name)
        .exact(
            x ->
                sum(Arrays.copyOf(x, d), t -> t.multiply(Math.PI).sin())
                    .multiply(x[d].multiply(-Math.PI * Math.PI / 4).exp()))
        .equation(
            Equation.of(name, Set.of(byTime, laplacian), u -> u.get(byTime) - u.get(laplacian) / 4))
        .dirichlet(cylinder.boundary())
        .dirichlet(cylinder.initial())
        .build();
  }

  private static DerivativeStructure sum(
      DerivativeStructure[] x, UnaryOperator<DerivativeStructure> term) {
    return Arrays.stream(x).map(term).reduce(DerivativeStructure::add).orElseThrow();
  }

  private static DerivativeStructure product(
      DerivativeStructure[] x, UnaryOperator<DerivativeStructure> factor) {
    return Arrays.stream(x).map(factor).reduce(DerivativeStructure::multiply).orElseThrow();
  }

  private static int even(int d) {
    if (d % 2 != 0) {
      throw new IllegalArgumentException("dimension must be even, was " + d);
    }
    return d;
  }

  private static DerivativeStructure pairs(DerivativeStructure[] x) {
    DerivativeStructure sum = x[0].multiply(x[1]);
    for (int i = 2; i < x.length; i += 2) {
      sum = sum.add(x[i].multiply(x[i + 1]));
    }
    return sum;
  }
}
