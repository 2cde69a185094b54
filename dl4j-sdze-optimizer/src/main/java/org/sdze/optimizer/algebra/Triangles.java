package org.sdze.optimizer.algebra;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;

import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Symmetric products of which the lower triangle is enough: {@code syrk} and {@code syr2k}, half
 * the multiplications of {@code gemm}. What they leave above the diagonal may be anything.
 */
public final class Triangles {

  private static final int BLOCK = 32;
  private static final int ALIGNED = 8;

  private Triangles() {}

  /**
   * The lower triangle of S ← scale · A Aᵀ + before · S.
   *
   * @param a A, {@code [n, k]}, float or double, 'f' order, or a view of such a matrix
   * @param sum S, {@code [n, n]}, 'f' order, no view
   * @param before 0 where S holds anything
   */
  public static void square(INDArray a, double scale, INDArray sum, double before) {
    if (!Direct.suit(a)) {
      Nd4j.gemm(a, a, sum, false, true, scale, before);
      return;
    }
    int k = a.columns();
    Direct matrix = Direct.of(a);
    int n = a.rows();
    if (Products.isLong(n, n, k)) {
      int atOnce = Products.uncopied(n, n);
      Products.inPieces(
          k,
          sum,
          before,
          (number, from, to, piece) -> {
            for (int j = from; j < to; j += atOnce) {
              Direct some = matrix.at(0, j);
              int count = Math.min(atOnce, to - j);
              Products.multiplyTransposed(some, some, piece, n, n, count, scale, j == from ? 0 : 1);
            }
          });
      return;
    }
    byStrips(
        sum,
        k,
        (from, width, below, corner) -> {
          Direct top = matrix.at(from, 0);
          rankUpdate(CblasNoTrans, top, width, k, scale, corner, before);
          if (below > 0) {
            Direct rows = matrix.at(from + width, 0);
            Products.multiplyTransposed(
                rows, top, corner.at(width, 0), below, width, k, scale, before);
          }
        });
  }

  /** The same of AᵀA, A {@code [k, n]}. */
  public static void innerSquare(INDArray a, double scale, INDArray sum, double before) {
    if (!Direct.suit(a)) {
      Nd4j.gemm(a, a, sum, true, false, scale, before);
      return;
    }
    int k = a.rows();
    Direct matrix = Direct.of(a);
    byStrips(
        sum,
        k,
        (from, width, below, corner) -> {
          Direct left = matrix.at(0, from);
          rankUpdate(CblasTrans, left, width, k, scale, corner, before);
          if (below > 0) {
            Direct columns = matrix.at(0, from + width);
            Products.multiplyInner(
                columns, left, corner.at(width, 0), below, width, k, scale, before);
          }
        });
  }

  /** A strip of columns of a lower triangle. */
  private interface Strip {
    /**
     * Makes it.
     *
     * @param from the first column
     * @param width columns, at least 1
     * @param below rows below its square on the diagonal
     * @param corner of that square
     */
    void make(int from, int width, int below, Direct corner);
  }

  /** A thread each for strips of about the same number of numbers. */
  private static void byStrips(INDArray sum, int inner, Strip strip) {
    int n = sum.rows();
    Direct whole = Direct.of(sum);
    int parts = Products.parts(n, 0.5 * n * n * inner);
    SideBySide.run(
        parts,
        part -> {
          int from = border(n, part, parts);
          int to = border(n, part + 1, parts);
          if (to > from) {
            strip.make(from, to - from, n - to, whole.at(from, from));
          }
        });
  }

  private static int border(int n, int part, int parts) {
    return part == parts
        ? n
        : (int) (n * (1 - Math.sqrt(1 - (double) part / parts))) / ALIGNED * ALIGNED;
  }

