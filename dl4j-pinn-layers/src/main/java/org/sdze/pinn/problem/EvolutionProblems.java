package org.sdze.pinn.problem;

import java.util.List;
import java.util.Set;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.sdze.pinn.domain.Box;
import org.sdze.pinn.domain.Cylinder;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.SmoothFunction;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.Value;

/**
 * Problems in one dimension of space and in time that papers on networks as solutions compare
 * themselves on (docs/method.md §7b). What holds at the first time is held by the constraint where
 * there is one output.
 */
final class EvolutionProblems {

  private static final Operator U = new Value();
  private static final Operator U_X = new Partial(0, 1);
  private static final Operator U_XX = new Partial(0, 2);
  private static final Operator U_XXX = new Partial(0, 3);
  private static final Operator U_XXXX = new Partial(0, 4);
  private static final Operator U_T = new Partial(1, 1);
  private static final Operator U_TT = new Partial(1, 2);

  private static final double CONVECTION_SPEED = 30;

  private EvolutionProblems() {}

  static List<ProblemFactory> all() {
    return List.of(
        inOne(
            "burgers",
            "u_t + u u_x = 0.01/π u_xx on [−1, 1] × [0, 1], u = −sin πx at t = 0, u = 0 at x = ±1"
                + " (arXiv:1711.10561)",
            name -> burgers(name, 0.01 / Math.PI)),
        inOne(
            "burgers-viscous",
            "u_t + u u_x = 0.05 u_xx on [−1, 1] × [0, 1], u = −sin πx at t = 0, u = 0 at x = ±1",
            name -> burgers(name, 0.05)),
        inOne(
            "kdv-soliton",
            "u_t + 6u u_x + u_xxx = 0 on [−5, 8] × [0, 1], u = 2 sech²(x − 4t), u_x given at x = 8",
            EvolutionProblems::soliton),
        inOne(
            "allen-cahn-fronts",
            "u_t = 10⁻⁴ u_xx + 5u − 5u³ on [−1, 1] × [0, 1], periodic, u = x² cos πx at t = 0"
                + " (arXiv:1711.10561)",
            EvolutionProblems::allenCahn),
        inOne(
            "kuramoto-sivashinsky",
            "u_t + 5u u_x + u_xx/2 + u_xxxx/200 = 0 on [−1, 1] × [0, 1], periodic, u = −sin πx at"
                + " t = 0 (arXiv:2203.07404)",
            EvolutionProblems::kuramotoSivashinsky),
        inOne(
            "wave",
            "u_tt = 4 u_xx on [0, 1] × [0, 1], u = sin πx cos 2πt + sin 4πx cos 8πt / 2"
                + " (arXiv:2007.14527)",
            EvolutionProblems::wave),
        inOne(
            "convection",
            "u_t + 30 u_x = 0 on [0, 2π] × [0, 1], periodic, u = sin(x − 30t) (arXiv:2109.01050)",
            EvolutionProblems::convection),
        inOne(
            "schroedinger",
            "i ψ_t + ψ_xx/2 + |ψ|²ψ = 0 on [−5, 5] × [0, π/2], ψ = 2 sech x at t = 0, two solitons"
                + " (Satsuma and Yajima 1974; arXiv:1711.10561)",
            EvolutionProblems::schroedinger));
  }

  /** Of one dimension in space. */
  private static ProblemFactory inOne(
      String name, String description, java.util.function.Function<String, Problem> maker) {
    return new LibraryProblem(name, description, 1, 1, (given, d) -> maker.apply(given));
  }

  private static Problem burgers(String name, double viscosity) {
    return Problem.in(Box.interval(-1, 1).during(1))
        .named(name)
        .withFineStructure()
        .solution(new BurgersSolution(viscosity))
        .equation(
            Equation.of(
                name,
                Set.of(U, U_X, U_XX, U_T),
                u -> u.get(U_T) + u.value() * u.get(U_X) - viscosity * u.get(U_XX)))
        .constraint(
            HardConstraint.of(
                x -> x[0].square().negate().add(1).multiply(x[1]),
                x -> x[0].multiply(Math.PI).sin().negate()))
        .build();
  }

  private static Problem soliton(String name) {
    Box space = Box.interval(-5, 8);
    SmoothFunction exact =
        x -> x[0].subtract(x[1].multiply(4)).cosh().reciprocal().square().multiply(2);
    Cylinder cylinder = space.during(1);
    return Problem.in(cylinder)
        .named(name)
        .withFineStructure()
        .exact(exact)
        .equation(
            Equation.of(
                name,
                Set.of(U, U_X, U_XXX, U_T),
                u -> u.get(U_T) + 6 * u.value() * u.get(U_X) + u.get(U_XXX)))
        .constraint(
            HardConstraint.of(x -> x[1], x -> x[0].cosh().reciprocal().square().multiply(2)))
        .dirichlet(cylinder.boundary(), ClassicalProblems.GENTLE)
        .manufactured(
            "the condition on u_x",
            new Cylinder(space.face(0, true), 0, 1),
            Equation.of("u_x", Set.of(U_X), u -> u.get(U_X)),
            ClassicalProblems.GENTLE)
        .build();
  }

