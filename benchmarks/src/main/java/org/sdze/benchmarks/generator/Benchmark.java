package org.sdze.benchmarks.generator;

import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;

/** What generators are compared on: candidates, and what their scores are part of the way. */
public interface Benchmark {

  /** For tables. */
  String title();

  /** Full training as a multiple of the least that a score can be had for, more than 1. */
  double span();

  /** What a search spends, in evaluations with the full resource; a multiple of 4. */
  int budget();

  /** One search's own candidates and scores. */
  Trial trial(long seed);

  /** A search in which scores can be had. */
  interface Trial {

    /** The candidates. */
    ParameterSpace<?> space();

    /**
     * The score of a candidate, of which less is better; the same however often it is asked for.
     *
     * @param point of the space, whose indices a generator has set
     * @param share of the full resource that the candidate was given, in (0, 1]
     * @return not finite if the candidate failed
     */
    double score(double[] point, double share);
  }
}
