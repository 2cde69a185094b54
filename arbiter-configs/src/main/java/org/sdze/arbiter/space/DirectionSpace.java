package org.sdze.arbiter.space;

import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.jspecify.annotations.Nullable;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;

/**
 * The laws of spatial directions: the whole span of the first layer, some of it, or random ones.
 *
 * <p>An odd count of random directions becomes the next even one, since the unbiased residual needs
 * two halves of them.
 */
public final class DirectionSpace extends CompositeSpace<DirectionLaw> {

  private static final int RANDOM_COUNT = 2;

  /** The laws of directions. */
  public enum Law {
    /** The whole span, exact. */
    SPAN,
    /** Some rows of a random rotation of the span. */
    PART_OF_SPAN,
    /** Independent signs. */
    RADEMACHER,
    /** Independent standard normal numbers. */
    GAUSSIAN,
    /** Coordinate axes without replacement. */
    COORDINATE
  }

  private ParameterSpace<Law> law = new FixedValue<>(Law.SPAN);
  private @Nullable ParameterSpace<? extends Number> count;

  private DirectionSpace() {}

  /**
   * A space of laws.
   *
   * @param count how many directions, at least 1, read by all laws but {@code SPAN}; 2 if null
   * @param first a law
   * @param others further ones, for a choice
   */
  public DirectionSpace(@Nullable ParameterSpace<Integer> count, Law first, Law... others) {
    this.count = count;
    this.law = others.length == 0 ? new FixedValue<>(first) : new ChoiceSpace<>(first, others);
  }

  @Override
  public DirectionLaw getValue(double[] point) {
    int drawn = count == null ? RANDOM_COUNT : count.getValue(point).intValue();
    int even = drawn + drawn % 2;
    return switch (law.getValue(point)) {
      case SPAN -> SpanDirections.all();
      case PART_OF_SPAN -> new SpanDirections(drawn);
      case RADEMACHER -> new RandomDirections(RandomDirections.Kind.RADEMACHER, even);
      case GAUSSIAN -> new RandomDirections(RandomDirections.Kind.GAUSSIAN, even);
      case COORDINATE -> new RandomDirections(RandomDirections.Kind.COORDINATE, even);
    };
  }

  @Override
  boolean isActive(String field, double[] point) {
    return !field.equals("count") || law.getValue(point) != Law.SPAN;
  }
}
