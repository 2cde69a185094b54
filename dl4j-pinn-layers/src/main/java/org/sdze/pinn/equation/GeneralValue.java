package org.sdze.pinn.equation;

import java.io.Serializable;
import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.subspace.HaarFrame;

/**
 * Any terminal value that can be differentiated twice. Its cubature takes pairs of points x ± s√d
 * v_k: along all axes, d of them, or along some orthonormal directions that are drawn once and
 * stay, which match the Gaussian's covariance in the mean. Each point costs an evaluation.
 */
public final class GeneralValue implements TerminalValue {

  private static final long serialVersionUID = 1L;

  private final Function function;
  private final double[][] directions; // orthonormal, by pair

  private GeneralValue(Function function, double[][] directions) {
    this.function = function;
    this.directions = directions;
  }

  /** A function of a point in space. Stateless, thread-safe. */
  public interface Function extends Serializable {
    /**
     * g.
     *
     * @param x {@code [d]}
     * @param gradient ∇g, {@code [d]}, overwritten
     */
    double at(double[] x, double[] gradient);

    /**
     * Δg.
     *
     * @param x {@code [d]}
     */
    double laplacian(double[] x);
  }

  /**
   * A terminal value.
   *
   * @param dimension d
   * @param pairs how many pairs of points, at least 1; all axes where there are no more
   * @param key draws the directions
   */
  public static GeneralValue of(Function function, int dimension, int pairs, RandomKey key) {
    Argument.given("terminal value", function);
    Argument.atLeastOne("dimension", dimension);
    Argument.atLeastOne("pairs", pairs);
    double[][] directions = new double[Math.min(pairs, dimension)][dimension];
    if (pairs >= dimension) {
      for (int axis = 0; axis < dimension; axis++) {
        directions[axis][axis] = 1;
      }
    } else {
      directions =
          HostArrays.rows(
              HaarFrame.draw(key, dimension, pairs, DataType.DOUBLE).transpose().dup('f'));
    }
    return new GeneralValue(function, directions);
  }

  @Override
  public Smoothed smoothed(double[] point, double deviation, double slope) {
    int d = point.length - 1;
    double size = Math.sqrt(d);
    int count = 2 * directions.length;
    double[] x = new double[d];
    double[] own = new double[d];
    double[] gradient = new double[d + 1];
    double value = 0;
    double laplacian = 0;
    for (double[] direction : directions) {
      for (int sign = -1; sign <= 1; sign += 2) {
        for (int axis = 0; axis < d; axis++) {
          x[axis] = point[axis] + sign * size * deviation * direction[axis];
        }
        value += function.at(x, own) / count;
        laplacian += function.laplacian(x) / count;
        for (int axis = 0; axis < d; axis++) {
          gradient[axis] += own[axis] / count;
          gradient[d] += sign * size * slope * direction[axis] * own[axis] / count;
        }
      }
    }
    return new Smoothed(value, gradient, laplacian);
  }
}
