package org.sdze.optimizer.algebra;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;

import java.util.Arrays;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.text.Text;

/**
 * Products of matrices, as {@link Nd4j#gemm} makes them, on this processor in parts of the result's
 * longer side, a thread each.
 */
public final class Products {

  /** Multiplications that a second thread pays for. */
  static final double LEAST = 1 << 20;

  private static final int ALIGNED = 16;

  /**
   * Multiplications up to which OpenBLAS takes matrices as they lie, where the processor has
   * AVX-512. Beyond, it copies both first, which takes as long as a product with sixteen rows.
   */
  private static final double UNCOPIED = 1e6;

  /** Multiplications of a product from which pieces pay. */
  private static final double LEAST_LONG = 16 * UNCOPIED;

  /** Fewer rows or columns a call do not pay. */
  private static final long FEWEST = 128;

  /** Numbers of a matrix that a core's second cache holds beside others. */
  private static final int CACHED = 1 << 18;

  /** Parts of a sum over a side that is much longer than the others, whatever has made them. */
  private static final int PIECES = 64;

  private Products() {}

  /**
   * out ← scale · op(A) op(B) + before · out.
   *
   * @param out 'f' order; anything may stand there where {@code before} is 0
   * @param transposeA whether op transposes A
   * @param transposeB whether op transposes B
   * @return {@code out}
   */
  public static INDArray gemm(
      INDArray a,
      INDArray b,
      INDArray out,
      boolean transposeA,
      boolean transposeB,
      double scale,
      double before) {
    if (!Direct.suit(a) && Direct.suit(a.transpose())) { // rows one after the other
      return gemm(a.transpose(), b, out, !transposeA, transposeB, scale, before);
    }
    if (!Direct.suit(b) && Direct.suit(b.transpose())) {
      return gemm(a, b.transpose(), out, transposeA, !transposeB, scale, before);
    }
    if (!suit(a, b, out)) {
      return Nd4j.gemm(a, b, out, transposeA, transposeB, scale, before);
    }
    int inner = transposeA ? a.rows() : a.columns();
    int m = out.rows();
    int n = out.columns();
    if ((transposeA ? a.columns() : a.rows()) != m
        || (transposeB ? b.columns() : b.rows()) != inner
        || (transposeB ? b.rows() : b.columns()) != n) {
      throw new IllegalArgumentException(
          Text.format(
              "the product of matrices of %d by %d and %d by %d numbers, transposed %s and %s, is none of %d by %d",
              a.rows(), a.columns(), b.rows(), b.columns(), transposeA, transposeB, m, n));
    }
    if (!transposeA && !transposeB && isLong(m, n, inner)) {
      Direct left = Direct.of(a);
      Direct right = Direct.of(b);
      inPieces(
          inner,
          out,
          before,
          (number, from, to, piece) -> sum(left, right, piece, m, n, from, to, scale, 0));
      return out;
    }
    int longer = Math.max(m, n);
    int parts = parts(longer, (double) m * n * inner);
    Side left = Side.of(a, transposeA);
    Side right = Side.of(b, transposeB);
    Direct sum = Direct.of(out);
    SideBySide.run(
        parts,
        part -> {
          int from = border(longer, part, parts);
          int to = border(longer, part + 1, parts);
          if (n >= m) {
            multiply(
                left, right.columnsFrom(from), sum.at(0, from), m, to - from, inner, scale, before);
          } else {
            multiply(
                left.rowsFrom(from), right, sum.at(from, 0), to - from, n, inner, scale, before);
          }
        });
    return out;
  }

  /**
   * out ← A B, and the squared norms of the columns of B, whose numbers are read once for both:
   * where the sums are so long that it pays.
   *
   * @param norms overwritten, {@code [n]}
   * @return whether that was done; if not, nothing was
   */
  public static boolean gemmWithNorms(INDArray a, INDArray b, INDArray out, double[] norms) {
    int m = out.rows();
    int n = out.columns();
    int inner = a.columns();
    if (!suit(a, b, out) || !isLong(m, n, inner)) {
      return false;
    }
    Direct left = Direct.of(a);
    Direct right = Direct.of(b);
    int atOnce = uncopied(m, n);
    int rows = Math.max(1, CACHED / n / atOnce) * atOnce;
    double[][] squares = new double[PIECES][n];
    inPieces(
        inner,
        out,
        0,
        (number, from, to, piece) -> {
          for (int k = from; k < to; k += rows) {
            int end = Math.min(to, k + rows);
            sum(left, right, piece, m, n, k, end, 1, k == from ? 0 : 1);
            for (int j = 0; j < n; j++) {
              squares[number][j] += right.at(k, j).squaredNorm(end - k);
            }
          }
        });
    Arrays.fill(norms, 0);
    for (double[] piece : squares) {
      for (int j = 0; j < n; j++) {
        norms[j] += piece[j];
      }
    }
    return true;
  }

  /** out ← scale · (a part of the sum A B) + before · out, by calls that copy neither. */
  private static void sum(
      Direct a, Direct b, Direct out, int m, int n, int from, int to, double scale, double before) {
    int atOnce = uncopied(m, n);
    for (int k = from; k < to; k += atOnce) {
      int count = Math.min(atOnce, to - k);
      Side columns = new Side(a.at(0, k), false);
      Side rows = new Side(b.at(k, 0), false);
      multiply(columns, rows, out, m, n, count, scale, k == from ? before : 1);
    }
  }

  /**
   * Whether a sum is so long that pieces of it pay, and the rest so small that they are uncopied.
   */
  static boolean isLong(int m, int n, int inner) {
    return uncopied(m, n) >= FEWEST && (double) m * n * inner >= LEAST_LONG;
  }

