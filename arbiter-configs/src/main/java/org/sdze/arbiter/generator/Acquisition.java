package org.sdze.arbiter.generator;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.jspecify.annotations.Nullable;

/**
 * Where in the cube the expected improvement is largest: random points and changes to the best
 * known ones, then a local search from the most promising of both. Points with the features of one
 * that was tried, or is being tried, do not count.
 */
final class Acquisition {

  private static final int RANDOM = 600;
  private static final int PARENTS = 6;
  private static final int CHANGES = 60;
  private static final int STARTS = 5;
  private static final int MOVES = 250;
  private static final double MARGIN = 1e-9;

  private final Cube cube;
  private final GaussianProcess process;
  private final double best;

  private static final class Place {
    final double[] point;
    final double value;

    Place(double[] point, double value) {
      this.point = point;
      this.value = value;
    }
  }

  /**
   * The expected improvement of a process.
   *
   * @param best the value to improve on
   */
  Acquisition(Cube cube, GaussianProcess process, double best) {
    this.cube = cube;
    this.process = process;
    this.best = best;
  }

  /**
   * The best point found, or null if all that were looked at have been tried.
   *
   * @param known points that were tried
   * @param values what the model says of them; less is better
   */
  double @Nullable [] maximize(
      List<double[]> known, double[] values, UniformRandomProvider random) {
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    PriorityQueue<Place> top =
        new PriorityQueue<>(Comparator.comparingDouble(place -> place.value));
    for (int k = 0; k < RANDOM; k++) {
      double[] point = new double[cube.dimension()];
      for (int i = 0; i < point.length; i++) {
        point[i] = random.nextDouble();
      }
      offer(top, place(point));
    }
    int[] parents =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> values[k]))
            .limit(PARENTS)
            .mapToInt(k -> k)
            .toArray();
    for (int parent : parents) {
      for (int k = 0; k < CHANGES; k++) {
        double scale = Math.pow(10, -2.5 * random.nextDouble());
        offer(top, place(changed(known.get(parent), scale, random, gaussian)));
      }
    }
    Place found = null;
    for (Place start : top) {
      Place reached = climb(start, random, gaussian);
      if (found == null || reached.value > found.value) {
        found = reached;
      }
    }
    return found == null ? null : found.point;
  }

  private static void offer(PriorityQueue<Place> top, Place place) {
    if (place.value > Double.NEGATIVE_INFINITY) {
      top.add(place);
      if (top.size() > STARTS) {
        top.poll();
      }
    }
  }

  private Place place(double[] point) {
    GaussianProcess.Prediction at = process.predict(cube.features(point));
    double value =
        at.known()
            ? Double.NEGATIVE_INFINITY
            : ExpectedImprovement.log(at.mean(), at.deviation(), best);
    return new Place(point, value);
  }

  /** Random moves, of which only improvements are kept; their size adapts (the 1/5 rule). */
  private Place climb(
      Place start, UniformRandomProvider random, ZigguratSampler.NormalizedGaussian gaussian) {
    Place at = start;
    double scale = 0.1;
    for (int move = 0; move < MOVES; move++) {
      Place next = place(changed(at.point, scale, random, gaussian));
      if (next.value > at.value) {
        at = next;
        scale = Math.min(0.5, scale * 1.5);
      } else {
        scale = Math.max(1e-5, scale * 0.9);
      }
    }
    return at;
  }

  /** A point with some coordinates moved: at least one, each of the others with chance 1/d. */
  private double[] changed(
      double[] point,
      double scale,
      UniformRandomProvider random,
      ZigguratSampler.NormalizedGaussian gaussian) {
    double[] changed = point.clone();
    int certain = random.nextInt(changed.length);
    for (int k = 0; k < changed.length; k++) {
      if (k == certain || random.nextInt(changed.length) == 0) {
        if (cube.categorical(k) || random.nextInt(10) == 0) {
          changed[k] = random.nextDouble();
        } else {
          changed[k] = inside(changed[k] + scale * gaussian.sample());
        }
      }
    }
    return changed;
  }

  /** Within the open interval (0, 1): distributions without bounds have no quantile at its ends. */
  private static double inside(double coordinate) {
    return Math.min(1 - MARGIN, Math.max(MARGIN, coordinate));
  }
}
