package org.sdze.examples.cli.plan;

import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;

/** The laws of spatial directions that a user can choose. */
public enum DirectionKind {
  /** The span of the first layer's columns: exact, or some rows of a random rotation of it. */
  SPAN,
  /** Independent signs. */
  RADEMACHER,
  /** Independent standard normal numbers. */
  GAUSSIAN,
  /** Coordinate axes without replacement. */
  COORDINATE;

  /** The law with that many directions. */
  DirectionLaw law(int count) {
    return switch (this) {
      case SPAN -> new SpanDirections(count);
      case RADEMACHER -> new RandomDirections(RandomDirections.Kind.RADEMACHER, count);
      case GAUSSIAN -> new RandomDirections(RandomDirections.Kind.GAUSSIAN, count);
      case COORDINATE -> new RandomDirections(RandomDirections.Kind.COORDINATE, count);
    };
  }
}
