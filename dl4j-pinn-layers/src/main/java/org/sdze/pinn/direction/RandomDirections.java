package org.sdze.pinn.direction;

import org.apache.commons.rng.sampling.PermutationSampler;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.wide.HeldPoints;
import org.sdze.optimizer.wide.PointBatch;

/**
 * Independent random directions, the literature's estimator (docs/method.md §2), scaled by 1/√V so
 * that their sum is a mean.
 *
 * @param kind the law of one direction
 * @param count V, at least 1
 */
public record RandomDirections(Kind kind, int count) implements DirectionLaw {

  /** Laws of one direction. */
  public enum Kind {
    /** Independent signs: the least variance among laws with independent entries. */
    RADEMACHER,
    /** Independent standard normal numbers. */
    GAUSSIAN,
    /** √d times a coordinate axis, drawn without replacement within a draw. */
    COORDINATE
  }

  public RandomDirections {
    Argument.given("kind", kind);
    Argument.atLeastOne("direction count", count);
  }

  @Override
  public boolean isExact() {
    return false;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the count is odd
   */
  @Override
  public DirectionLaw half() {
    if (count % 2 != 0) {
      throw Argument.refused(
          "direction count must be even for the unbiased residual, which needs two independent"
              + " halves, was %d",
          count);
    }
    return new RandomDirections(kind, count / 2);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if more coordinates are asked for than there are
   */
  @Override
  public DirectionDraw draw(RandomKey key, long space, long dimension, Workspace workspace) {
    Argument.given("key", key);
    Argument.atLeastOne("dimension", dimension);
    Argument.given("workspace", workspace);
    INDArray directions = workspace.buffer("directions", count, space);
    switch (kind) {
      case RADEMACHER -> KeyedDraws.rademacher(key, directions);
      case GAUSSIAN -> KeyedDraws.gaussian(key, directions);
      case COORDINATE -> drawCoordinates(key, directions);
    }
    directions.muli(1 / Math.sqrt(count));
    PointBatch batch = new HeldPoints(ExplicitDirectionSet.besideTime(directions, dimension));
    return span -> new ExplicitDirectionSet(batch, span.network().wide(0));
  }

  private void drawCoordinates(RandomKey key, INDArray directions) {
    long dimension = directions.columns();
    if (count > dimension) {
      throw Argument.refused(
          "direction count must be at most the dimension (%d) for coordinates, was %d",
          dimension, count);
    }
    int[] axes =
        new PermutationSampler(key.generator(), Math.toIntExact(dimension), count).sample();
    directions.assign(0);
    for (int r = 0; r < count; r++) {
      directions.putScalar(r, axes[r], Math.sqrt((double) dimension));
    }
  }
}
