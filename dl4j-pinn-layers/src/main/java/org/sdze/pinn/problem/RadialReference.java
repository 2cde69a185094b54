package org.sdze.pinn.problem;

import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.equation.EachPoint;

/**
 * The solution of u_t + Δu + f(u) = 0, u(T) = g(‖x‖²), which depends on q = ‖x‖² and t alone, by
 * finite differences in ρ = log(c + q) and the time that is left, τ = T − t:
 *
 * <pre>u_τ = 4q/(c + q)² (u_ρρ − u_ρ) + 2d/(c + q) u_ρ + f(u)</pre>
 *
 * <p>Crank and Nicolson's scheme, f by fixed-point iterations. It is made when it is first asked
 * for. Thread-safe.
 */
final class RadialReference implements Solution {

  private static final int CELLS = 6_000;
  private static final int STEPS = 600;
  private static final int ITERATIONS = 4;
  private static final double CENTRE = 5; // c, about the scale that terminal values vary on at 0

  private final int dimension;
  private final double end;
  private final DoubleUnaryOperator terminal;
  private final DoubleUnaryOperator reaction;
  private final double cell;
  private double @Nullable [][] table; // by step, by node

  /**
   * A solution.
   *
   * @param dimension d
   * @param end T
   * @param terminal g, of ‖x‖²
   * @param reaction f
   */
  RadialReference(
      int dimension, double end, DoubleUnaryOperator terminal, DoubleUnaryOperator reaction) {
    this.dimension = dimension;
    this.end = end;
    this.terminal = terminal;
    this.reaction = reaction;
    double largest = 10 * dimension * end + 2_000; // far beyond what any path meets
    this.cell = Math.log((CENTRE + largest) / CENTRE) / CELLS;
  }

  @Override
  public double[] values(INDArray points) {
    double[][] x = HostArrays.rows(points);
    return EachPoint.numbers(x.length, i -> at(square(x[i], dimension), end - x[i][dimension]));
  }

  /** ‖x‖² in space. */
  static double square(double[] point, int dimension) {
    double square = 0;
    for (int axis = 0; axis < dimension; axis++) {
      square += point[axis] * point[axis];
    }
    return square;
  }

  /** u where ‖x‖² = q and the time that is left is τ: cubic in ρ, linear in τ. */
  double at(double q, double left) {
    double[][] all = table();
    double time = Math.max(0, Math.min(left / end, 1)) * STEPS;
    int step = (int) Math.min(time, STEPS - 1);
    double place = Math.log((CENTRE + q) / CENTRE) / cell;
    double part = time - step;
    return (1 - part) * Grids.cubic(all[step], place) + part * Grids.cubic(all[step + 1], place);
  }

  private synchronized double[][] table() {
    if (table == null) {
      table = made();
    }
    return table;
  }

  private double square(int node) {
    return CENTRE * Math.expm1(node * cell);
  }

  private double[][] made() {
    double dt = end / STEPS;
    double[][] operator = new double[CELLS + 1][3]; // A, by row: below, at and above the node
    for (int k = 1; k < CELLS; k++) {
      double q = square(k);
      double curve = 4 * q / ((CENTRE + q) * (CENTRE + q));
      double slope = 2 * dimension / (CENTRE + q) - curve;
      operator[k][0] = curve / (cell * cell) - slope / (2 * cell);
      operator[k][1] = -2 * curve / (cell * cell);
      operator[k][2] = curve / (cell * cell) + slope / (2 * cell);
    }
    double inflow = 2 * dimension / CENTRE / (2 * cell); // at q = 0, from the three lowest nodes
    double[][] all = new double[STEPS + 1][CELLS + 1];
    for (int k = 0; k <= CELLS; k++) {
      all[0][k] = terminal.applyAsDouble(square(k));
    }
    double edge = all[0][CELLS];
    for (int step = 1; step <= STEPS; step++) {
      double[] before = all[step - 1];
      double[] explicit = new double[CELLS + 1];
      explicit[0] = inflow * (-3 * before[0] + 4 * before[1] - before[2]);
      for (int k = 1; k < CELLS; k++) {
        explicit[k] =
            operator[k][0] * before[k - 1]
                + operator[k][1] * before[k]
                + operator[k][2] * before[k + 1];
      }
      double[] after = before.clone();
      edge = edge(step * dt);
      for (int iteration = 0; iteration < ITERATIONS; iteration++) {
        double[] right = new double[CELLS + 1];
        for (int k = 0; k < CELLS; k++) {
          double react = reaction.applyAsDouble(before[k]) + reaction.applyAsDouble(after[k]);
          right[k] = before[k] + dt / 2 * (explicit[k] + react);
        }
        right[CELLS] = edge;
        after = solved(operator, inflow, dt, right);
      }
      all[step] = after;
    }
    return all;
  }

  /** u at the outermost node: there a path's ‖x‖² grows by 2dτ, and u follows u′ = f(u). */
  private double edge(double left) {
    double u = terminal.applyAsDouble(square(CELLS) + 2 * dimension * left);
    int parts = 50;
    for (int i = 0; i < parts; i++) {
      double middle = u + left / parts / 2 * reaction.applyAsDouble(u);
      u += left / parts * reaction.applyAsDouble(middle);
    }
    return u;
  }

  /** (1 − dt/2 A) v = right; the first row has a third entry, which the second one removes. */
  private static double[] solved(double[][] operator, double inflow, double dt, double[] right) {
    int last = right.length - 1;
    double half = dt / 2;
    double[] below = new double[last + 1];
    double[] diagonal = new double[last + 1];
    double[] above = new double[last + 1];
    double[] v = right.clone();
    for (int k = 1; k < last; k++) {
      below[k] = -half * operator[k][0];
      diagonal[k] = 1 - half * operator[k][1];
      above[k] = -half * operator[k][2];
    }
    double ratio = half * inflow / above[1];
    diagonal[0] = 1 + 3 * half * inflow - ratio * below[1];
    above[0] = -4 * half * inflow - ratio * diagonal[1];
    v[0] -= ratio * right[1];
    diagonal[last] = 1;
    Grids.solve(below, diagonal, above, v);
    return v;
  }
}
