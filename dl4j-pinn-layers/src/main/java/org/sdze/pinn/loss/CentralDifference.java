package org.sdze.pinn.loss;

import java.util.function.DoubleUnaryOperator;

/**
 * The derivative of an equation's left side by one of the numbers that it reads (docs/method.md
 * §4c): in double and central, so that its error is of the square of the move.
 */
final class CentralDifference {

  /** The size of a move relative to 1 + |number|. */
  private static final double MOVE = 1e-4;

  private CentralDifference() {}

  static double derivative(double at, DoubleUnaryOperator function) {
    double move = MOVE * (1 + Math.abs(at));
    double up = at + move;
    double down = at - move;
    return (function.applyAsDouble(up) - function.applyAsDouble(down)) / (up - down);
  }
}