  private static Problem allenCahn(String name) {
    return Problem.in(Box.interval(-1, 1).during(1))
        .named(name)
        .withFineStructure()
        .solution(AllenCahnSolution.library())
        .equation(
            Equation.of(
                name,
                Set.of(U, U_XX, U_T),
                u -> {
                  double value = u.value();
                  return u.get(U_T) - 1e-4 * u.get(U_XX) - 5 * value * (1 - value * value);
                }))
        .constraint(
            HardConstraint.of(x -> x[1], x -> x[0].square().multiply(x[0].multiply(Math.PI).cos())))
        .periodicInput(0, 2, 6)
        .build();
  }

  /** u(±1, t) = 0 by symmetry, so that the constraint holds what is periodic in u. */
  private static Problem kuramotoSivashinsky(String name) {
    Box space = Box.interval(-1, 1);
    Domain left = new Cylinder(space.face(0, false), 0, 1);
    return Problem.in(space.during(1))
        .named(name)
        .withFineStructure()
        .solution(KuramotoSolution.library())
        .equation(
            Equation.of(
                name,
                Set.of(U, U_X, U_XX, U_XXXX, U_T),
                u ->
                    u.get(U_T)
                        + KuramotoSolution.CONVECTION * u.value() * u.get(U_X)
                        + KuramotoSolution.GROWTH * u.get(U_XX)
                        + KuramotoSolution.DECAY * u.get(U_XXXX)))
        .constraint(
            HardConstraint.of(
                x -> x[0].square().negate().add(1).multiply(x[1]),
                x -> x[0].multiply(Math.PI).sin().negate()))
        .periodic(left, 0, 2, Equation.of(U_X), 1)
        .periodic(left, 0, 2, Equation.of(U_XX), 0.1)
        .periodic(left, 0, 2, Equation.of(U_XXX), 0.01)
        .build();
  }

  private static Equation value() {
    return Equation.of("u", Set.of(U), u -> u.value());
  }

  private static Problem wave(String name) {
    return Problem.in(Box.unit(1).during(1))
        .named(name)
        .withFineStructure()
        .exact(
            x ->
                mode(x[0], 1)
                    .multiply(x[1].multiply(2 * Math.PI).cos())
                    .add(mode(x[0], 4).multiply(x[1].multiply(8 * Math.PI).cos()).divide(2)))
        .equation(Equation.of(name, Set.of(U_XX, U_TT), u -> u.get(U_TT) - 4 * u.get(U_XX)))
        .constraint(
            HardConstraint.of( // at t = 0 neither u nor u_t depends on the network
                x -> x[0].subtract(x[0].square()).multiply(x[1].square()),
                x -> mode(x[0], 1).add(mode(x[0], 4).divide(2))))
        .build();
  }

  /** sin kπx. */
  private static DerivativeStructure mode(DerivativeStructure x, int k) {
    return x.multiply(k * Math.PI).sin();
  }

  private static Problem convection(String name) {
    Box space = Box.interval(0, 2 * Math.PI);
    return Problem.in(space.during(1))
        .named(name)
        .withFineStructure()
        .exact(x -> x[0].subtract(x[1].multiply(CONVECTION_SPEED)).sin())
        .equation(
            Equation.of(name, Set.of(U_X, U_T), u -> u.get(U_T) + CONVECTION_SPEED * u.get(U_X)))
        .constraint(HardConstraint.of(x -> x[1], x -> x[0].sin()))
        .periodic(
            new Cylinder(space.face(0, false), 0, 1),
            0,
            2 * Math.PI,
            value(),
            ProblemBuilder.CONDITION_WEIGHT)
        .build();
  }

  /** Real and imaginary part. */
  private static Problem schroedinger(String name) {
    Cylinder cylinder = Box.interval(-5, 5).during(Math.PI / 2);
    return Problem.in(cylinder)
        .named(name)
        .withFineStructure()
        .exact(x -> twoSolitons(x, false), x -> twoSolitons(x, true))
        .equation(
            Equation.of(
                "imaginary part",
                Set.of(U, U_XX, U_T),
                u -> u.get(0, U_T) + u.get(1, U_XX) / 2 + intensity(u) * u.get(1, U)))
        .equation(
            Equation.of(
                "real part",
                Set.of(U, U_XX, U_T),
                u -> u.get(1, U_T) - u.get(0, U_XX) / 2 - intensity(u) * u.get(0, U)))
        .dirichlet(cylinder.initial())
        .dirichlet(cylinder.boundary())
        .build();
  }

  private static double intensity(org.sdze.pinn.equation.OperatorValues u) {
    return u.get(0, U) * u.get(0, U) + u.get(1, U) * u.get(1, U);
  }

  /** 4 e^{it/2} (cosh 3x + 3 e^{4it} cosh x) / (cosh 4x + 4 cosh 2x + 3 cos 4t). */
  private static DerivativeStructure twoSolitons(DerivativeStructure[] x, boolean isImaginary) {
    DerivativeStructure slow = x[1].divide(2);
    DerivativeStructure fast = x[1].multiply(4.5);
    DerivativeStructure above =
        x[0].multiply(3)
            .cosh()
            .multiply(isImaginary ? slow.sin() : slow.cos())
            .add(x[0].cosh().multiply(3).multiply(isImaginary ? fast.sin() : fast.cos()));
    DerivativeStructure below =
        x[0].multiply(4)
            .cosh()
            .add(x[0].multiply(2).cosh().multiply(4))
            .add(x[1].multiply(4).cos().multiply(3));
    return above.multiply(4).divide(below);
  }
}
