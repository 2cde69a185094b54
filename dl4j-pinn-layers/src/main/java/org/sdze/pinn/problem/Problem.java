package org.sdze.pinn.problem;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.domain.Extent;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.equation.PeriodicInput;
import org.sdze.pinn.equation.PointName;
import org.sdze.pinn.equation.SourceTerm;
import org.sdze.pinn.equation.TerminalConstraint;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.OperatorPlan;
import org.sdze.pinn.operator.Value;

/**
 * Equations N[u] = g on a domain, conditions on its faces, with what makes a trial function u of a
 * network and what is known of the solution. It says what is true, and knows no network and no
 * directions. Immutable, thread-safe. Source: docs/method.md §1 and §6.
 *
 * @param name under which it is listed, in lower case with hyphens
 * @param terms the equations in the domain, and then the conditions
 * @param outputs m, how many functions u consists of
 * @param constraint from a network to u, so that conditions hold whatever the network is
 * @param solution u*; null where it is not known
 * @param reference u* at one point; null where nobody asks for it
 * @param hasFineStructure whether u* has fronts or waves that are short beside the domain
 * @param periodic what the network is given in place of a coordinate; null for the coordinates
 */
public record Problem(
    String name,
    List<Term> terms,
    int outputs,
    HardConstraint constraint,
    @Nullable Solution solution,
    @Nullable ReferenceValue reference,
    boolean hasFineStructure,
    @Nullable PeriodicInput periodic) {

  /**
   * The dimension from which on a row along lines costs more than what sums over directions lose:
   * with 512 units a row of 32 inputs is 128 KiB of numbers.
   */
  static final int MANY_DIMENSIONS = 32;

  /** What reference solutions give. */
  private static final Set<Operator> KNOWN = Set.of(new Value(), new Laplacian());

  public Problem {
    Argument.given("name", name);
    terms = Argument.all("terms", terms);
    Argument.atLeastOne("outputs", outputs);
    Argument.given("constraint", constraint);
    if (terms.isEmpty()) {
      throw Argument.refused("the problem %s needs an equation, had none", name);
    }
    constraint.requireOutputs(name, outputs);
    int dimension = terms.get(0).where().dimension();
    for (Term term : terms) {
      if (term.where().dimension() != dimension) {
        throw Argument.refused(
            "the points of %s must have %d coordinates, as those of %s, had %d",
            term.name(), dimension, terms.get(0).name(), term.where().dimension());
      }
    }
    if (periodic != null) {
      periodic.inputs(dimension);
    }
    if (reference != null && (reference.point().size() != dimension || outputs != 1)) {
      throw Argument.refused(
          "a reference value is of a problem with one output at a point of %d coordinates, was"
              + " of %d outputs at %d",
          dimension, outputs, reference.point().size());
    }
  }

  /**
   * A problem of one equation in one unknown function, without conditions beside the constraint.
   */
  public Problem(
      String name,
      Equation equation,
      Domain domain,
      HardConstraint constraint,
      SourceTerm source,
      @Nullable Solution solution) {
    this(
        name,
        List.of(
            new Term(
                "the domain",
                Argument.given("domain", domain),
                List.of(Argument.given("equation", equation)),
                List.of(Argument.given("source", source)),
                1,
                1)),
        1,
        constraint,
        solution,
        null,
        false,
        null);
  }

  /** What a problem is made of, part by part. */
  public static ProblemBuilder in(Domain domain) {
    return new ProblemBuilder(domain);
  }

  /**
   * The problem on the unit ball whose solution is given: g = N[u*], u = 0 on the boundary.
   *
   * @throws IllegalArgumentException if the equation needs an operator whose exact value the
   *     solution does not give
   */
  public static Problem manufactured(String name, Equation equation, ExactSolution solution) {
    Argument.given("name", name);
    Argument.given("equation", equation);
    Argument.given("solution", solution);
    List<Operator> operators = Equation.plan(equation).operators();
    for (Operator operator : operators) {
      if (!KNOWN.contains(operator)) {
        throw Argument.refused(
            "the equation \"%s\" needs %s, which no reference solution gives",
            equation.name(), operator);
      }
    }
    return new Problem(
        name,
        equation,
        new UnitBall(solution.dimension()),
        HardConstraint.unitBall(),
        points -> source(equation, operators, solution.at(points)),
        solution);
  }

  private static double[] source(Equation equation, List<Operator> operators, ExactValues exact) {
    double[] source = new double[exact.value().length];
    for (int i = 0; i < source.length; i++) {
      double[] values = new double[operators.size()];
      for (int k = 0; k < values.length; k++) {
        values[k] = (operators.get(k).order() == 0 ? exact.value() : exact.laplacian())[i];
      }
      source[i] = equation.leftSide(new OperatorValues(operators, values));
    }
    return source;
  }

  /** The problem of one term alone, under the same constraint: what is known of u* is left out. */
  public Problem ofTerm(int k) {
    return new Problem(
        name, List.of(terms.get(k)), outputs, constraint, null, null, hasFineStructure, periodic);
  }

  /** The equations in the domain. */
  public Term interior() {
    return terms.get(0);
  }

  /** The conditions beside the constraint. */
  public List<Term> conditions() {
    return terms.subList(1, terms.size());
  }

  /** The same without conditions: what a residual in the domain is measured of. */
  public Problem withoutConditions() {
    return of(interior());
  }

  /** The same with one of its terms alone. */
  public Problem of(Term term) {
    return new Problem(
        name, List.of(term), outputs, constraint, solution, reference, hasFineStructure, periodic);
  }

  /** By what it is solved best. */
  public ProblemKind kind() {
    if (hasFineStructure) {
      return ProblemKind.FINE;
    }
    boolean isOfSums =
        outputs == 1
            && interior().equations().size() == 1
            && periodic == null
            && beyondSums().isEmpty();
    if (isOfSums && terms.size() == 1) {
      return isOfTerminalValue() ? ProblemKind.TERMINAL : ProblemKind.COLLAPSED;
    }
    if (isOfSums
        && !isOfTerminalValue()
        && dimension() >= MANY_DIMENSIONS
        && conditions().stream().allMatch(Term::isOfValues)) {
      return ProblemKind.FACED;
    }
    return domain().hasTime() ? ProblemKind.EVOLUTION : ProblemKind.STATIONARY;
  }

  /**
   * The operators of the first equation for which a network's sums over directions, without their
   * terms, are not enough: any but u, Δu and ‖∇u‖², in space where the constraint is one of a
   * terminal value, which has ∂u/∂t beside them.
   */
  public List<Operator> beyondSums() {
    OperatorPlan plan = Equation.plan(equation());
    return isOfTerminalValue()
        ? plan.beyondSecondOrderInSpace(dimension())
        : plan.beyondSecondOrder(inputs());
  }

  /** Whether u is given at the end of time, by a constraint that knows time from space. */
  public boolean isOfTerminalValue() {
    return domain().hasTime() && constraint instanceof TerminalConstraint;
  }

  /** The first equation. */
  public Equation equation() {
    return interior().equations().get(0);
  }

  /** Where the equations hold, and the law of its points. */
  public Domain domain() {
    return interior().where();
  }

  /** The dimension d of space. */
  public int dimension() {
    return domain().dimension() - (domain().hasTime() ? 1 : 0);
  }

  /** The coordinates of a point: those of space, and time where there is one. */
  public int inputs() {
    return domain().dimension();
  }

  /** The numbers that a network is given for a point. */
  public int networkInputs() {
    return periodic == null ? inputs() : periodic.inputs(inputs());
  }

  /** What a network is given for points, {@code [n, networkInputs]}. */
  public INDArray networkInput(INDArray points) {
    return periodic == null ? points : periodic.at(points);
  }

  /** The box that a network's inputs lie in; null if it is not known. */
  public @Nullable Extent networkExtent() {
    Extent extent = domain().extent();
    return extent == null || periodic == null ? extent : periodic.extent(extent);
  }

  /** g, of the first equation. */
  public SourceTerm source() {
    return interior().sources().get(0);
  }

  /**
   * g at the rows of {@code points}, of the first equation.
   *
   * @param points {@code [n, d]}, float or double, 'f' order; left as it is
   * @return {@code [n]}
   */
  public double[] source(INDArray points) {
    return source().at(points);
  }

  /**
   * u* at the rows of {@code points}.
   *
   * @param points {@code [n, d]}, float or double, 'f' order; left as it is
   * @return {@code [n m]}, the point running fastest
   * @throws IllegalStateException if the solution is not known
   * @throws IllegalArgumentException if it does not give as many finite numbers
   */
  public double[] exact(INDArray points) {
    if (solution == null) {
      throw new IllegalStateException("the solution of " + name + " is not known");
    }
    double[] values = solution.values(points);
    int n = points.rows();
    if (values == null || values.length != n * outputs) {
      throw Argument.refused(
          "the exact solution of %s must give %s at each of %d points, gave %s",
          name,
          outputs == 1 ? "1 number" : outputs + " numbers",
          n,
          values == null ? "null" : values.length);
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw Argument.refused(
            "the exact solution of %s must be a finite number, was %s at %s",
            name, values[i], PointName.of(points, i % n));
      }
    }
    return values;
  }
}
