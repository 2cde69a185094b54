package org.sdze.pinn.problem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.domain.Quadrature;
import org.sdze.pinn.domain.Shift;
import org.sdze.pinn.equation.EachPoint;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.PeriodicInput;
import org.sdze.pinn.equation.PointName;
import org.sdze.pinn.equation.SmoothFunction;
import org.sdze.pinn.equation.SourceTerm;
import org.sdze.pinn.equation.TrialJets;
import org.sdze.pinn.operator.LinePlan;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Value;

/**
 * A problem, part by part.
 *
 * <pre>{@code
 * Problem heat =
 *     Problem.in(Box.unit(4).during(1))
 *         .named("heat")
 *         .exact(x -> …) // where it is known
 *         .equation(Equation.of("heat", Set.of(U_T, LAPLACIAN), u -> u.get(U_T) - u.get(LAPLACIAN)))
 *         .dirichlet(cylinder.boundary()) // u = u* there
 *         .dirichlet(cylinder.initial())
 *         .build();
 * }</pre>
 *
 * <p>Used by one thread; what it builds is immutable.
 */
public final class ProblemBuilder {

  /** The weight of a condition beside an equation's 1. Source: docs/method.md §7a. */
  public static final double CONDITION_WEIGHT = 100;

  /** The points of all conditions together for each of the domain's. */
  private static final double CONDITION_SHARE = 0.375;

  private static final String ON_U = "the condition on u";

  private final Domain domain;
  private final List<Equation> equations = new ArrayList<>();
  private final List<@Nullable SourceTerm> sources = new ArrayList<>(); // null for N[u*]
  private final List<Condition> conditions = new ArrayList<>();
  private String name = "problem";
  private int outputs; // 0 while nobody has said
  private int largestOutput; // that a condition is on
  private boolean hasFineStructure;
  private HardConstraint constraint = HardConstraint.none();
  private @Nullable PeriodicInput periodic;
  private List<SmoothFunction> exact = List.of();
  private @Nullable Solution solution;
  private @Nullable ReferenceValue reference;

  /** A condition before it is known whether u* is. */
  private record Condition(
      String name,
      Domain where,
      @Nullable Equation equation, // null for u of every output
      @Nullable SourceTerm source,
      double weight,
      @Nullable Quadrature integral,
      @Nullable Shift partner) {

    Condition(
        String name,
        Domain where,
        @Nullable Equation equation,
        @Nullable SourceTerm source,
        double weight) {
      this(name, where, equation, source, weight, null, null);
    }

    Condition of(Equation output) {
      return new Condition(name, where, output, source, weight, integral, partner);
    }
  }

  ProblemBuilder(Domain domain) {
    this.domain = Argument.given("domain", domain);
  }

  /** The name under which it is listed; {@code problem} if not set. */
  public ProblemBuilder named(String name) {
    this.name = Argument.given("name", name);
    return this;
  }

  /** How many functions u consists of, at least 1; 1 if not set, or as many as are exact. */
  public ProblemBuilder outputs(int outputs) {
    this.outputs = Argument.atLeastOne("outputs", outputs);
    return this;
  }

  /** The solution u*, one function for each output. */
  public ProblemBuilder exact(SmoothFunction... functions) {
    exact = Argument.all("exact functions", Arrays.asList(Argument.given("exact", functions)));
    Argument.atLeastOne("exact functions", functions.length);
    return this;
  }

  /** Values of the solution, where it is known in another way than by {@link #exact}. */
  public ProblemBuilder solution(Solution solution) {
    this.solution = Argument.given("solution", solution);
    return this;
  }

  /** The value of the solution at a point; none if not set. */
  public ProblemBuilder reference(ReferenceValue reference) {
    this.reference = Argument.given("reference value", reference);
    return this;
  }

  /** What makes u of the network; u = N if not set. */
  public ProblemBuilder constraint(HardConstraint constraint) {
    this.constraint = Argument.given("constraint", constraint);
    return this;
  }

  /**
   * A network that is periodic in a coordinate x, whatever its parameters are: it is given cos kωx
   * and sin kωx in place of x, k = 1 … waves, ω = 2π / period. {@link #constraint} is left as it
   * is.
   *
   * @throws IllegalArgumentException if the period is not positive, or there is no wave
   */
  public ProblemBuilder periodicInput(int axis, double period, int waves) {
    this.periodic = new PeriodicInput(axis, period, waves);
    return this;
  }

  /** An equation N[u] = 0 in the domain. */
  public ProblemBuilder equation(Equation equation) {
    return equation(equation, points -> new double[points.rows()]);
  }

  /** An equation N[u] = g in the domain. */
  public ProblemBuilder equation(Equation equation, SourceTerm source) {
    equations.add(Argument.given("equation", equation));
    sources.add(Argument.given("source", source));
    return this;
  }

  /** An equation N[u] = N[u*] in the domain, u* being {@link #exact}. */
  public ProblemBuilder manufactured(Equation equation) {
    equations.add(Argument.given("equation", equation));
    sources.add(null);
    return this;
  }

  /** u = u* on a face, u* being {@link #exact}. */
  public ProblemBuilder dirichlet(Domain face) {
    return dirichlet(face, CONDITION_WEIGHT);
  }

  /**
   * u = u* on a face, u* being {@link #exact}.
   *
   * @param weight beside an equation's 1, positive
   */
  public ProblemBuilder dirichlet(Domain face, double weight) {
    conditions.add(new Condition(ON_U, face, null, null, weight));
    return this;
  }

