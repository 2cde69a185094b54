package org.sdze.optimizer.algebra;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Symmetric products of which the lower triangle is enough: {@code syrk} and {@code syr2k}, half
 * the multiplications of {@code gemm}. What they leave above the diagonal may be anything.
 */
public final class Triangles {

  private static final int BLOCK = 32;

  private Triangles() {}

  /**
   * The lower triangle of S ← scale · A Aᵀ + before · S.
   *
   * @param a A, {@code [n, k]}, float or double, 'f' order, or a view of such a matrix
   * @param sum S, {@code [n, n]}, 'f' order, no view
   * @param before 0 where S holds anything
   */
  public static void square(INDArray a, double scale, INDArray sum, double before) {
    if (!isDirect(a)) {
      Nd4j.gemm(a, a, sum, false, true, scale, before);
    } else {
      rankUpdate(CblasNoTrans, a, a.columns(), scale, sum, before);
    }
  }

  /** The same of AᵀA, A {@code [k, n]}. */
  public static void innerSquare(INDArray a, double scale, INDArray sum, double before) {
    if (!isDirect(a)) {
      Nd4j.gemm(a, a, sum, true, false, scale, before);
    } else {
      rankUpdate(CblasTrans, a, a.rows(), scale, sum, before);
    }
  }

  private static void rankUpdate(
      int transposed, INDArray a, int k, double scale, INDArray sum, double before) {
    int n = sum.rows();
    if (sum.dataType() == DataType.DOUBLE) {
      openblas.cblas_dsyrk(
          CblasColMajor,
          CblasLower,
          transposed,
          n,
          k,
          scale,
          doubles(a),
          step(a),
          before,
          doubles(sum),
          n);
    } else {
      openblas.cblas_ssyrk(
          CblasColMajor,
          CblasLower,
          transposed,
          n,
          k,
          (float) scale,
          floats(a),
          step(a),
          (float) before,
          floats(sum),
          n);
    }
  }

  /**
   * The lower triangle of S ← scale · (A Bᵀ + B Aᵀ) + before · S.
   *
   * @param a A, {@code [n, k]}, as in {@link #square}
   * @param b B, {@code [n, k]}, likewise
   */
  public static void pair(INDArray a, INDArray b, double scale, INDArray sum, double before) {
    if (!isDirect(a) || !isDirect(b)) {
      Nd4j.gemm(a, b, sum, false, true, scale, before);
      Nd4j.gemm(b, a, sum, false, true, scale, 1);
      return;
    }
    int n = a.rows();
    int k = a.columns();
    if (sum.dataType() == DataType.DOUBLE) {
      openblas.cblas_dsyr2k(
          CblasColMajor,
          CblasLower,
          CblasNoTrans,
          n,
          k,
          scale,
          doubles(a),
          step(a),
          doubles(b),
          step(b),
          before,
          doubles(sum),
          n);
    } else {
      openblas.cblas_ssyr2k(
          CblasColMajor,
          CblasLower,
          CblasNoTrans,
          n,
          k,
          (float) scale,
          floats(a),
          step(a),
          floats(b),
          step(b),
          (float) before,
          floats(sum),
          n);
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

  /** Whether a matrix lies where OpenBLAS finds it, and as it asks for it. */
  private static boolean isDirect(INDArray matrix) {
    return Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU
        && (matrix.dataType() == DataType.DOUBLE || matrix.dataType() == DataType.FLOAT)
        && (matrix.rows() == 1 || matrix.stride(0) == 1)
        && step(matrix) >= matrix.rows();
  }

  /** From a column to the next one. */
  private static int step(INDArray matrix) {
    return Math.toIntExact(matrix.columns() == 1 ? matrix.rows() : matrix.stride(1));
  }

  private static FloatPointer floats(INDArray array) {
    return new FloatPointer(array.data().addressPointer());
  }

  private static DoublePointer doubles(INDArray array) {
    return new DoublePointer(array.data().addressPointer());
  }
}
