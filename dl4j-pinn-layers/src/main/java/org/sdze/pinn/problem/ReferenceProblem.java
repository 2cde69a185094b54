package org.sdze.pinn.problem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.equation.AllenCahn;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.Poisson;
import org.sdze.pinn.equation.SineGordon;

/**
 * An equation with a family of known solutions. Source: docs/method.md §6.
 *
 * @param equation N
 * @param formula of the equation
 * @param family of the solutions
 */
record ReferenceProblem(Equation equation, String formula, Family family)
    implements ProblemFactory {

  /** Solutions u*, drawn from keys. */
  private record Family(String name, String formula, int leastDimension, Maker maker) {}

  /** Draws the solution of a family. */
  @FunctionalInterface
  private interface Maker {
    ExactSolution of(int dimension, RandomKey key);
  }

  /** All of them, by family and within a family by equation. */
  static List<ProblemFactory> all() {
    Map<Equation, String> equations = new LinkedHashMap<>();
    equations.put(new Poisson(), "Δu = g");
    equations.put(new AllenCahn(), "Δu + u − u³ = g");
    equations.put(new SineGordon(), "Δu + sin u = g");
    List<Family> families =
        List.of(
            new Family(
                TwoBody.NAME,
                "(1 − |x|²) Σ cᵢ sin(xᵢ + cos xᵢ₊₁ + xᵢ₊₁ cos xᵢ)",
                TwoBody.REACH,
                TwoBody::of),
            new Family(
                ThreeBody.NAME,
                "(1 − |x|²) Σ cᵢ exp(xᵢ xᵢ₊₁ xᵢ₊₂)",
                ThreeBody.REACH,
                ThreeBody::of),
            new Family(Ridge.NAME, "(1 − |x|²) Σ cⱼ sin(√d aⱼ·x + bⱼ), j ≤ 8", 1, Ridge::of));
    List<ProblemFactory> all = new ArrayList<>();
    for (Family family : families) {
      equations.forEach(
          (equation, formula) -> all.add(new ReferenceProblem(equation, formula, family)));
    }
    return all;
  }

  @Override
  public String name() {
    return equation.name() + "-" + family.name();
  }

  @Override
  public String description() {
    return Text.format("%s on the unit ball, u* = %s", formula, family.formula());
  }

  @Override
  public int leastDimension() {
    return family.leastDimension();
  }

  /** The same key gives all equations of a family the same solution. */
  @Override
  public Problem create(int dimension, RandomKey key) {
    return Problem.manufactured(name(), equation, family.maker().of(dimension, key));
  }
}
