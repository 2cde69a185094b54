package org.sdze.pinn.equation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.analysis.differentiation.DSFactory;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.operator.Axes;
import org.sdze.pinn.operator.Combination;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.LinePlan;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;

/**
 * A known function of a point, written with Hipparchus' derivative structures, so that it can be
 * differentiated as often as an equation asks for: {@code x -> x[0].sin().multiply(x[1].exp())}.
 * Stateless, thread-safe.
 */
@FunctionalInterface
public interface SmoothFunction extends Serializable {

  /**
   * The function.
   *
   * @param x the coordinates, {@code [d]}
   */
  DerivativeStructure at(DerivativeStructure[] x);

  /** f = c. */
  static SmoothFunction constant(double c) {
    return x -> x[0].newInstance(c);
  }

  /** The value at a point. */
  default double value(double[] x) {
    return given(x, constants(new DSFactory(1, 0), x)).getValue();
  }

  /**
   * The values at the rows of points.
   *
   * @param points {@code [n, d]}; left as they are
   * @return {@code [n]}
   */
  default double[] values(INDArray points) {
    double[][] x = HostArrays.rows(points);
    return EachPoint.numbers(x.length, i -> value(x[i]));
  }

  /**
   * The value at a point and the derivatives along the first axes.
   *
   * @param x {@code [d]}
   * @return {@code [1 + axes]}
   */
  default double[] slopes(double[] x, int axes) {
    DSFactory factory = new DSFactory(axes, 1);
    DerivativeStructure[] coordinates = constants(factory, x);
    for (int axis = 0; axis < axes; axis++) {
      coordinates[axis] = factory.variable(axis, x[axis]);
    }
    DerivativeStructure value = given(x, coordinates);
    double[] slopes = new double[1 + axes];
    slopes[0] = value.getValue();
    for (int axis = 0; axis < axes; axis++) {
      int[] orders = new int[axes];
      orders[axis] = 1;
      slopes[1 + axis] = value.getPartialDerivative(orders);
    }
    return slopes;
  }

  /**
   * div(k ∇u) = k Δu + ∇k·∇u with this function as k, in the first axes.
   *
   * @param axes how many: those of space
   */
  default Operator divergence(int axes) {
    List<Operator> parts = new ArrayList<>(List.of(new Laplacian(new Axes(0, axes))));
    for (int axis = 0; axis < axes; axis++) {
      parts.add(new Partial(axis, 1));
    }
    return new Combination("div(k∇u)", parts, x -> slopes(x, axes));
  }

  /**
   * What its jets say at a point, in the order of a plan.
   *
   * @param x {@code [d]}
   * @return {@code [plan.count()]}
   */
  default double[] jets(LinePlan plan, double[] x) {
    double[] numbers = new double[plan.count()];
    if (plan.lines().isEmpty()) {
      numbers[0] = value(x);
      return numbers;
    }
    for (LinePlan.Line line : plan.lines()) {
      DSFactory factory = new DSFactory(1, line.order());
      DerivativeStructure[] coordinates = constants(factory, x);
      line.direction()
          .components()
          .forEach(
              (axis, component) ->
                  coordinates[axis] = factory.build(taylor(x[axis], component, line.order())));
      DerivativeStructure value = given(x, coordinates);
      double factorial = 1;
      for (int k = 0; k <= line.order(); k++) {
        factorial *= Math.max(1, k);
        numbers[line.index(k)] = value.getPartialDerivative(k) / factorial;
      }
    }
    return numbers;
  }

  private static DerivativeStructure[] constants(DSFactory factory, double[] x) {
    return Arrays.stream(x).mapToObj(factory::constant).toArray(DerivativeStructure[]::new);
  }

  private DerivativeStructure given(double[] x, DerivativeStructure[] coordinates) {
    DerivativeStructure value;
    try {
      value = at(coordinates);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          Text.format("a function of %s failed: %s", PointName.of(x), PointName.reason(e)), e);
    }
    if (value == null) {
      throw Argument.refused(
          "a function of %s must give a number and its derivatives, gave null", PointName.of(x));
    }
    return value;
  }

  private static double[] taylor(double value, double slope, int order) {
    double[] derivatives = new double[order + 1];
    derivatives[0] = value;
    derivatives[1] = slope;
    return derivatives;
  }
}
