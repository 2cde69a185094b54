package org.sdze.pinn.equation;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.operator.LinePlan;

/**
 * What is known of u = g + w N at the points of a batch along the lines of a plan, before the
 * network is evaluated: {@link TrialFunction} for operators of any order and any number of outputs,
 * each of which has the same g and w.
 */
public final class TrialJets {

  private final LinePlan plan;
  private final double[][] points;
  private final double @Nullable [][] factor; // [n][count]; null for 1
  private final double @Nullable [][] addend; // null for 0

  /**
   * The trial function at points.
   *
   * @param points {@code [n, d]}
   * @throws IllegalArgumentException if the constraint is known to second order only
   */
  public TrialJets(LinePlan plan, INDArray points, HardConstraint constraint) {
    this.plan = plan;
    this.points = HostArrays.rows(points);
    this.factor =
        constraint instanceof HardConstraint.Free ? null : jets(constraint.smoothFactor());
    SmoothFunction added = constraint.smoothAddend();
    this.addend = added == null ? null : jets(added);
  }

  private double[][] jets(SmoothFunction function) {
    return EachPoint.arrays(points.length, i -> function.jets(plan, points[i]));
  }

  /** The number of points. */
  public int count() {
    return points.length;
  }

  /**
   * What u's jets say at point i.
   *
   * @param network what those of one output of N say there, {@code [plan.count()]}
   */
  public double[] jets(int i, double[] network) {
    double[] u = factor == null ? network.clone() : plan.product(factor[i], network);
    for (int k = 0; addend != null && k < u.length; k++) {
      u[k] += addend[i][k];
    }
    return u;
  }

  /** Derivatives by what N's jets say from those by what u's do. */
  public double[] byNetwork(int i, double[] byJets) {
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
        values[output][k] = plan.value(k, jets[output]);
      }
    }
    return at(i, values);
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
    return isFinite(factor, i) && isFinite(addend, i);
  }

  private static boolean isFinite(double @Nullable [][] known, int i) {
    return known == null || java.util.Arrays.stream(known[i]).allMatch(Double::isFinite);
  }
}
