package org.sdze.pinn.problem;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.hipparchus.util.MathArrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.domain.Box;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.domain.Shell;
import org.sdze.pinn.domain.Union;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.Poisson;
import org.sdze.pinn.equation.SmoothFunction;
import org.sdze.pinn.operator.Biharmonic;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.Value;

/**
 * Stationary problems in few dimensions that papers on networks as solutions compare themselves on
 * (docs/method.md §7b); those in time are {@link EvolutionProblems}.
 */
final class ClassicalProblems {

  private static final Operator U = new Value();
  private static final Operator LAPLACIAN = new Laplacian();
  private static final Operator BIHARMONIC = new Biharmonic();

  /** The weight of conditions beside equations of first order, as those of a flow's pressure. */
  static final double GENTLE = 10;

  private static final double REYNOLDS = 40;

  private ClassicalProblems() {}

  static List<ProblemFactory> all() {
    return List.of(
        new LibraryProblem(
            "helmholtz",
            "Δu + u = g on [−1, 1]^2, u = 0 on all faces, u = sin πx sin 4πy (arXiv:2001.04536)",
            2,
            2,
            (name, d) -> helmholtz(name)),
        new LibraryProblem(
            "kovasznay",
            "steady Navier–Stokes on [−0.5, 1] × [−0.5, 1.5], Re = 40, u, v, p given on all faces"
                + " (Kovasznay 1948)",
            2,
            2,
            (name, d) -> kovasznay(name)),
        new LibraryProblem(
            "poisson-l-shape",
            "Δu = g on [−1, 1]^2 without [0, 1]^2, u = e^x sin πy: u, ∂u/∂n and ∂u/∂n + u given on"
                + " two faces each",
            2,
            2,
            (name, d) -> poissonOnL(name)),
        new LibraryProblem(
            "biharmonic-ball",
            "Δ²u = g on the unit ball, u = ∂u/∂n = 0 on the sphere, u = (1 − |x|²)² sin(a·x + 0.3),"
                + " |a| = 2",
            2,
            50,
            (name, d) ->
                clampedPlate(name, new UnitBall(d), wave(d), ClassicalProblems::clamped)
                    .equation(bent(name), points -> load(points, wave(d)))
                    .build()),
        new LibraryProblem(
            "biharmonic-shell",
            "Δ²u = g on 1 ≤ |x| ≤ 2, u = ∂u/∂n = 0 on both spheres, u = (1 − |x|²)²(4 − |x|²)²/5"
                + " sin(a·x + 0.3), |a| = 2",
            2,
            50,
            (name, d) ->
                clampedPlate(name, new Shell(d, 1, 2), wave(d), ClassicalProblems::clampedTwice)
                    .manufactured(bent(name))
                    .build()));
  }

  private static Problem helmholtz(String name) {
    return Problem.in(Box.of(-1, 1, 2))
        .named(name)
        .withFineStructure()
        .exact(x -> x[0].multiply(Math.PI).sin().multiply(x[1].multiply(4 * Math.PI).sin()))
        .manufactured(Equation.of(name, Set.of(U, LAPLACIAN), u -> u.laplacian() + u.value()))
        .constraint(
            HardConstraint.of(
                x -> x[0].square().subtract(1).multiply(x[1].square().subtract(1)), null))
        .build();
  }

  private static Problem kovasznay(String name) {
    Operator byX = new Partial(0, 1);
    Operator byY = new Partial(1, 1);
    double half = REYNOLDS / 2;
    double decay = half - Math.sqrt(half * half + 4 * Math.PI * Math.PI);
    Box box = Box.sides(-0.5, 1, -0.5, 1.5);
    return Problem.in(box)
        .named(name)
        .withFineStructure()
        .exact(
            x ->
                x[0].multiply(decay)
                    .exp()
                    .multiply(x[1].multiply(2 * Math.PI).cos())
                    .negate()
                    .add(1),
            x ->
                x[0].multiply(decay)
                    .exp()
                    .multiply(x[1].multiply(2 * Math.PI).sin())
                    .multiply(decay / (2 * Math.PI)),
            x -> x[0].multiply(2 * decay).exp().negate().add(1).divide(2))
        .equation(
            Equation.of(
                "momentum in x",
                Set.of(U, byX, byY, LAPLACIAN),
                u ->
                    u.get(0, U) * u.get(0, byX)
                        + u.get(1, U) * u.get(0, byY)
                        + u.get(2, byX)
                        - u.get(0, LAPLACIAN) / REYNOLDS))
        .equation(
            Equation.of(
                "momentum in y",
                Set.of(U, byX, byY, LAPLACIAN),
                u ->
                    u.get(0, U) * u.get(1, byX)
                        + u.get(1, U) * u.get(1, byY)
                        + u.get(2, byY)
                        - u.get(1, LAPLACIAN) / REYNOLDS))
        .equation(Equation.of("continuity", Set.of(byX, byY), u -> u.get(0, byX) + u.get(1, byY)))
        .dirichlet(box.boundary(), GENTLE)
        .build();
  }