  /** How long the third side may be. */
  static int uncopied(int m, int n) {
    return (int) Math.min(UNCOPIED / ((double) m * n), 1 << 20);
  }

  /** A part of a sum. */
  interface Piece {
    /**
     * Makes it.
     *
     * @param number its own, from 0
     * @param from the first number of the side that is summed over
     * @param to behind the last
     * @param piece overwritten
     */
    void make(int number, int from, int to, Direct piece);
  }

  /** Adds up the same pieces whatever the number of threads is. */
  static void inPieces(int inner, INDArray out, double before, Piece piece) {
    int m = out.rows();
    int n = out.columns();
    ScratchMemory.part(
        () -> {
          INDArray pieces =
              Nd4j.createUninitialized(out.dataType(), new long[] {m, (long) n * PIECES}, 'f');
          Direct all = Direct.of(pieces);
          SideBySide.run(
              PIECES,
              k ->
                  piece.make(
                      k,
                      (int) ((long) inner * k / PIECES),
                      (int) ((long) inner * (k + 1) / PIECES),
                      all.at(0, (long) n * k)));
          INDArray sum = pieces.reshape('f', m, n, PIECES).sum(2);
          if (before == 0) {
            out.assign(sum);
          } else {
            out.muli(before).addi(sum);
          }
        });
  }

  private static boolean suit(INDArray a, INDArray b, INDArray out) {
    return Direct.suit(a)
        && Direct.suit(b)
        && Direct.suit(out)
        && a.dataType() == out.dataType()
        && b.dataType() == out.dataType();
  }

  /** How many parts pay, none of them narrower than a few columns. */
  static int parts(int side, double multiplications) {
    int most = Math.max(1, Math.min(side / ALIGNED, (int) (multiplications / LEAST)));
    return most == 1 ? 1 : Math.min(most, SideBySide.threads());
  }

  private static int border(int side, int part, int parts) {
    return part == parts ? side : (int) ((long) side * part / parts / ALIGNED * ALIGNED);
  }

  /** op(A). */
  private record Side(Direct matrix, boolean transposed) {
    static Side of(INDArray matrix, boolean transposed) {
      return new Side(Direct.of(matrix), transposed);
    }

    Side rowsFrom(int from) {
      return new Side(transposed ? matrix.at(0, from) : matrix.at(from, 0), transposed);
    }

    Side columnsFrom(int from) {
      return new Side(transposed ? matrix.at(from, 0) : matrix.at(0, from), transposed);
    }

    int order() {
      return transposed ? CblasTrans : CblasNoTrans;
    }
  }

  private static void multiply(
      Side a, Side b, Direct out, int m, int n, int inner, double scale, double before) {
    if (n == 1) {
      multiply(a, m, inner, b.matrix, b.transposed ? b.matrix.step() : 1, out, 1, scale, before);
      return;
    }
    if (m == 1) {
      Side turned = new Side(b.matrix, !b.transposed);
      int apart = a.transposed ? 1 : a.matrix.step();
      multiply(turned, n, inner, a.matrix, apart, out, out.step(), scale, before);
      return;
    }
    if (out.type() == DataType.DOUBLE) {
      openblas.cblas_dgemm(
          CblasColMajor,
          a.order(),
          b.order(),
          m,
          n,
          inner,
          scale,
          a.matrix().doubles(),
          a.matrix().step(),
          b.matrix().doubles(),
          b.matrix().step(),
          before,
          out.doubles(),
          out.step());
    } else {
      openblas.cblas_sgemm(
          CblasColMajor,
          a.order(),
          b.order(),
          m,
          n,
          inner,
          (float) scale,
          a.matrix().floats(),
          a.matrix().step(),
          b.matrix().floats(),
          b.matrix().step(),
          (float) before,
          out.floats(),
          out.step());
    }
  }

  /**
   * y ← scale · op(A) x + before · y. A product of matrices would copy A.
   *
   * @param rows of op(A)
   * @param columns of op(A)
   * @param apart how many numbers lie from one of x to the next
   * @param outApart the same of y
   */
  private static void multiply(
      Side a,
      int rows,
      int columns,
      Direct x,
      int apart,
      Direct y,
      int outApart,
      double scale,
      double before) {
    int height = a.transposed ? columns : rows; // as A lies
    int width = a.transposed ? rows : columns;
    if (y.type() == DataType.DOUBLE) {
      openblas.cblas_dgemv(
          CblasColMajor,
          a.order(),
          height,
          width,
          scale,
          a.matrix.doubles(),
          a.matrix.step(),
          x.doubles(),
          apart,
          before,
          y.doubles(),
          outApart);
    } else {
      openblas.cblas_sgemv(
          CblasColMajor,
          a.order(),
          height,
          width,
          (float) scale,
          a.matrix.floats(),
          a.matrix.step(),
          x.floats(),
          apart,
          (float) before,
          y.floats(),
          outApart);
    }
  }

  /** out ← scale · A B + before · out, by this thread. */
  static void multiply(
      Direct a, Direct b, Direct out, int m, int n, int inner, double scale, double before) {
    multiply(new Side(a, false), new Side(b, false), out, m, n, inner, scale, before);
  }

  /** out ← scale · A Bᵀ + before · out, by this thread. */
  static void multiplyTransposed(
      Direct a, Direct b, Direct out, int m, int n, int inner, double scale, double before) {
    multiply(new Side(a, false), new Side(b, true), out, m, n, inner, scale, before);
  }

  /** out ← scale · Aᵀ B + before · out, by this thread. */
  static void multiplyInner(
      Direct a, Direct b, Direct out, int m, int n, int inner, double scale, double before) {
    multiply(new Side(a, true), new Side(b, false), out, m, n, inner, scale, before);
  }
}
