package org.sdze.pinn.operator;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What has to be carried through a network for all that an equation asks for. Immutable.
 *
 * @param operators what is asked for, by order and name
 */
public record OperatorPlan(List<Operator> operators) {

  /** The plan for some operators. */
  public static OperatorPlan of(Collection<Operator> operators) {
    return new OperatorPlan(
        operators.stream()
            .distinct()
            .sorted(Comparator.comparingInt(Operator::order).thenComparing(Operator::toString))
            .toList());
  }

  /**
   * Whether the jets along every direction are read one by one: for all but the value, which comes
   * with every jet, and sums over directions of the highest coefficient, which are carried instead.
   */
  public boolean followsDirections() {
    return operators.stream()
        .anyMatch(
            operator ->
                !(operator instanceof Value
                    || operator instanceof Laplacian
                    || operator instanceof Biharmonic));
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
