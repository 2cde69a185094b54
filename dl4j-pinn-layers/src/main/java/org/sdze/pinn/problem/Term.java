package org.sdze.pinn.problem;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.argument.Argument;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.domain.Quadrature;
import org.sdze.pinn.domain.Shift;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.SourceTerm;
import org.sdze.pinn.operator.Operator;

/**
 * Equations that hold at every point of a set: a problem's own in its domain, or a condition's on a
 * face. It takes part in the loss by weight · E[Σ (N[u](x) − g(x))²]. Immutable.
 *
 * @param name for sentences, such as {@code the boundary}
 * @param where the set, and the law of its points
 * @param equations at least one
 * @param sources g, one an equation
 * @param weight w, positive
 * @param share how many of its points a step takes for each of the problem's own, positive
 * @param integral by which Σ ω_k (N[u](x_k) − g(x_k)) stands for N[u](x) − g(x): one residual for
 *     all its points, which are the same in every step; null for no such condition
 * @param partner where the other point of a periodic condition is: then N[u](x) − N[u](x + shift)
 *     stands for N[u](x); null for no such condition
 */
public record Term(
    String name,
    Domain where,
    List<Equation> equations,
    List<SourceTerm> sources,
    double weight,
    double share,
    @Nullable Quadrature integral,
    @Nullable Shift partner) {

  public Term {
    Argument.given("name", name);
    Argument.given("domain", where);
    equations = Argument.all("equations", equations);
    sources = Argument.all("sources", sources);
    if (equations.isEmpty() || sources.size() != equations.size()) {
      throw Argument.refused(
          "a term needs at least one equation and a source for each, %s had %d and %d",
          name, equations.size(), sources.size());
    }
    Argument.positive("weight of " + name, weight);
    Argument.positive("share of " + name, share);
    if (partner != null && partner.axis() >= where.dimension()) {
      throw Argument.refused(
          "the period of %s is in axis %d, but a point has %d coordinates, from 0",
          name, partner.axis(), where.dimension());
    }
  }

  /** One in which every point is by itself. */
  public Term(
      String name,
      Domain where,
      List<Equation> equations,
      List<SourceTerm> sources,
      double weight,
      double share) {
    this(name, where, equations, sources, weight, share, null, null);
  }

  /** The points of a step, at least 1. */
  public int points(int batch) {
    return integral != null ? integral.count() : (int) Math.max(1, Math.round(share * batch));
  }

  /** Whether it is one equation in u alone, at every point by itself. */
  boolean isOfValues() {
    return partner == null
        && equations.size() == 1
        && operators().stream().allMatch(operator -> operator.order() == 0);
  }

  /** All operators that its equations name. */
  public List<Operator> operators() {
    Set<Operator> all = new LinkedHashSet<>();
    equations.forEach(equation -> all.addAll(Equation.plan(equation).operators()));
    return new ArrayList<>(all);
  }
}
