package org.sdze.arbiter.score;

import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sdze.optimizer.argument.Argument;
import org.sdze.pinn.solve.HistoryRow;
import org.sdze.pinn.solve.Solve;

/**
 * The seconds of training after which the relative L2 error was first measured at or below a bound;
 * infinite if it never was. Training ends there.
 *
 * @param error the bound, positive
 * @param points the number of validation points, at least 1
 * @param measurements how many times the error is measured, evenly over the budget, at least 1
 */
public record TimeToErrorScore(
    @JsonProperty("error") double error,
    @JsonProperty("points") int points,
    @JsonProperty("measurements") int measurements)
    implements WatchingScore {

  @JsonCreator
  public TimeToErrorScore {
    if (!(error > 0)) {
      throw new IllegalArgumentException("error must be positive, was " + error);
    }
    if (points < 1 || measurements < 1) {
      throw Argument.refused(
          "points and measurements must be at least 1, were %d and %d", points, measurements);
    }
  }

  @Override
  public double measure(Solve solve) {
    return new RelativeErrorScore(points).of(solve);
  }

  @Override
  public boolean isDecided(Solve solve) {
    return of(solve) < Double.POSITIVE_INFINITY;
  }

  @Override
  public double of(Solve solve) {
    return solve.history().rows().stream()
        .filter(row -> row.relativeError() <= error)
        .mapToDouble(HistoryRow::seconds)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }
}