  /** Three unit squares around the origin; the faces are of length 1. */
  private static Problem poissonOnL(String name) {
    Box corner = Box.sides(-1, 0, -1, 0);
    Box above = Box.sides(-1, 0, 0, 1);
    Box beside = Box.sides(0, 1, -1, 0);
    Domain ends = new Union(List.of(above.face(1, true), beside.face(0, true)));
    Domain left = new Union(List.of(corner.face(0, false), above.face(0, false)));
    Domain bottom = new Union(List.of(corner.face(1, false), beside.face(1, false)));
    Operator byX = new Partial(0, 1);
    Operator byY = new Partial(1, 1);
    return Problem.in(new Union(List.of(corner, above, beside)))
        .named(name)
        .exact(x -> x[0].exp().multiply(x[1].multiply(Math.PI).sin()))
        .manufactured(new Poisson())
        .dirichlet(ends)
        .manufactured(
            "the Neumann condition on the left",
            left,
            Equation.of("−u_x", Set.of(byX), u -> -u.get(byX)),
            GENTLE)
        .manufactured(
            "the Neumann condition on the bottom",
            bottom,
            Equation.of("−u_y", Set.of(byY), u -> -u.get(byY)),
            GENTLE)
        .manufactured(
            "the Robin condition on the right of the notch",
            above.face(0, true),
            Equation.of("u_x + u", Set.of(U, byX), u -> u.get(byX) + u.value()),
            GENTLE)
        .manufactured(
            "the Robin condition below the notch",
            beside.face(1, true),
            Equation.of("u_y + u", Set.of(U, byY), u -> u.get(byY) + u.value()),
            GENTLE)
        .build();
  }

  private static Equation bent(String name) {
    return Equation.of(name, Set.of(BIHARMONIC), u -> u.get(BIHARMONIC));
  }

  /** a, of length 2. */
  private static double[] wave(int d) {
    double[] wave = new double[d];
    for (int i = 0; i < d; i++) {
      wave[i] = Math.cos(i + 1);
    }
    double size = MathArrays.safeNorm(wave) / 2;
    for (int i = 0; i < d; i++) {
      wave[i] /= size;
    }
    return wave;
  }

  /**
   * A problem without its equation, clamped at the boundary of a domain.
   *
   * @param clamped 0 there, with its derivative
   */
  private static ProblemBuilder clampedPlate(
      String name, Domain domain, double[] wave, SmoothFunction clamped) {
    return Problem.in(domain)
        .named(name)
        .exact(
            x -> {
              DerivativeStructure phase = x[0].newInstance(0.3);
              for (int i = 0; i < wave.length; i++) {
                phase = phase.add(x[i].multiply(wave[i]));
              }
              return clamped.at(x).multiply(phase.sin());
            })
        .constraint(HardConstraint.of(clamped, null));
  }

  private static double[] load(INDArray points, double[] wave) {
    return Arrays.stream(HostArrays.rows(points)).mapToDouble(x -> loadOnPlate(x, wave)).toArray();
  }

  /**
   * Δ² of (1 − ρ)² sin φ with ρ = |x|², φ = a·x + 0.3, |a|² = 4 by its parts: Δ of it is P sin φ +
   * Q cos φ, P = (4d + 8)ρ − 4d − 4 (1 − ρ)², Q = −8 (1 − ρ) a·x. Jets along a line for every pair
   * of axes would cost more than a step.
   */
  private static double loadOnPlate(double[] x, double[] wave) {
    int d = x.length;
    double rho = 0;
    double along = 0; // a·x
    for (int i = 0; i < d; i++) {
      rho += x[i] * x[i];
      along += wave[i] * x[i];
    }
    double rest = 1 - rho;
    double slope = 4.0 * d + 8;
    double laplacian = slope * rho - 4.0 * d; // of (1 − ρ)²
    double p = laplacian - 4 * rest * rest;
    double q = -8 * rest * along;
    double bySine = 2 * d * slope - 4 * laplacian - 4 * p - 2 * (16 * along * along - 32 * rest);
    double byCosine = 2 * (2 * slope + 16 * rest) * along + (16 * d + 32) * along - 4 * q;
    return bySine * Math.sin(along + 0.3) + byCosine * Math.cos(along + 0.3);
  }

  /** (1 − |x|²)². */
  private static DerivativeStructure clamped(DerivativeStructure[] x) {
    return squaredRadius(x).negate().add(1).square();
  }

  /** (1 − |x|²)²(4 − |x|²)²/5, of size 1 in between. */
  private static DerivativeStructure clampedTwice(DerivativeStructure[] x) {
    return clamped(x).multiply(squaredRadius(x).negate().add(4).square()).divide(5);
  }

  private static DerivativeStructure squaredRadius(DerivativeStructure[] x) {
    return Arrays.stream(x)
        .map(DerivativeStructure::square)
        .reduce(DerivativeStructure::add)
        .orElseThrow();
  }
}
