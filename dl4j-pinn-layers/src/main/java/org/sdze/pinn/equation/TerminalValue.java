package org.sdze.pinn.equation;

import java.io.Serializable;

/**
 * The value g of a function at the end of time, made smooth by a cubature: C_s g(x), the mean of g
 * over points about x that match the moments of a Gaussian of deviation s to third order.
 * Stateless, thread-safe. Source: docs/method.md §6a.
 */
@FunctionalInterface
public interface TerminalValue extends Serializable {

  /**
   * What is known of C_s g at one point.
   *
   * @param value C_s g
   * @param gradient its derivatives by the coordinates of space and time, {@code [d + 1]}
   * @param laplacian in space
   */
  @SuppressWarnings("ArrayRecordComponent") // a value of one evaluation, never compared
  record Smoothed(double value, double[] gradient, double laplacian) {}

  /**
   * C_s g.
   *
   * @param point the coordinates of space, and time, {@code [d + 1]}
   * @param deviation s, positive
   * @param slope ds/dt
   */
  Smoothed smoothed(double[] point, double deviation, double slope);
}
