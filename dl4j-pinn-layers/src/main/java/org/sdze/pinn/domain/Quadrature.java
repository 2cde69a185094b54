package org.sdze.pinn.domain;

import java.util.Arrays;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;

/**
 * Points with weights, by which an integral or a mean is a sum: Σ ω_k f(x_k). They stay the same in
 * all steps, so that what they make of an integral does not scatter. Immutable.
 */
public final class Quadrature {

  /** That a rule may have: each is a point of every step. */
  private static final int MOST_POINTS = 100_000;

  private final Domain domain;
  private final double[] points; // [n, d], by column
  private final double[] weights;

  private Quadrature(Domain domain, double[] points, double[] weights) {
    this.domain = domain;
    this.points = points;
    this.weights = weights;
  }

  /**
   * ∫ f over a box by Gauss's and Legendre's rule in every axis: exact for polynomials to degree 2k
   * − 1 in each.
   *
   * @param nodes k, of each axis, at least 1; k^d at most 100,000
   */
  public static Quadrature integral(Box box, int nodes) {
    int d = Argument.given("box", box).dimension();
    Argument.atLeastOne("nodes", nodes);
    if (d * Math.log(nodes) > Math.log(MOST_POINTS) + 1e-9) {
      throw Argument.refused(
          "a rule must have at most %d points, but %d nodes in each axis of %s make more",
          MOST_POINTS, nodes, box);
    }
    GaussIntegrator rule = new GaussIntegratorFactory().legendre(nodes);
    int n = (int) Math.round(Math.pow(nodes, d));
    double[] points = new double[n * d];
    double[] weights = new double[n];
    Arrays.fill(weights, 1);
    for (int axis = 0; axis < d; axis++) {
      int every = (int) Math.round(Math.pow(nodes, axis));
      for (int k = 0; k < n; k++) {
        int node = k / every % nodes;
        double half = box.extent().half(axis);
        points[axis * n + k] = box.extent().centre(axis) + half * rule.getPoint(node);
        weights[k] *= half * rule.getWeight(node);
      }
    }
    return new Quadrature(box, points, weights);
  }

  /**
   * The mean of f over any set, such as a face: over some points of it, drawn once. Its error falls
   * with the root of their number; with that of {@link SobolPoints} faster.
   *
   * @param count how many, from 1 to 100,000
   * @param key draws them
   */
  public static Quadrature mean(Domain domain, int count, RandomKey key) {
    Argument.given("domain", domain);
    Argument.given("key", key);
    Argument.atLeastOne("points of a mean", count);
    if (count > MOST_POINTS) {
      throw Argument.refused("points of a mean must be at most %d, were %d", MOST_POINTS, count);
    }
    INDArray drawn =
        Nd4j.createUninitialized(DataType.DOUBLE, new long[] {count, domain.dimension()}, 'f');
    domain.draw(key, drawn);
    double[] weights = new double[count];
    Arrays.fill(weights, 1.0 / count);
    return new Quadrature(domain, HostArrays.copy(drawn), weights);
  }

  /** The set that the points are of. */
  public Domain domain() {
    return domain;
  }

  /** How many points there are. */
  public int count() {
    return weights.length;
  }

  /** ω_k. */
  public double weight(int k) {
    return weights[k];
  }

  /** Σ ω: the measure of the set, or 1 for a mean. */
  public double total() {
    return Arrays.stream(weights).sum();
  }

  /** The points, {@code [n, d]}, a new array. */
  public INDArray points(DataType type) {
    return HostArrays.matrix(points.clone(), count(), type);
  }
}
