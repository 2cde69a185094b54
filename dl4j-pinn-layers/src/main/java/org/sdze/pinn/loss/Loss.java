package org.sdze.pinn.loss;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.problem.Problem;

/**
 * The loss of a network as the solution of a problem, from which every step draws its objective.
 * Owns the buffers of the steps; used by one thread.
 */
public sealed interface Loss permits FacedLoss, ResidualLoss, TermsLoss {

  /**
   * The objective of one step: its points are drawn here, once. It is valid until the next one,
   * whose points take their place.
   *
   * @param key the key of the step
   * @throws IllegalArgumentException if a source does not give a finite number for each point
   */
  LeastSquaresObjective at(RandomKey key);

  /**
   * The objective of one step on points of the domain that somebody else has drawn; valid until the
   * next one. Those of conditions are drawn.
   *
   * @param points {@code [n, d]}, left as they are
   * @param key the key of the step
   * @throws IllegalArgumentException if the points have another dimension, or a source does not
   *     give a finite number for each of them
   */
  LeastSquaresObjective at(INDArray points, RandomKey key);

  /** What follows the first layer's weights from step to step; null where nothing does. */
  @Nullable SpanFactor span();

  /**
   * Checks points that somebody else has drawn.
   *
   * @throws IllegalArgumentException if they have another dimension
   */
  static void requirePoints(INDArray points, Problem problem) {
    if (points.rank() != 2 || points.columns() != problem.inputs()) {
      throw Argument.refused(
          "points must be of shape [n, %d], were %s",
          problem.inputs(), Arrays.toString(points.shape()));
    }
  }
}