  private static void rankUpdate(
      int transposed, Direct a, int n, int k, double scale, Direct sum, double before) {
    if (sum.type() == DataType.DOUBLE) {
      openblas.cblas_dsyrk(
          CblasColMajor,
          CblasLower,
          transposed,
          n,
          k,
          scale,
          a.doubles(),
          a.step(),
          before,
          sum.doubles(),
          sum.step());
    } else {
      openblas.cblas_ssyrk(
          CblasColMajor,
          CblasLower,
          transposed,
          n,
          k,
          (float) scale,
          a.floats(),
          a.step(),
          (float) before,
          sum.floats(),
          sum.step());
    }
  }

  /**
   * The lower triangle of S ← scale · (A Bᵀ + B Aᵀ) + before · S.
   *
   * @param a A, {@code [n, k]}, as in {@link #square}
   * @param b B, {@code [n, k]}, likewise
   */
  public static void pair(INDArray a, INDArray b, double scale, INDArray sum, double before) {
    if (!Direct.suit(a) || !Direct.suit(b)) {
      Nd4j.gemm(a, b, sum, false, true, scale, before);
      Nd4j.gemm(b, a, sum, false, true, scale, 1);
      return;
    }
    int k = a.columns();
    Direct first = Direct.of(a);
    Direct second = Direct.of(b);
    byStrips(
        sum,
        2 * k,
        (from, width, below, corner) -> {
          Direct topA = first.at(from, 0);
          Direct topB = second.at(from, 0);
          rankUpdate(topA, topB, width, k, scale, corner, before);
          if (below > 0) {
            int next = from + width;
            Direct rest = corner.at(width, 0);
            Products.multiplyTransposed(
                first.at(next, 0), topB, rest, below, width, k, scale, before);
            Products.multiplyTransposed(second.at(next, 0), topA, rest, below, width, k, scale, 1);
          }
        });
  }

  private static void rankUpdate(
      Direct a, Direct b, int n, int k, double scale, Direct sum, double before) {
    if (sum.type() == DataType.DOUBLE) {
      openblas.cblas_dsyr2k(
          CblasColMajor,
          CblasLower,
          CblasNoTrans,
          n,
          k,
          scale,
          a.doubles(),
          a.step(),
          b.doubles(),
          b.step(),
          before,
          sum.doubles(),
          sum.step());
    } else {
      openblas.cblas_ssyr2k(
          CblasColMajor,
          CblasLower,
          CblasNoTrans,
          n,
          k,
          (float) scale,
          a.floats(),
          a.step(),
          b.floats(),
          b.step(),
          (float) before,
          sum.floats(),
          sum.step());
    }
  }

  /**
   * Copies the lower triangle to the upper one.
   *
   * @param matrix {@code [n, n]}, float or double, 'f' order, no view
   * @return the matrix
   */
  public static INDArray mirror(INDArray matrix) {
    int n = matrix.rows();
    if (matrix.dataType() == DataType.DOUBLE) {
      double[] numbers = new double[n * n];
      matrix.data().asNioDouble().get(numbers);
      byBlocks(n, (from, to) -> numbers[to] = numbers[from]);
      matrix.data().asNioDouble().put(numbers);
    } else {
      float[] numbers = new float[n * n];
      matrix.data().asNioFloat().get(numbers);
      byBlocks(n, (from, to) -> numbers[to] = numbers[from]);
      matrix.data().asNioFloat().put(numbers);
    }
    Nd4j.getAffinityManager().tagLocation(matrix, AffinityManager.Location.HOST);
    return matrix;
  }

  /** A copy of one number within a matrix. */
  private interface Copy {
    void of(int from, int to);
  }

  /** The numbers below the diagonal to where they belong above it, by squares that fit a cache. */
  private static void byBlocks(int n, Copy copy) {
    for (int top = 0; top < n; top += BLOCK) {
      for (int left = 0; left <= top; left += BLOCK) {
        for (int j = left; j < Math.min(n, left + BLOCK); j++) {
          for (int i = Math.max(top, j + 1); i < Math.min(n, top + BLOCK); i++) {
            copy.of(j * n + i, i * n + j);
          }
        }
      }
    }
  }
}
