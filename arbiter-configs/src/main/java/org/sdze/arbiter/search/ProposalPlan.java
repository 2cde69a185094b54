package org.sdze.arbiter.search;

/** How candidates are chosen, as a search's file says it. */
public sealed interface ProposalPlan {

  /** The laws by which points are proposed. */
  enum Law {
    RANDOM,
    SOBOL,
    BAYESIAN
  }

  /** The root of all random numbers of the choice. */
  long seed();

  /**
   * One point after the other.
   *
   * @param initialPoints of Bayesian search, before its model is asked; 0 for the default
   */
  record Plain(Law law, long seed, int initialPoints) implements ProposalPlan {}

  /**
   * All points of a grid.
   *
   * @param points of a parameter that is a range, at least 1
   */
  record Grid(long seed, int points) implements ProposalPlan {}

  /**
   * Successive halving, or all of Hyperband's brackets.
   *
   * @param least what a candidate is trained for at first, in the search's unit
   * @param eta one in so many goes on
   * @param isHyperband whether all brackets are run
   * @param loops how often
   */
  record Halving(Law law, long seed, double least, double eta, boolean isHyperband, int loops)
      implements ProposalPlan {}
}
