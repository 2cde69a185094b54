package org.sdze.optimizer.algebra;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;

import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.text.Text;

/**
 * Products of matrices, as {@link Nd4j#gemm} makes them, on this processor in parts of the result's
 * longer side, a thread each.
 */
public final class Products {

  /** Multiplications that a second thread pays for. */
  static final double LEAST = 1 << 20;

  private static final int ALIGNED = 16;

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
