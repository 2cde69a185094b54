package org.sdze.pinn.operator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What has to be carried through a network for all that an equation asks for: operators that can
 * share directions do. Immutable.
 *
 * @param operators what is asked for, by order and name
 * @param bundles the directions and their orders; none where the value is all
 */
public record OperatorPlan(List<Operator> operators, List<Bundle> bundles) {

  /**
   * The plan for some operators.
   *
   * @param dimension d
   */
  public static OperatorPlan of(Collection<Operator> operators, int dimension) {
    List<Operator> sorted =
        operators.stream()
            .distinct()
            .sorted(Comparator.comparingInt(Operator::order).thenComparing(Operator::toString))
            .toList();
    Map<Axes, Bundle.Filling> filling = new LinkedHashMap<>();
    Map<Integer, Set<Direction>> fixed = new TreeMap<>();
    for (Operator operator : sorted) {
      if (operator instanceof SquaredGradientNorm norm) {
        fill(filling, norm.axes(), 1, false);
      } else if (operator instanceof Laplacian laplacian) {
        fill(filling, laplacian.axes(), 2, true);
      } else if (operator instanceof Biharmonic biharmonic) {
        fill(filling, biharmonic.axes(), 4, true);
      } else if (!(operator instanceof Value)) { // that comes with every jet
        for (PureDerivative term : PureDerivative.of(operator, dimension)) {
          fixed.computeIfAbsent(term.order(), k -> new LinkedHashSet<>()).add(term.direction());
        }
      }
    }
    List<Bundle> bundles = new ArrayList<>(filling.values());
    fixed.forEach(
        (order, directions) -> bundles.add(new Bundle.Fixed(List.copyOf(directions), order)));
    return new OperatorPlan(sorted, List.copyOf(bundles));
  }

  private static void fill(
      Map<Axes, Bundle.Filling> filling, Axes axes, int order, boolean collapsed) {
    filling.merge(
        axes,
        new Bundle.Filling(axes, order, collapsed),
        (a, b) ->
            new Bundle.Filling(
                axes, Math.max(a.order(), b.order()), a.collapsed() && b.collapsed()));
  }

  /** Whether the jets along every direction are read one by one. */
  public boolean followsDirections() {
    return bundles.stream()
        .anyMatch(bundle -> !(bundle instanceof Bundle.Filling filling) || !filling.collapsed());
  }

  /**
   * The operators for which a collapsed pass of order 2 along directions that fill all of R^d is
   * not enough.
   */
  public List<Operator> beyondSecondOrder(int dimension) {
    return operators.stream().filter(operator -> !isOfSecondOrder(operator, dimension)).toList();
  }

  /**
   * The operators for which a collapsed pass of order 2 along directions that fill space, with a
   * derivative by time beside it, is not enough.
   *
   * @param space how many coordinates come before time, the last one
   */
  public List<Operator> beyondSecondOrderInSpace(int space) {
    Axes axes = new Axes(0, space);
    Set<Operator> enough =
        Set.of(
            new Value(), new Partial(space, 1), new Laplacian(axes), new SquaredGradientNorm(axes));
    return operators.stream().filter(operator -> !enough.contains(operator)).toList();
  }

  private static boolean isOfSecondOrder(Operator operator, int dimension) {
    return operator instanceof Value
        || (operator instanceof Laplacian laplacian && laplacian.axes().covers(dimension))
        || (operator instanceof SquaredGradientNorm norm && norm.axes().covers(dimension));
  }
}
