package org.sdze.optimizer.algebra;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix, or its part from a number on, as OpenBLAS asks for it: columns one after the other.
 *
 * @param address of the matrix
 * @param offset of the number, counted from there
 * @param step from a column to the next one
 */
record Direct(Pointer address, DataType type, long offset, int step) {

  /** Whether a matrix lies where OpenBLAS finds it, and as it asks for it. */
  static boolean suit(INDArray matrix) {
    return Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU
        && (matrix.dataType() == DataType.DOUBLE || matrix.dataType() == DataType.FLOAT)
        && (matrix.rows() == 1 || matrix.stride(0) == 1)
        && stepOf(matrix) >= matrix.rows();
  }

  /** A matrix that does. */
  static Direct of(INDArray matrix) {
    return new Direct(
        matrix.data().addressPointer(), matrix.dataType(), 0, Math.toIntExact(stepOf(matrix)));
  }

  /** The numbers of any array without gaps, from one on, in the order in which they lie. */
  static Direct from(INDArray array, long first) {
    return new Direct(array.data().addressPointer(), array.dataType(), first, 0);
  }

  private static long stepOf(INDArray matrix) {
    return matrix.columns() == 1 ? matrix.rows() : matrix.stride(1);
  }

  /** From a row and a column on. */
  Direct at(long row, long column) {
    return new Direct(address, type, offset + row + column * step, step);
  }

  /** From a number on, with another step from column to column. */
  Direct from(long number, int apart) {
    return new Direct(address, type, offset + number, apart);
  }

  /** Σ of the squares of some numbers from here on, one after the other, in their own type. */
  double squaredNorm(int numbers) {
    return type == DataType.FLOAT
        ? openblas.cblas_sdot(numbers, floats(), 1, floats(), 1)
        : openblas.cblas_ddot(numbers, doubles(), 1, doubles(), 1);
  }

  /** Multiplies some numbers from here on. */
  void scale(int numbers, double factor) {
    if (type == DataType.FLOAT) {
      openblas.cblas_sscal(numbers, (float) factor, floats(), 1);
    } else {
      openblas.cblas_dscal(numbers, factor, doubles(), 1);
    }
  }

  /** Takes as many others away from some numbers from here on. */
  void subtract(int numbers, Direct others) {
    if (type == DataType.FLOAT) {
      openblas.cblas_saxpy(numbers, -1, others.floats(), 1, floats(), 1);
    } else {
      openblas.cblas_daxpy(numbers, -1, others.doubles(), 1, doubles(), 1);
    }
  }

  /**
   * Copies numbers from here on, one after the other, to an array of their type; JavaCPP's own way
   * copies them twice.
   *
   * @param at where the first one goes
   */
  void get(Object numbers, int at, int length) {
    if (numbers instanceof float[] floats) {
      floats().limit(offset + length).asBuffer().get(floats, at, length);
    } else {
      doubles().limit(offset + length).asBuffer().get((double[]) numbers, at, length);
    }
  }

  /** Overwrites numbers from here on by the first ones of an array of their type. */
  void put(Object numbers, int length) {
    if (numbers instanceof float[] floats) {
      floats().limit(offset + length).asBuffer().put(floats, 0, length);
    } else {
      doubles().limit(offset + length).asBuffer().put((double[]) numbers, 0, length);
    }
  }

  FloatPointer floats() {
    return new FloatPointer(address).position(offset);
  }

  DoublePointer doubles() {
    return new DoublePointer(address).position(offset);
  }
}
