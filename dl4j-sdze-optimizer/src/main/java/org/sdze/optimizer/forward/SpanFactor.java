package org.sdze.optimizer.forward;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.wide.NdWideLayer;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideLayer;

/**
 * The triangular factor R of the first layer's weights, W = V R with VᵀV = I, without V.
 *
 * <p>RᵀR = G = WᵀW by Cholesky in double. G follows W through steps of the form W⁺ = W M − Xᵀ S
 * without reading W, and is computed afresh every {@link #REFRESH_INTERVAL} such steps, which
 * bounds the round-off, and whenever W was changed in another way (docs/method.md §2b).
 */
public final class SpanFactor {

  /** Recursive updates of G between two products WᵀW. */
  public static final int REFRESH_INTERVAL = 100;

  /**
   * G as it was carried along.
   *
   * @param gram G, {@code [h, h]}, double
   * @param updates how many recursive updates it has seen
   */
  public record Carried(INDArray gram, int updates) {}

  private final DenseNetwork network;
  private final Workspace kept = new Workspace(DataType.DOUBLE);
  private @Nullable INDArray gram;
  private long gramVersion;
  private int updates;
  private double @Nullable [] squaredNorms; // of the last pass over W
  private long normsVersion;
  private @Nullable INDArray factor;
  private @Nullable INDArray inverse;

  /** The factor of that network's first layer, computed at its first use. */
  public SpanFactor(DenseNetwork network) {
    this.network = network;
  }

  /** The network whose first layer this follows. */
  public DenseNetwork network() {
    return network;
  }

  /** A copy of G as it was carried to the present weights; null if the next use computes it. */
  public @Nullable Carried carried() {
    return gram == null || gramVersion != network.version()
        ? null
        : new Carried(ScratchMemory.lastingCopy(gram), updates);
  }

  /** Goes on from what another factor had carried to the same weights, so that no bit differs. */
  public void resume(Carried carried) {
    set(carried.gram());
    updates = carried.updates();
  }

  /**
   * X W, as {@link WideLayer#images} gives it; the norms that its pass over W finds on the way are
   * kept for the present weights.
   *
   * @param out overwritten, {@code [n, h]}
   */
  public INDArray images(PointBatch vectors, INDArray out) {
    squaredNorms = HostArrays.copy(network.wide(0).imagesAndNorms(vectors, out));
    normsVersion = network.version();
    return out;
  }

  /** The squared norms of the columns of W, {@code [1, h]}; not to be changed. */
  public INDArray squaredNorms() {
    return squaredNorms == null || normsVersion != network.version()
        ? network.wide(0).squaredNorms()
        : HostArrays.matrix(squaredNorms, 1, network.dataType());
  }

  /** G = WᵀW, {@code [h, h]}, double, 'f' order; not to be changed, valid until W changes. */
  public INDArray gram() {
    if (gram == null || gramVersion != network.version() || updates >= REFRESH_INTERVAL) {
      set(network.wide(0).gram());
      updates = 0;
    }
    return gram;
  }

  /** R, {@code [h, h]}, upper triangular, double, 'f' order; not to be changed, valid as G is. */
  public INDArray factor() {
    decompose();
    return factor;
  }

  /** R⁻¹, {@code [h, h]}, upper triangular, double, 'f' order; not to be changed, as R. */
  public INDArray inverse() {
    decompose();
    return inverse;
  }

  /**
   * Takes G along a step W⁺ = W M − Xᵀ S, all matrices in double, so that it holds from the
   * network's next version on:
   *
   * <pre>G⁺ = MᵀGM − Mᵀ(XW)ᵀS − Sᵀ(XW)M + Sᵀ(XXᵀ)S</pre>
   *
   * @param m M, {@code [h, h]}
   * @param xw X W before the step, {@code [n, h]}
   * @param s S, {@code [n, h]}
   * @param xx X Xᵀ, {@code [n, n]}
   */
  public void follow(INDArray m, INDArray xw, INDArray s, INDArray xx) {
    if (gram == null || gramVersion != network.version()) {
      return;
    }
    INDArray cross = times(times(xw, m, false), s, true); // Mᵀ (XW)ᵀ S
    INDArray next = times(m, times(gram, m, false), true);
    next.subi(cross).subi(cross.transpose()).addi(times(s, times(xx, s, false), true));
    next.addi(next.transpose().dup('f')).muli(0.5);
    set(next);
    gramVersion++;
    updates++;
  }

  private void set(INDArray next) {
    gram = kept.buffer("G", next.shape()).assign(next);
    gramVersion = network.version();
    factor = null;
    inverse = null;
  }

  /**
   * An orthonormal basis Q of the span of a matrix's columns, W R⁻¹, {@code [d, h]}.
   *
   * @param weights W, {@code [d, h]} with d ≥ h
   */
  public static INDArray basis(INDArray weights) {
    INDArray inverse =
        Nd4j.create(invert(factor(new NdWideLayer(weights).gram(), weights.dataType()))).dup('f');
    INDArray basis = Nd4j.createUninitialized(weights.dataType(), weights.shape(), 'f');
    return Products.gemm(weights, inverse.castTo(weights.dataType()), basis, false, false, 1, 0);
  }

  private void decompose() {
    INDArray g = gram();
    if (factor != null) {
      return;
    }
    double[][] r = factor(g, network.dataType());
    factor = kept.buffer("R", g.shape()).assign(Nd4j.create(r));
    inverse = kept.buffer("inverse of R", g.shape()).assign(Nd4j.create(invert(r)));
  }

  /** R with RᵀR = G. */
  private static double[][] factor(INDArray g, DataType type) {
    int width = g.rows();
    double[][] values = HostArrays.rows(g);
    double trace = 0;
    for (int i = 0; i < width; i++) {
      trace += values[i][i];
    }
    // Columns of W that depend on others leave pivots of the size of the round-off.
    double jitter = (type == DataType.DOUBLE ? 1e-14 : 1e-7) * trace / width;
    for (int i = 0; i < width; i++) {
      values[i][i] += jitter + Double.MIN_NORMAL;
    }
    return new CholeskyDecomposition(new Array2DRowRealMatrix(values, false), 1e-9, 0)
        .getLT()
        .getData();
  }

  /** The inverse of an upper triangular matrix, column by column. */
  private static double[][] invert(double[][] r) {
    int width = r.length;
    double[][] inverse = new double[width][width];
    for (int j = 0; j < width; j++) {
      inverse[j][j] = 1 / r[j][j];
      for (int i = j - 1; i >= 0; i--) {
        double sum = 0;
        for (int k = i + 1; k <= j; k++) {
          sum += r[i][k] * inverse[k][j];
        }
        inverse[i][j] = -sum / r[i][i];
      }
    }
    return inverse;
  }

  private static INDArray times(INDArray a, INDArray b, boolean transposeA) {
    long rows = transposeA ? a.columns() : a.rows();
    INDArray product =
        Nd4j.createUninitialized(DataType.DOUBLE, new long[] {rows, b.columns()}, 'f');
    return Products.gemm(a, b, product, transposeA, false, 1, 0);
  }
}
