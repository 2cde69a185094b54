package org.sdze.arbiter.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.hipparchus.stat.StatUtils;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.random.RandomKey;

/**
 * How much each parameter matters for the score: functional analysis of variance of a random
 * forest's prediction (Hutter, Hoos and Leyton-Brown, An Efficient Approach for Assessing
 * Hyperparameter Importance, ICML 2014), with the shares of {@link VarianceShares} of the mean of
 * the trees in place of the mean of the trees' shares. The variance is over the whole space of the
 * search, each axis spread as it says, of the score or, for a log score, of its logarithm.
 *
 * <p>Enters: the candidates that are done. Values that are missing are drawn, see {@link UnitCube}.
 * The same search always gives the same shares.
 *
 * @param shares of each axis in its place; empty if nothing can be said
 * @param candidates how many it rests on
 * @param determination R² of the forest on candidates that it has not seen; NaN if there is none
 * @param silence why nothing can be said; null if there are shares
 */
record Importance(
    List<VarianceShares.Share> shares,
    int candidates,
    double determination,
    @Nullable String silence) {

  /** Below it shares would be those of noise. */
  static final int LEAST_CANDIDATES = 10;

  /** As many dimensions as the Sobol' sequence has for two points. */
  static final int MOST_AXES = 500;

  /** R² below which the forest has learnt too little of the score. */
  static final double LEAST_DETERMINATION = 0.1;

  private static final RandomKey KEY = RandomKey.root(2014);

  Importance {
    shares = List.copyOf(shares);
  }

  static Importance of(SearchSummary search) {
    List<CandidateRow> done =
        search.candidates().stream()
            .filter(candidate -> candidate.status() == Status.DONE)
            .sorted(Comparator.comparingInt(CandidateRow::number))
            .toList();
    int n = done.size();
    if (search.axes().isEmpty() || search.axes().size() > MOST_AXES) {
      return silent(
          n,
          "Importance is shown for 1 to "
              + MOST_AXES
              + " parameters; this search has "
              + search.axes().size()
              + ".");
    }
    if (n < LEAST_CANDIDATES) {
      return silent(
          n,
          "Too few candidates are done to tell which parameters matter: "
              + n
              + ", and at least "
              + LEAST_CANDIDATES
              + " are needed.");
    }
    double[] responses = responses(search, done);
    if (!(StatUtils.populationVariance(responses) > 0)) {
      return silent(n, "All " + n + " candidates that are done have the same score.");
    }
    UnitCube cube = new UnitCube(search.axes());
    RegressionForest forest = new RegressionForest(cube, done, responses, KEY);
    if (forest.determination() < LEAST_DETERMINATION) {
      return new Importance(
          List.of(),
          n,
          forest.determination(),
          "The "
              + n
              + " candidates that are done do not tell which parameters matter: a random forest"
              + " grown on some of them hardly predicts the others.");
    }
    return new Importance(
        VarianceShares.of(forest::predict, cube.dimension()), n, forest.determination(), null);
  }

  private static Importance silent(int candidates, String why) {
    return new Importance(List.of(), candidates, Double.NaN, why);
  }

  /** Scores, or their logarithms if they are to be compared by ratio and all are positive. */
  private static double[] responses(SearchSummary search, List<CandidateRow> done) {
    double[] scores = done.stream().mapToDouble(CandidateRow::knownScore).toArray();
    if (search.isLogScore() && Arrays.stream(scores).allMatch(score -> score > 0)) {
      return Arrays.stream(scores).map(Math::log10).toArray();
    }
    return scores;
  }
}
