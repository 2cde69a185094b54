package org.sdze.pinn.equation;

import java.io.Serializable;

/**
 * One coordinate's part in a sum Σ a(x_i), and how it changes when a cubature moves that
 * coordinate.
 */
public interface Summand extends Serializable {

  /**
   * What is known of a where a coordinate has moved.
   *
   * @param x the coordinate
   * @param t the time
   * @param h the move
   * @param out a, and its derivatives ∂a/∂x, ∂²a/∂x², ∂a/∂t and ∂a/∂h, {@code [5]}, overwritten
   */
  void at(double x, double t, double h, double[] out);

  /** a(x, t, h) = (x + h)²: the sum is ‖x‖². */
  record Square() implements Summand {
    @Override
    public void at(double x, double t, double h, double[] out) {
      out[0] = (x + h) * (x + h);
      out[1] = 2 * (x + h);
      out[2] = 2;
      out[3] = 0;
      out[4] = out[1];
    }
  }

  /**
   * The square of a geometric Brownian motion's price X in the coordinate x = log X − βt, a(x, t,
   * h) = X² (1 + h)²: the cubature moves prices, in proportion to themselves.
   *
   * @param drift β
   */
  record SquaredPrice(double drift) implements Summand {
    @Override
    public void at(double x, double t, double h, double[] out) {
      double square = Math.exp(2 * (x + drift * t));
      out[0] = square * (1 + h) * (1 + h);
      out[1] = 2 * out[0];
      out[2] = 4 * out[0];
      out[3] = 2 * drift * out[0];
      out[4] = 2 * square * (1 + h);
    }
  }
}