  /** u_output = f on a face. */
  public ProblemBuilder dirichlet(Domain face, int output, SmoothFunction f) {
    Argument.given("boundary value", f);
    largestOutput = Math.max(largestOutput, output);
    if (output < 0) {
      throw Argument.refused("%s must be of an output from 0, was of output %d", ON_U, output);
    }
    return condition(ON_U, face, value(output), f::values, CONDITION_WEIGHT);
  }

  private static Equation value(int output) {
    return Equation.of("u", Set.of(new Value()), u -> u.get(output, new Value()));
  }

  /**
   * A condition B[u] = b on a face: Neumann, Robin, or any other.
   *
   * @param name for sentences
   * @param weight beside an equation's 1, positive
   */
  public ProblemBuilder condition(
      String name, Domain face, Equation left, SourceTerm right, double weight) {
    Argument.given("right side", right);
    conditions.add(new Condition(name, face, of(name, left), right, weight));
    return this;
  }

  private static Equation of(String name, Equation left) {
    Argument.given("name of a condition", name);
    return Argument.given("equation of " + name, left);
  }

  /** A condition B[u] = B[u*] on a face, u* being {@link #exact}. */
  public ProblemBuilder manufactured(String name, Domain face, Equation left, double weight) {
    conditions.add(new Condition(name, face, of(name, left), null, weight));
    return this;
  }

  /**
   * A periodic condition B[u](x) = B[u](x + period · e_axis) on a face; of u itself, and of each
   * derivative that is to go on across it, one.
   *
   * @param face such as that of the least coordinate in this axis
   * @param axis from 0
   * @param period the length, not 0
   * @param weight beside an equation's 1, positive
   * @throws IllegalArgumentException if the period is no number or 0
   */
  public ProblemBuilder periodic(
      Domain face, int axis, double period, Equation left, double weight) {
    conditions.add(
        new Condition(
            "the periodic condition",
            face,
            of("the periodic condition", left),
            points -> new double[points.rows()],
            weight,
            null,
            new Shift(axis, period)));
    return this;
  }

  /**
   * A condition on an integral or a mean, Σ ω_k B[u](x_k) = value.
   *
   * @param name for sentences
   * @param over points and ω
   * @param weight beside an equation's 1, positive: of one residual, not of one a point
   */
  public ProblemBuilder integral(
      String name, Quadrature over, Equation left, double value, double weight) {
    double each = Argument.given("quadrature", over).total();
    if (!Double.isFinite(value)) {
      throw Argument.refused("the value of %s must be a finite number, was %s", name, value);
    }
    SourceTerm right =
        points -> {
          double[] values = new double[points.rows()];
          Arrays.fill(values, value / each);
          return values;
        };
    conditions.add(new Condition(name, over.domain(), of(name, left), right, weight, over, null));
    return this;
  }

  /**
   * Says that the solution has fronts or waves that are short beside the domain: by default deep
   * and narrow networks of double precision solve it.
   */
  public ProblemBuilder withFineStructure() {
    hasFineStructure = true;
    return this;
  }

  /**
   * The problem.
   *
   * @throws IllegalArgumentException if it has no equation, something needs an exact solution that
   *     there is not, or its parts have other dimensions or outputs
   */
  public Problem build() {
    if (equations.isEmpty()) {
      throw Argument.refused("the problem %s needs an equation, had none", name);
    }
    int count = outputs > 0 ? outputs : Math.max(1, exact.size());
    if (!exact.isEmpty() && exact.size() != count) {
      throw Argument.refused(
          "the exact solution of %s must have %d outputs, had %d", name, count, exact.size());
    }
    if (largestOutput >= count) {
      throw Argument.refused(
          "%s is of output %d, but %s has %d, from 0", ON_U, largestOutput, name, count);
    }
    List<Condition> all = new ArrayList<>();
    conditions.forEach(each -> all.addAll(byOutput(each, count)));
    List<Term> terms = new ArrayList<>();
    List<SourceTerm> known = new ArrayList<>();
    for (int k = 0; k < equations.size(); k++) {
      known.add(source(equations.get(k), sources.get(k)));
    }
    terms.add(new Term("the domain", domain, equations, known, 1, 1));
    for (Condition each : all) {
      Argument.given("face of " + each.name, each.where);
      Equation equation = Argument.given("equation of " + each.name, each.equation);
      terms.add(
          new Term(
              each.name,
              each.where,
              List.of(equation),
              List.of(source(equation, each.source)),
              each.weight,
              CONDITION_SHARE / all.size(),
              each.integral,
              each.partner));
    }
    return new Problem(
        name, terms, count, constraint, solution(), reference, hasFineStructure, periodic);
  }

  private static List<Condition> byOutput(Condition each, int outputs) {
    return each.equation != null
        ? List.of(each)
        : IntStream.range(0, outputs).mapToObj(output -> each.of(value(output))).toList();
  }

  private @Nullable Solution solution() {
    return solution != null || exact.isEmpty() ? solution : new SmoothSolution(exact);
  }

  private SourceTerm source(Equation equation, @Nullable SourceTerm given) {
    if (given != null) {
      return given;
    }
    if (exact.isEmpty()) {
      throw Argument.refused(
          "\"%s\" of %s takes its right side from the exact solution, which is not given",
          equation.name(), name);
    }
    List<Operator> operators = Equation.plan(equation).operators();
    LinePlan plan = new LinePlan(operators, domain.dimension());
    List<SmoothFunction> functions = exact;
    return points -> {
      TrialJets none = new TrialJets(plan, points, HardConstraint.none());
      double[][] x = HostArrays.rows(points);
      return EachPoint.numbers(
          x.length,
          i -> {
            double[][] jets =
                functions.stream().map(f -> f.jets(plan, x[i])).toArray(double[][]::new);
            return equation.leftSide(none.values(i, jets), () -> PointName.of(points, i));
          });
    };
  }
}
