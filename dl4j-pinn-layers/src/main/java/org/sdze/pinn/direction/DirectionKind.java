package org.sdze.pinn.direction;

/** The laws of spatial directions by name. */
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
  public DirectionLaw law(int count) {
    return switch (this) {
      case SPAN -> new SpanDirections(count);
      case RADEMACHER -> new RandomDirections(RandomDirections.Kind.RADEMACHER, count);
      case GAUSSIAN -> new RandomDirections(RandomDirections.Kind.GAUSSIAN, count);
      case COORDINATE -> new RandomDirections(RandomDirections.Kind.COORDINATE, count);
    };
  }

  /** The name of a law. */
  public static DirectionKind of(DirectionLaw law) {
    return law instanceof RandomDirections random ? valueOf(random.kind().name()) : SPAN;
  }
}
