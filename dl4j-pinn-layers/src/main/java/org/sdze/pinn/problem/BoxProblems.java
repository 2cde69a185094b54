package org.sdze.pinn.problem;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.domain.Box;
import org.sdze.pinn.domain.Cylinder;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.Poisson;
import org.sdze.pinn.equation.SmoothFunction;
import org.sdze.pinn.operator.Axes;
import org.sdze.pinn.operator.Combination;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;

/**
 * Equations on unit boxes with soft conditions: Poisson's and the heat equation as in the papers on
 * natural gradients (arXiv:2302.13163, arXiv:2405.15603, arXiv:2505.12149; docs/method.md §7a), and
 * one for each other kind of condition.
 */
final class BoxProblems {

  private static final Operator U = new Value();
  private static final double SQUARE = 33.47; // as published

  private BoxProblems() {}

  static List<ProblemFactory> all() {
    return List.of(
        new LibraryProblem(
            "poisson-sines",
            "Δu = g on [0, 1]^d, u = Π sin πxᵢ on all faces",
            1,
            10,
            (name, d) ->
                poisson(
                    name,
                    d,
                    x -> product(x, t -> t.multiply(Math.PI).sin()),
                    x -> {
                      double product = -d * Math.PI * Math.PI;
                      for (double each : x) {
                        product *= Math.sin(Math.PI * each);
                      }
                      return product;
                    })),
        new LibraryProblem(
            "poisson-cosines",
            "Δu = g on [0, 1]^d, u = Σ cos πxᵢ on all faces",
            1,
            100,
            (name, d) ->
                poisson(
                    name,
                    d,
                    x -> sum(x, t -> t.multiply(Math.PI).cos()),
                    x ->
                        -Math.PI
                            * Math.PI
                            * Arrays.stream(x).map(each -> Math.cos(Math.PI * each)).sum())),
        new LibraryProblem(
            "poisson-products",
            "Δu = 0 on [0, 1]^d, d even, u = Σ x₂ᵢ₋₁ x₂ᵢ on all faces",
            2,
            100,
            (name, d) -> poisson(name, even(d), BoxProblems::pairs, x -> 0)),
        new LibraryProblem(
            "poisson-square",
            "Δu = 2d/33.47 on [0, 1]^d, u = |x|²/33.47 on all faces",
            1,
            1_000,
            (name, d) ->
                poisson(
                    name,
                    d,
                    x -> sum(x, DerivativeStructure::square).divide(SQUARE),
                    x -> 2 * d / SQUARE)),
        new LibraryProblem(
            "heat-sines",
            "u_t − Δu/4 = 0 on [0, 1]^d × [0, 1], u = exp(−π²t/4) Σ sin πxᵢ at t = 0 and on all faces",
            1,
            100,
            BoxProblems::heat),
        new LibraryProblem(
            "poisson-neumann",
            "Δu − u = g on [0, 1]^d, ∂u/∂n given on all faces, u = sin(2 Σ xᵢ/√d)",
            1,
            100,
            (name, d) -> byNormal(name, d, "the Neumann condition", Equation::of)),
        new LibraryProblem(
            "poisson-robin",
            "Δu − u = g on [0, 1]^d, ∂u/∂n + u given on all faces, u = sin(2 Σ xᵢ/√d)",
            1,
            100,
            (name, d) ->
                byNormal(
                    name,
                    d,
                    "the Robin condition",
                    normal ->
                        Equation.of(
                            "∂u/∂n + u", Set.of(U, normal), u -> u.get(normal) + u.value()))),
        new LibraryProblem(
            "poisson-periodic",
            "Δu − u = g on [0, 1]^d, u and ∂u/∂xᵢ periodic in every axis, u = exp(Σ sin 2πxᵢ / d)",
            1,
            10,
            BoxProblems::periodic),
        new LibraryProblem(
            "conduction-advection",
            "div(k∇u) − b·∇u = g on [0, 1]^d, k = 1 + |x|²/(2d), bᵢ = cos(πxᵢ₊₁), u = sin(2 Σ xᵢ/√d)"
                + " on all faces",
            1,
            100,
            BoxProblems::conduction),
        new LibraryProblem(
            "log-fokker-planck",
            "q_t = d/2 + x·∇q/2 + ‖∇q‖² + Δq on [−5, 5]^d × [0, 1], q that of the standard normal law"
                + " at t = 0, q = −d/2 log(2πs) − |x|²/2s, s = 2 − exp(−t)",
            1,
            50,
            BoxProblems::logFokkerPlanck));
  }

