package org.sdze.optimizer.algebra;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Products that are added to a matrix with many rows, in place and in one pass over it: by tiles of
 * rows that stay in the second cache, of which each thread takes its own.
 */
public final class RankUpdates {

  /** Numbers of a tile. */
  private static final long TILE = 1 << 17;

  /** Parts that threads take one after the other. */
  private static final long PARTS = 64;

  /** Fewer rows are not multiplied at a time, and more by such a number of them. */
  private static final int LEAST = 128;

  private static final int ALIGNED = 16;

  private RankUpdates() {}

  /**
   * A product Xᵀ C.
   *
   * @param vectors X, {@code [n, d]}
   * @param coefficients C, {@code [n, h]}
   */
  public record Product(INDArray vectors, INDArray coefficients) {}

  /** Whether a matrix is larger than some tiles, and all of this processor's and of one type. */
  public static boolean suit(INDArray matrix, List<Product> products) {
    return matrix.length() >= PARTS * TILE
        && Direct.suit(matrix)
        && products.stream()
            .allMatch(p -> isLike(matrix, p.vectors()) && isLike(matrix, p.coefficients()));
  }

  private static boolean isLike(INDArray matrix, INDArray other) {
    return Direct.suit(other) && other.dataType() == matrix.dataType();
  }

  /**
   * W ← W diag(c) + scale · Σ Xᵀ C.
   *
   * @param matrix W, {@code [d, h]}, that {@link #suit}s
   * @param factors c, {@code [h]}; null for ones
   */
  public static void add(
      INDArray matrix, double @Nullable [] factors, double scale, List<Product> products) {
    int h = matrix.columns();
    long d = matrix.rows();
    long rows = Math.max(1, TILE / h);
    Direct whole = Direct.of(matrix);
    SideBySide.run(
        (int) PARTS,
        part -> {
          long end = d * (part + 1) / PARTS;
          for (long from = d * part / PARTS; from < end; from += rows) {
            int count = (int) Math.min(rows, end - from);
            if (factors != null) {
              scale(whole.at(from, 0), factors, count);
            }
            for (Product product : products) {
              add(product, whole, from, from + count, h, scale);
            }
          }
        });
  }

  private static void add(Product product, Direct whole, long from, long to, int h, double scale) {
    int n = product.vectors().rows();
    Direct vectors = Direct.of(product.vectors());
    Direct coefficients = Direct.of(product.coefficients());
    int rows = Products.uncopied(n, h) / ALIGNED * ALIGNED;
    int atOnce = rows >= LEAST ? rows : (int) (to - from);
    for (long k = from; k < to; k += atOnce) {
      int count = (int) Math.min(atOnce, to - k);
      Products.multiplyInner(vectors.at(0, k), coefficients, whole.at(k, 0), count, h, n, scale, 1);
    }
  }

  private static void scale(Direct tile, double[] factors, int rows) {
    for (int j = 0; j < factors.length; j++) {
      tile.at(0, j).scale(rows, factors[j]);
    }
  }
}
