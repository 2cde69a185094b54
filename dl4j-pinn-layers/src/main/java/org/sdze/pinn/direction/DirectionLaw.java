package org.sdze.pinn.direction;

import java.io.Serializable;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;

/**
 * A law of spatial directions v with E[Σ v vᵀ] = I over the directions of one draw, so that the sum
 * of second derivatives along them is an unbiased estimate of the Laplacian.
 *
 * <p>The directions of a draw are shared by all points of a batch: their images in the first layer
 * are the same for every point, and their noise is one smooth function of x (docs/method.md §4).
 * Immutable, thread-safe.
 */
public sealed interface DirectionLaw extends Serializable permits RandomDirections, SpanDirections {

  /** Whether a draw's operators are exact, so that a second draw would be the same. */
  boolean isExact();

  /** This law for one of two independent halves of its directions. */
  DirectionLaw half();

  /**
   * Draws the directions of a step.
   *
   * @param key the key of the draw
   * @param dimension d
   * @param workspace of the type of the directions; holds them, until the next draw in it
   */
  default DirectionDraw draw(RandomKey key, long dimension, Workspace workspace) {
    return draw(key, dimension, dimension, workspace);
  }

  /**
   * Draws the directions of a step in a point's first coordinates alone, those of space where time
   * is beside them: E[Σ v vᵀ] = I there, and v is 0 in the others.
   *
   * @param key the key of the draw
   * @param space how many coordinates the directions fill, from 1 to {@code dimension}
   * @param dimension d, of a point
   * @param workspace of the type of the directions; holds them, until the next draw in it
   */
  DirectionDraw draw(RandomKey key, long space, long dimension, Workspace workspace);

  /** Directions that are drawn, but not yet seen through a network. */
  @FunctionalInterface
  interface DirectionDraw {
    /** The directions seen through the present weights of the factor's network. */
    DirectionSet through(SpanFactor span);
  }
}