  /** A condition that reads ∂u/∂n, on all faces. */
  private static Problem byNormal(
      String name, int d, String called, Function<Operator, Equation> condition) {
    Box box = Box.unit(d);
    return screened(name, box, d)
        .manufactured(
            called,
            box.boundary(),
            condition.apply(box.boundary().normalDerivative()),
            ClassicalProblems.GENTLE)
        .build();
  }

  /** Poisson's equation with its right side in closed form: jets would cost more than a step. */
  private static Problem poisson(
      String name, int d, SmoothFunction exact, ToDoubleFunction<double[]> source) {
    Box box = Box.unit(d);
    return Problem.in(box)
        .named(name)
        .exact(exact)
        .equation(
            new Poisson(),
            points -> Arrays.stream(HostArrays.rows(points)).mapToDouble(source).toArray())
        .dirichlet(box.boundary())
        .build();
  }

  /** All but the conditions. */
  private static ProblemBuilder screened(String name, Box box, int d) {
    Operator laplacian = new Laplacian();
    return Problem.in(box)
        .named(name)
        .exact(x -> wave(x, d))
        .manufactured(
            Equation.of("Δu − u", Set.of(U, laplacian), u -> u.get(laplacian) - u.value()));
  }

  /** sin(2 Σ xᵢ/√d). */
  private static DerivativeStructure wave(DerivativeStructure[] x, int d) {
    return sum(x, UnaryOperator.identity()).multiply(2 / Math.sqrt(d)).sin();
  }

  private static Problem periodic(String name, int d) {
    Box box = Box.unit(d);
    Operator laplacian = new Laplacian();
    ProblemBuilder problem =
        Problem.in(box)
            .named(name)
            .exact(x -> sum(x, t -> t.multiply(2 * Math.PI).sin()).divide(d).exp())
            .manufactured(
                Equation.of("Δu − u", Set.of(U, laplacian), u -> u.get(laplacian) - u.value()));
    for (int axis = 0; axis < d; axis++) {
      problem
          .periodic(box.face(axis, false), axis, 1, Equation.of(U), ProblemBuilder.CONDITION_WEIGHT)
          .periodic(
              box.face(axis, false),
              axis,
              1,
              Equation.of(new Partial(axis, 1)),
              ClassicalProblems.GENTLE);
    }
    return problem.build();
  }

  private static Problem conduction(String name, int d) {
    Box box = Box.unit(d);
    SmoothFunction conductivity = x -> sum(x, DerivativeStructure::square).divide(2 * d).add(1);
    Operator conduction = conductivity.divergence(d);
    Operator advection =
        Combination.along(
            d,
            x -> {
              double[] b = new double[d];
              for (int i = 0; i < d; i++) {
                b[i] = Math.cos(Math.PI * x[(i + 1) % d]);
              }
              return b;
            });
    return Problem.in(box)
        .named(name)
        .exact(x -> wave(x, d))
        .manufactured(
            Equation.of(
                name, Set.of(conduction, advection), u -> u.get(conduction) - u.get(advection)))
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

  /** The logarithm of the density of dX = −X/2 dt + √2 dW; what is given at t = 0 holds always. */
  private static Problem logFokkerPlanck(String name, int d) {
    Axes space = new Axes(0, d);
    Operator byTime = new Partial(d, 1);
    Operator laplacian = new Laplacian(space);
    Operator norm = new SquaredGradientNorm(space);
    List<Operator> gradient =
        IntStream.range(0, d).<Operator>mapToObj(axis -> new Partial(axis, 1)).toList();
    Set<Operator> operators = new LinkedHashSet<>(gradient);
    operators.addAll(List.of(byTime, laplacian, norm));
    return Problem.in(Box.of(-5, 5, d).during(1))
        .named(name)
        .exact(x -> logDensity(x, x[d].negate().exp().negate().add(2)))
        .equation(
            Equation.of(
                name,
                operators,
                u -> {
                  double drift = d;
                  for (int axis = 0; axis < d; axis++) {
                    drift += u.x(axis) * u.get(gradient.get(axis));
                  }
                  return u.get(byTime) - drift / 2 - u.get(norm) - u.get(laplacian);
                }))
        .constraint(HardConstraint.of(x -> x[d], x -> logDensity(x, x[d].newInstance(1))))
        .build();
  }

  /** That of the normal law with variance s at all but the last of x. */
  private static DerivativeStructure logDensity(DerivativeStructure[] x, DerivativeStructure s) {
    int d = x.length - 1;
    return s.multiply(2 * Math.PI)
        .log()
        .multiply(d)
        .add(sum(Arrays.copyOf(x, d), DerivativeStructure::square).divide(s))
        .divide(-2);
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
