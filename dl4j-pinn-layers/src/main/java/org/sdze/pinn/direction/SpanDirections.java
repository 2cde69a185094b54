package org.sdze.pinn.direction;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.random.HaarFrame;
import org.sdze.optimizer.random.RandomKey;

/**
 * Directions in the span of the first layer's columns (docs/method.md §2b).
 *
 * <p>All h of them give the exact operators. A few of them are rows of a random rotation of the
 * span, scaled by √(h/k) and new each step: exact in the mean.
 *
 * @param count k, at least 1; {@link #ALL}, or any k from the first layer's width up, takes all
 */
public record SpanDirections(int count) implements DirectionLaw {

  /** The count that takes the whole span. */
  public static final int ALL = Integer.MAX_VALUE;

  public SpanDirections {
    if (count < 1) {
      throw new IllegalArgumentException("direction count must be at least 1, was " + count);
    }
  }

  /** The whole span. */
  public static SpanDirections all() {
    return new SpanDirections(ALL);
  }

  @Override
  public boolean isExact() {
    return count == ALL;
  }

  @Override
  public DirectionLaw half() {
    return isExact() ? this : new SpanDirections(Math.max(1, count / 2));
  }

  @Override
  public DirectionDraw draw(RandomKey key, long dimension, DataType dataType) {
    return span -> {
      INDArray weights = span.network().entrance().weights();
      long width = Math.min(weights.columns(), dimension);
      INDArray rotation =
          count >= width ? null : HaarFrame.draw(key, width, count, dataType).transpose().dup('f');
      return dimension <= weights.columns()
          ? CoordinateAxes.of(weights, rotation)
          : new SpanDirectionSet(span, rotation);
    };
  }
}
