package org.sdze.optimizer.estimate;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The sum of gradients by one parameter.
 *
 * <p>A step goes tile by tile: a part that is a product with the parameter itself has to see the
 * rows as they were, and of those it sees only its own.
 *
 * @param parts at least one, of one parameter
 * @param dataType the parameter's type
 */
record SummedGradient(List<ParameterGradient> parts, DataType dataType)
    implements ParameterGradient {

  // Numbers of a tile of a step.
  private static final long TILE_NUMBERS = 1 << 21;

  @Override
  public long rows() {
    return parts.get(0).rows();
  }

  @Override
  public long columns() {
    return parts.get(0).columns();
  }

  @Override
  public double scale() {
    return parts.get(0).scale();
  }

  @Override
  public void read(long from, long to, INDArray tile) {
    parts.get(0).read(from, to, tile);
    INDArray term = tile.ulike();
    for (ParameterGradient part : parts.subList(1, parts.size())) {
      part.read(from, to, term);
      tile.addi(term);
    }
  }

  @Override
  public void subtract(long from, long to, INDArray change) {
    parts.get(0).subtract(from, to, change);
  }

  @Override
  public void step(double scale) {
    long step = Math.max(1, TILE_NUMBERS / columns());
    for (long from = 0; from < rows(); from += step) {
      long to = Math.min(rows(), from + step);
      INDArray tile = Nd4j.createUninitialized(dataType, new long[] {to - from, columns()}, 'f');
      read(from, to, tile);
      subtract(from, to, tile.muli(scale));
    }
  }
}
