package org.sdze.pinn.operator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sdze.optimizer.argument.Argument;

/**
 * Operators by jets along fixed lines, exactly: the lines that all of them share, and each
 * operator's value as a sum over what a function's jets say. Immutable.
 *
 * <p>What jets say at one point is one array of {@link #count} numbers: the value, and line by line
 * the normalised coefficients of orders 1 to the line's.
 */
public final class LinePlan {

  /**
   * A line through every point.
   *
   * @param direction its direction
   * @param order K of the jets along it
   * @param start where the coefficient of order 1 stands among the numbers of a point
   */
  public record Line(Direction direction, int order, int start) {
    /** Where the coefficient of an order stands; all lines share that of order 0. */
    public int index(int k) {
      return k == 0 ? 0 : start + k - 1;
    }
  }

  /** A number's part in an operator; coefficient is that of a combination, −1 for 1. */
  private record Use(int index, double factor, int coefficient) {
    double by(double[] coefficients) {
      return coefficient < 0 ? factor : factor * coefficients[coefficient];
    }
  }

  private final List<Operator> operators;
  private final int dimension;
  private final Set<Integer> summed;
  private final List<Line> lines = new ArrayList<>();
  private final List<List<Use>> uses = new ArrayList<>(); // of operators
  private int count = 1;

  /**
   * The plan of some operators.
   *
   * @param operators each once
   * @param dimension d
   * @throws IllegalArgumentException if one is in axes that there are not
   */
  public LinePlan(List<Operator> operators, int dimension) {
    this(operators, dimension, Set.of());
  }

  /**
   * The plan in which one line stands for several axes: along axis d, which there is not, jets say
   * the sums of their coefficients of order 2, and of order 1 something that nobody asks for.
   *
   * @param summed the axes, of which {@link SummedAxes} knows that the operators ask for no more
   */
  public LinePlan(List<Operator> operators, int dimension, Set<Integer> summed) {
    this.operators = new IndexedOperators(operators);
    this.dimension = dimension;
    this.summed = Set.copyOf(summed);
    Map<Direction, Integer> orders = new LinkedHashMap<>();
    for (Operator operator : operators) {
      List<PureDerivative> terms = terms(operator, dimension);
      requireAxes(operator, terms, dimension);
      terms.forEach(term -> orders.merge(line(term), term.order(), Math::max));
    }
    Map<Direction, Line> byDirection = new LinkedHashMap<>();
    orders.forEach(
        (direction, order) -> {
          Line line = new Line(direction, order, count);
          lines.add(line);
          byDirection.put(direction, line);
          count += order;
        });
    for (Operator operator : operators) {
      List<Use> of = new ArrayList<>();
      if (operator instanceof Combination combination) {
        for (int k = 0; k < combination.operators().size(); k++) {
          addUses(of, combination.operators().get(k), k, byDirection);
        }
      } else {
        addUses(of, operator, -1, byDirection);
      }
      uses.add(of);
    }
  }

  private void addUses(
      List<Use> to, Operator operator, int coefficient, Map<Direction, Line> byDirection) {
    if (operator instanceof Value) {
      to.add(new Use(0, 1, coefficient));
    }
    for (PureDerivative term : terms(operator, dimension)) {
      double factor = term.weight();
      for (int k = 2; k <= term.order(); k++) {
        factor *= k;
      }
      Use use = new Use(byDirection.get(line(term)).index(term.order()), factor, coefficient);
      if (!isSummed(term) || !to.contains(use)) { // each of the axes asks for the same
        to.add(use);
      }
    }
  }

  private boolean isSummed(PureDerivative term) {
    return summed.contains(term.direction().components().firstKey());
  }

  private Direction line(PureDerivative term) {
    return isSummed(term) ? Direction.axis(dimension) : term.direction();
  }

  /** The derivatives that an operator is made of; none for the value. */
  static List<PureDerivative> terms(Operator operator, int dimension) {
    if (operator instanceof SquaredGradientNorm norm) {
      return PureDerivative.axes(norm.axes(), dimension, 1, 1);
    }
    return PureDerivative.of(operator, dimension);
  }

  private static void requireAxes(Operator operator, List<PureDerivative> terms, int dimension) {
    // Axes that begin beyond the last one have no derivatives.
    int last =
        terms.stream()
            .mapToInt(term -> term.direction().components().lastKey())
            .max()
            .orElse(operator.order() == 0 ? -1 : dimension);
    if (last >= dimension) {
      throw Argument.refused(
          "%s is along axis %d, but a point has %d coordinates, from 0", operator, last, dimension);
    }
  }

  /** d. */
  public int dimension() {
    return dimension;
  }

  /** The operators. */
  public List<Operator> operators() {
    return operators;
  }

  /** The lines, each direction once. */
  public List<Line> lines() {
    return lines;
  }

  /** How many numbers jets say at one point. */
  public int count() {
    return count;
  }

  /**
   * What multiplies the parts of an operator at a point: nothing but for a {@link Combination}.
   *
   * @param operator its number
   * @param x the point, {@code [d]}; left as it is
   */
  public double[] coefficients(int operator, double[] x) {
    return operators.get(operator) instanceof Combination combination
        ? combination.coefficients().at(x.clone())
        : new double[0];
  }

  /**
   * The value of an operator.
   *
   * @param operator its number
   * @param numbers what jets say at a point, {@code [count]}
   * @param coefficients those there
   */
  public double value(int operator, double[] numbers, double[] coefficients) {
    boolean isSquared = operators.get(operator) instanceof SquaredGradientNorm;
    double sum = 0;
    for (Use use : uses.get(operator)) {
      double number = numbers[use.index];
      sum += use.by(coefficients) * (isSquared ? number * number : number);
    }
    return sum;
  }

  /**
   * Adds a multiple of an operator's derivatives by the numbers.
   *
   * @param operator its number
   * @param numbers what jets say at a point, {@code [count]}
   * @param coefficients those there
   * @param by {@code [count]}, added to
   */
  public void addDerivatives(
      int operator, double[] numbers, double[] coefficients, double multiple, double[] by) {
    boolean isSquared = operators.get(operator) instanceof SquaredGradientNorm;
    for (Use use : uses.get(operator)) {
      by[use.index] += multiple * use.by(coefficients) * (isSquared ? 2 * numbers[use.index] : 1);
    }
  }

  /**
   * The numbers of a product of two functions (Leibniz).
   *
   * @param a those of the one
   * @param b those of the other
   */
  public double[] product(double[] a, double[] b) {
    double[] product = new double[count];
    product[0] = a[0] * b[0];
    for (Line line : lines) {
      for (int k = 1; k <= line.order; k++) {
        for (int i = 0; i <= k; i++) {
          product[line.index(k)] += a[line.index(i)] * b[line.index(k - i)];
        }
      }
    }
    return product;
  }

  /**
   * From derivatives by the numbers of a product to those by one factor's.
   *
   * @param a the other factor's numbers
   * @param byProduct {@code [count]}
   */
  public double[] productTransposed(double[] a, double[] byProduct) {
    double[] by = new double[count];
    by[0] = a[0] * byProduct[0];
    for (Line line : lines) {
      for (int k = 1; k <= line.order; k++) {
        for (int i = 0; i <= k; i++) {
          by[line.index(k - i)] += a[line.index(i)] * byProduct[line.index(k)];
        }
      }
    }
    return by;
  }
}
