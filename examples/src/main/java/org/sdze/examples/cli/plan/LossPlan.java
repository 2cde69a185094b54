package org.sdze.examples.cli.plan;

import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.ResidualForm;

/**
 * The loss of a run: how many points a step has, and how their residuals are known.
 *
 * @param batch n, the number of collocation points of a step
 * @param directions the law of the spatial directions
 * @param directionCount how many of them; {@link SpanDirections#ALL} for the whole span
 * @param residual how an estimated residual becomes a loss; without effect on an exact one
 */
public record LossPlan(
    int batch, DirectionKind directions, int directionCount, ResidualForm residual) {

  /** Whether the residual is known exactly. */
  public boolean isExact() {
    return directionCount == SpanDirections.ALL;
  }

  /** The law of the directions, with its count. */
  public DirectionLaw law() {
    return directions.law(directionCount);
  }
}
