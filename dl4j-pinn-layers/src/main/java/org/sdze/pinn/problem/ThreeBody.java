package org.sdze.pinn.problem;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.RandomKey;

/**
 * Sums over triples of neighbours, with c_i ~ N(0, 1):
 *
 * <pre>u*(x) = (1 − ‖x‖²) Σ_{i&lt;d−1} c_i exp(x_i x_{i+1} x_{i+2})</pre>
 *
 * <p>At d = 100 it is a constant times (1 − ‖x‖²) to 2e-4: for comparison with the literature only.
 * Immutable, thread-safe. Source: docs/method.md §6.
 */
public final class ThreeBody extends NeighbourSum {

  /** The name of the family. */
  static final String NAME = "three-body";

  /** The neighbours in a term, and so the least dimension. */
  static final int REACH = 3;

  ThreeBody(int dimension, RandomKey key, int tileNumbers) {
    super(NAME, dimension, REACH, key, tileNumbers);
  }

  /**
   * The solution whose coefficients that key names.
   *
   * @param dimension d, at least 3
   * @throws IllegalArgumentException if the dimension is below 3
   */
  public static ThreeBody of(int dimension, RandomKey key) {
    return new ThreeBody(dimension, key, ColumnTiles.NUMBERS);
  }

  /** Σ c_i at every point: the gradient of every term vanishes at the centre. */
  @Override
  public double[] affineFactor(INDArray points) {
    double[] affine = new double[points.rows()];
    Arrays.fill(affine, coefficientSum());
    return affine;
  }

  /**
   * With p = x y z, which is harmonic and homogeneous of degree 3:
   *
   * <pre>x·∇ exp p = 3 p exp p,  Δ exp p = ((x² + y²) z² + x² y²) exp p</pre>
   */
  @Override
  void addTerms(Tile tile, INDArray squares, Sink sink) {
    INDArray x = tile.shifted(tile.points(), 0);
    INDArray y = tile.shifted(tile.points(), 1);
    INDArray z = tile.shifted(tile.points(), 2);
    INDArray p = x.mul(y, tile.buffer("p")).muli(z);
    INDArray e = tile.buffer("e");
    Nd4j.exec(new Exp(p, e));
    INDArray xx = tile.shifted(squares, 0);
    INDArray yy = tile.shifted(squares, 1);
    INDArray zz = tile.shifted(squares, 2);
    // Not in place: the three overlap, and ND4J shares an operation among threads.
    INDArray product = xx.mul(yy, tile.buffer("product"));
    INDArray norm = xx.add(yy, tile.buffer("norm")).muli(zz).addi(product);
    sink.laplacian(norm.muli(e));
    sink.alongPoint(p.muli(e).muli(3));
    sink.value(e);
  }
}
