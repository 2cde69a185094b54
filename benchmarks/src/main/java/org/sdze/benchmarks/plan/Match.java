package org.sdze.benchmarks.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What all contenders of a comparison share.
 *
 * @param problem the name of the problem
 * @param problemOptions that bring it, if it is a user's own
 * @param dimension d
 * @param isTimed whether the budget is in seconds
 * @param budget seconds or steps
 * @param seeds how many seeds, from 0
 * @param testPoints the points on which errors are measured
 */
public record Match(
    String problem,
    List<String> problemOptions,
    int dimension,
    boolean isTimed,
    double budget,
    int seeds,
    int testPoints) {

  /**
   * The options of {@code solve} for one of its runs.
   *
   * @param budget of this run, in seconds or steps
   */
  public List<String> options(double budget, int seed) {
    List<String> options = new ArrayList<>(problemOptions);
    Collections.addAll(
        options,
        problem,
        "--dim",
        Integer.toString(dimension),
        isTimed ? "--time" : "--steps",
        isTimed ? Double.toString(budget) : Long.toString(Math.round(budget)),
        "--seed",
        Integer.toString(seed),
        "--test-points",
        Integer.toString(testPoints));
    return options;
  }
}
