package org.sdze.pinn.domain;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;

/**
 * Prices at the times from 0 to T where geometric Brownian paths come by: t uniform, X_i = x_i
 * exp((μ − σ²/2)t + σ√t Z_i), Z standard normal, so that E[X_i] = x_i e^(μt). These are the paths
 * that belong to u_t + ½σ² Σ X_i² u_ii + μ X·∇u. Time is the last coordinate.
 *
 * @param start x, positive, by coordinate
 * @param drift μ
 * @param volatility σ, positive
 * @param end T, positive
 */
public record GeometricPaths(List<Double> start, double drift, double volatility, double end)
    implements Paths {

  public GeometricPaths {
    start = Argument.all("start", start);
    Argument.atLeastOne("dimension", start.size());
    start.forEach(price -> Argument.positive("a price at the start", price));
    if (!Double.isFinite(drift)) {
      throw new IllegalArgumentException("drift must be a finite number, was " + drift);
    }
    Argument.positive("volatility", volatility);
    Argument.positive("end", end);
  }

  /** A box about the mean at T/2, in which a uniform coordinate scatters as one does then. */
  @Override
  public Extent extent() {
    double spread = Math.sqrt(3 * Math.expm1(volatility * volatility * end / 2));
    List<Double> lower = new ArrayList<>();
    List<Double> upper = new ArrayList<>();
    for (double price : start) {
      double mean = price * Math.exp(drift * end / 2);
      lower.add(mean * (1 - spread));
      upper.add(mean * (1 + spread));
    }
    lower.add(0.0);
    upper.add(end);
    return new Extent(lower, upper);
  }

  @Override
  public void draw(RandomKey key, INDArray points) {
    Box.requireShape(dimension(), points);
    int n = points.rows();
    int space = start.size();
    UniformRandomProvider times = key.index(1).generator();
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(key.index(0).generator());
    double[] numbers = new double[n * dimension()];
    for (int i = 0; i < n; i++) {
      double t = end * times.nextDouble();
      for (int axis = 0; axis < space; axis++) {
        double log = (drift - volatility * volatility / 2) * t;
        log += volatility * Math.sqrt(t) * normal.sample();
        numbers[axis * n + i] = start.get(axis) * Math.exp(log);
      }
      numbers[space * n + i] = t;
    }
    points.assign(HostArrays.matrix(numbers, n, points.dataType()));
  }

  @Override
  public String toString() {
    return Text.format("geometric paths in %s to time %s", Extent.dimensions(start.size()), end);
  }
}
