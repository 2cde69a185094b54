package org.sdze.pinn.equation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.operator.Combination;
import org.sdze.pinn.operator.LinePlan;
import org.sdze.pinn.operator.Operator;

/**
 * What is known of u = g + w N at the points of a batch along the lines of a plan, before the
 * network is evaluated: {@link TrialFunction} for operators of any order and any number of outputs.
 */
public final class TrialJets {

  private final LinePlan plan;
  private final double[][] points;
  private final List<Known> known = new ArrayList<>(); // by output, or one of all
  private final double[][][] coefficients; // by point and operator

  /** w and g of an output. */
  @SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
  private record Known(
      double @Nullable [][] factor, // [n][count]; null for 1
      double @Nullable [][] addend) {} // null for 0

  /**
   * The trial function at points.
   *
   * @param points {@code [n, d]}
   * @throws IllegalArgumentException if the constraint is known to second order only
   */
  public TrialJets(LinePlan plan, INDArray points, HardConstraint constraint) {
    this.plan = plan;
    this.points = HostArrays.rows(points);
    if (constraint instanceof EachOutput each) {
      each.outputs().forEach(output -> known.add(known(output)));
    } else {
      known.add(known(constraint));
    }
    this.coefficients = new double[count()][plan.operators().size()][];
    for (int i = 0; i < count(); i++) {
      for (int k = 0; k < coefficients[i].length; k++) {
        coefficients[i][k] = coefficients(k, points, i);
      }
    }
  }

  private double[] coefficients(int k, INDArray at, int i) {
    Operator operator = plan.operators().get(k);
    double[] given;
    try {
      given = plan.coefficients(k, points[i]);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          Text.format(
              "the coefficients of %s failed at %s: %s",
              operator, PointName.of(at, i), PointName.reason(e)),
          e);
    }
    int count = operator instanceof Combination combination ? combination.operators().size() : 0;
    if (given == null
        || given.length != count
        || !Arrays.stream(given).allMatch(Double::isFinite)) {
      throw Argument.refused(
          "the coefficients of %s must be %d finite numbers, were %s at %s",
          operator, count, Arrays.toString(given), PointName.of(at, i));
    }
    return given;
  }

  private Known known(HardConstraint constraint) {
    SmoothFunction added = constraint.smoothAddend();
    return new Known(
        constraint instanceof HardConstraint.Free ? null : jets(constraint.smoothFactor()),
        added == null ? null : jets(added));
  }

  private Known of(int output) {
    return known.get(known.size() == 1 ? 0 : output);
  }

  private double[][] jets(SmoothFunction function) {
    return EachPoint.arrays(points.length, i -> function.jets(plan, points[i]));
  }

  /** The number of points. */
  public int count() {
    return points.length;
  }

  /**
   * What the jets of an output of u say at point i.
   *
   * @param network what those of N say there, {@code [plan.count()]}
   */
  public double[] jets(int i, int output, double[] network) {
    double[][] factor = of(output).factor;
    double[][] addend = of(output).addend;
    double[] u = factor == null ? network.clone() : plan.product(factor[i], network);
    for (int k = 0; addend != null && k < u.length; k++) {
      u[k] += addend[i][k];
    }
    return u;
  }

  /** Derivatives by what the jets of an output of N say from those by what u's do. */
  public double[] byNetwork(int i, int output, double[] byJets) {
    double[][] factor = of(output).factor;
    return factor == null ? byJets : plan.productTransposed(factor[i], byJets);
  }

  /**
   * The values of u at point i.
   *
   * @param jets what those of every output of u say there, {@code [m][plan.count()]}
   */
  public OperatorValues values(int i, double[][] jets) {
    double[][] values = new double[jets.length][plan.operators().size()];
    for (int output = 0; output < jets.length; output++) {
      for (int k = 0; k < values[output].length; k++) {
        values[output][k] = plan.value(k, jets[output], coefficients[i][k]);
      }
    }
    return at(i, values);
  }

  /** Adds a multiple of an operator's derivatives by what u's jets say at point i. */
  public void addDerivatives(int i, int operator, double[] jets, double multiple, double[] by) {
    plan.addDerivatives(operator, jets, coefficients[i][operator], multiple, by);
  }

  /** Given values as those of u at point i. */
  public OperatorValues at(int i, double[][] values) {
    return new OperatorValues(
        plan.operators(),
        values,
        axis -> OperatorValues.coordinate(points[i].length, axis, k -> points[i][k]));
  }

  /** Whether all that is known at point i are finite numbers. */
  public boolean isFinite(int i) {
    return known.stream().allMatch(each -> isFinite(each.factor, i) && isFinite(each.addend, i));
  }

  private static boolean isFinite(double @Nullable [][] numbers, int i) {
    return numbers == null || Arrays.stream(numbers[i]).allMatch(Double::isFinite);
  }
}
