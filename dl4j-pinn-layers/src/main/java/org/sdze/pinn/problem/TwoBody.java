package org.sdze.pinn.problem;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.OneMinus;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sin;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.RandomKey;

/**
 * Sums over pairs of neighbours, with c_i ~ N(0, 1):
 *
 * <pre>u*(x) = (1 − ‖x‖²) Σ_{i&lt;d} c_i sin(x_i + cos x_{i+1} + x_{i+1} cos x_i)</pre>
 *
 * <p>With the law of points of {@link org.sdze.pinn.domain.UnitBall} the coordinates shrink as
 * 1/√d, and u* is nearly (1 − ‖x‖²) times an affine function. Immutable, thread-safe. Source:
 * docs/method.md §6.
 */
public final class TwoBody extends NeighbourSum {

  /** The name of the family. */
  static final String NAME = "two-body";

  /** The neighbours in a term, and so the least dimension. */
  static final int REACH = 2;

  TwoBody(int dimension, RandomKey key, int tileNumbers) {
    super(NAME, dimension, REACH, key, tileNumbers);
  }

  /**
   * The solution whose coefficients that key names.
   *
   * @param dimension d, at least 2
   * @throws IllegalArgumentException if the dimension is below 2
   */
  public static TwoBody of(int dimension, RandomKey key) {
    return new TwoBody(dimension, key, ColumnTiles.NUMBERS);
  }

  /** sin 1 Σ c_i + cos 1 Σ c_i (x_i + x_{i+1}). */
  @Override
  public double[] affineFactor(INDArray points) {
    double[] affine = linear(points);
    for (int i = 0; i < affine.length; i++) {
      affine[i] = Math.sin(1) * coefficientSum() + Math.cos(1) * affine[i];
    }
    return affine;
  }

  @Override
  double[][] sums(INDArray points) {
    return TwoBodyTiles.sums(points, coefficients().data().asNioFloat());
  }

  /**
   * With x = x_i, y = x_{i+1} and t = x + q, q = cos y + y cos x:
   *
   * <pre>
   * t_x = 1 − y sin x,  t_y = cos x − sin y,  t_xx + t_yy = −q
   * x·∇ sin t = cos t (x t_x + y t_y),  Δ sin t = −(sin t (t_x² + t_y²) + q cos t)
   * </pre>
   *
   * <p>Four trigonometric operations, each of eight times the cost of one of the 24 others.
   */
  @Override
  void addTerms(Tile tile, INDArray squares, Sink sink) {
    INDArray x = tile.shifted(tile.points(), 0);
    INDArray y = tile.shifted(tile.points(), 1);
    INDArray sine = tile.wideBuffer("sine");
    INDArray cosine = tile.wideBuffer("cosine");
    Nd4j.exec(new Sin(tile.points(), sine));
    Nd4j.exec(new Cos(tile.points(), cosine));
    INDArray sinX = tile.shifted(sine, 0);
    INDArray cosX = tile.shifted(cosine, 0);
    INDArray t = tile.buffer("t");
    INDArray tx = tile.buffer("tx");
    // Such an operation takes four times as long in place (ND4J 1.0.0-M2.1).
    Nd4j.exec(new OneMinus(y.mul(sinX, t), tx));
    INDArray ty = cosX.sub(tile.shifted(sine, 1), tile.buffer("ty"));
    INDArray q = y.mul(cosX, tile.buffer("q")).addi(tile.shifted(cosine, 1));
    x.add(q, t);

    INDArray sinT = sinX; // sin x and cos x are not needed any more
    INDArray cosT = cosX;
    Nd4j.exec(new Sin(t, sinT));
    Nd4j.exec(new Cos(t, cosT));
    INDArray along = x.mul(tx, t).addi(y.mul(ty, tile.shifted(squares, 0)));
    sink.alongPoint(along.muli(cosT));
    tx.muli(tx).addi(ty.muli(ty)).muli(sinT);
    Nd4j.exec(new Negative(tx.addi(q.muli(cosT)), t));
    sink.laplacian(t);
    sink.value(sinT);
  }
}
