package org.sdze.optimizer.algebra;

import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What is done with all numbers of a matrix, on this processor in one pass over memory and by
 * several threads; elsewhere by ND4J's operations, to which it is held.
 */
public final class Elementwise {

  /** Numbers of a sum in the matrix's own type. */
  private static final int PIECE = 1 << 14;

  /** Multiplications in a product that take as long as a number that is read and written. */
  private static final double PASS = 8;

  /** Numbers that a thread copies at a time. */
  private static final int COPIED = 1 << 17;

  /** Numbers that a thread divides at a time. */
  private static final int FEW = 1 << 13;

  private Elementwise() {}

  /** A ← A − B, two arrays of one shape. */
  public static void subtract(INDArray a, INDArray b) {
    if (!HostTiles.suit(a, b)) {
      a.subi(b);
      return;
    }
    byPieces(
        a.length(), (from, length) -> Direct.from(a, from).subtract(length, Direct.from(b, from)));
  }

  /** A ← factor · A. */
  public static void scale(INDArray a, double factor) {
    if (!HostTiles.suit(a)) {
      a.muli(factor);
      return;
    }
    byPieces(a.length(), (from, length) -> Direct.from(a, from).scale(length, factor));
  }

  /** out ← in, two arrays of one shape. */
  public static void assign(INDArray out, INDArray in) {
    if (!HostTiles.suit(out, in)) {
      out.assign(in);
      return;
    }
    int size = in.dataType().width();
    byPieces(
        in.length(),
        (from, length) ->
            Pointer.memcpy(bytes(out, from * size), bytes(in, from * size), (long) length * size));
  }

  /** Overwrites an array with zeros. */
  public static void clear(INDArray array) {
    if (!HostTiles.suit(array)) {
      array.assign(0);
      return;
    }
    int size = array.dataType().width();
    byPieces(
        array.length(),
        (from, length) -> Pointer.memset(bytes(array, from * size), 0, (long) length * size));
  }

  private interface Part {
    void of(long from, int length);
  }

  private static void byPieces(long numbers, Part work) {
    int parts = (int) ((numbers + COPIED - 1) / COPIED);
    SideBySide.run(
        parts,
        part -> {
          long from = (long) COPIED * part;
          work.of(from, (int) Math.min(COPIED, numbers - from));
        });
  }

  private static BytePointer bytes(INDArray array, long from) {
    return new BytePointer(array.data().addressPointer()).position(from);
  }

  /**
   * out ← A + 1 bᵀ.
   *
   * @param matrix A, {@code [n, k]}
   * @param row b, {@code [1, k]}, of the same type
   * @param out {@code [n, k]}, 'f' order
   */
  public static void addRow(INDArray matrix, INDArray row, INDArray out) {
    if (!HostTiles.suit(matrix, out) || out.ordering() != 'f') {
      matrix.add(row, out);
      return;
    }
    double[] numbers = row.toDoubleVector();
    HostTiles.columns(
        1,
        0,
        (j, first, t, length) -> sum(t[0], (float) numbers[j], t[1], length),
        (j, first, t, length) -> sum(t[0], numbers[j], t[1], length),
        matrix,
        out);
  }

  private static void sum(float[] a, float b, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] + b;
    }
  }

  private static void sum(double[] a, double b, double[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] + b;
    }
  }

  /** sum ← sum + a ∘ b, three matrices of one shape, 'f' order. */
  public static void addProduct(INDArray sum, INDArray a, INDArray b) {
    if (!HostTiles.suit(sum, a, b)) {
      sum.addi(a.mul(b));
      return;
    }
    HostTiles.each(
        3,
        0,
        (column, row, t, length) -> addProduct(t[0], t[1], t[2], t[3], length),
        (column, row, t, length) -> addProduct(t[0], t[1], t[2], t[3], length),
        sum,
        a,
        b,
        sum);
  }

  private static void addProduct(float[] s, float[] a, float[] b, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = s[i] + a[i] * b[i];
    }
  }

  private static void addProduct(double[] s, double[] a, double[] b, double[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = s[i] + a[i] * b[i];
    }
  }

  /**
   * a ← a + s (b − a): a itself, to the bit, where the two are equal.
   *
   * @param a changed
   * @param b of the same shape, left as it is
   * @param share s, any number
   */
  public static void move(INDArray a, INDArray b, double share) {
    if (!HostTiles.suit(a, b)) {
      a.addi(b.sub(a).muli(share));
      return;
    }
    HostTiles.each(
        2,
        0,
        (column, row, t, length) -> move(t[0], t[1], share, t[2], length),
        (column, row, t, length) -> move(t[0], t[1], share, t[2], length),
        a,
        b,
        a);
  }

  /** The same, and b ← what a was. */
  public static void moveAndKeep(INDArray a, INDArray b, double share) {
    if (!HostTiles.suit(a, b)) {
      INDArray before = a.dup(b.ordering());
      move(a, b, share);
      b.assign(before);
      return;
    }
    HostTiles.each(
        2,
        0,
        (column, row, t, length) -> {
          move(t[0], t[1], share, t[2], length);
          System.arraycopy(t[0], 0, t[3], 0, length);
        },
        (column, row, t, length) -> {
          move(t[0], t[1], share, t[2], length);
          System.arraycopy(t[0], 0, t[3], 0, length);
        },
        a,
        b,
        a,
        b);
  }

  // From the nearer end: a share near 1 has too few digits in single precision, 1 less it has all.
  private static void move(float[] a, float[] b, double share, float[] out, int length) {
    if (share <= 0.5) {
      from(a, b, (float) share, out, length);
    } else {
      from(b, a, (float) (1 - share), out, length);
    }
  }

  private static void from(float[] a, float[] b, float share, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] + share * (b[i] - a[i]);
    }
  }

  private static void move(double[] a, double[] b, double share, double[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] + share * (b[i] - a[i]);
    }
  }

  /**
   * diag(c) A.
   *
   * @param matrix A, {@code [n, k]}; left as it is
   * @param column c, {@code [n, 1]}, of the same type
   * @return a new matrix, 'f' order
   */
  public static INDArray scaledRows(INDArray matrix, INDArray column) {
    INDArray out = Nd4j.createUninitialized(matrix.dataType(), matrix.shape(), 'f');
    scaleRows(matrix, column, out);
    return out;
  }

  /** A ← diag(c) A. */
  public static void scaleRows(INDArray matrix, INDArray column) {
    scaleRows(matrix, column, matrix);
  }

  private static void scaleRows(INDArray matrix, INDArray column, INDArray out) {
    if (!HostTiles.suit(matrix, out) || matrix.ordering() != 'f') {
      out.assign(matrix.mulColumnVector(column));
      return;
    }
    int rows = matrix.rows();
    double[] factors = column.toDoubleVector();
    boolean isShort = 2 * rows <= HostTiles.TILE;
    if (isShort) { // of a tile that has many columns
      double[] once = factors;
      factors = new double[(int) Math.min(HostTiles.TILE, matrix.length())];
      for (int i = 0; i < factors.length; i++) {
        factors[i] = once[i % rows];
      }
    }
    float[] rounded = new float[factors.length];
    for (int i = 0; i < factors.length; i++) {
      rounded[i] = (float) factors[i];
    }
    double[] all = factors;
    if (isShort) {
      HostTiles.wholeColumns(
          1,
          0,
          (j, row, t, length) -> product(t[0], rounded, 0, t[1], length),
          (j, row, t, length) -> product(t[0], all, 0, t[1], length),
          matrix,
          out);
      return;
    }
    HostTiles.columns(
        1,
        0,
        (j, row, t, length) -> product(t[0], rounded, row, t[1], length),
        (j, row, t, length) -> product(t[0], all, row, t[1], length),
        matrix,
        out);
  }

  private static void product(float[] a, float[] b, int from, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] * b[from + i];
    }
  }

  private static void product(double[] a, double[] b, int from, double[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] * b[from + i];
    }
  }

  /**
   * A ← A diag(c).
   *
   * @param matrix A, {@code [n, k]}
   * @param factors c, {@code [1, k]}, of the same type
   */
  public static void scaleColumns(INDArray matrix, INDArray factors) {
    if (!Direct.suit(matrix)) {
      matrix.muliRowVector(factors);
      return;
    }
    double[] by = factors.toDoubleVector();
    Direct direct = Direct.of(matrix);
    int n = matrix.rows();
    byColumns(matrix, j -> direct.at(0, j).scale(n, by[j]));
  }

  /** The squared norms of a matrix's columns, {@code [k]}, pieces in its own type. */
  public static double[] squaredNorms(INDArray matrix) {
    double[] norms = new double[matrix.columns()];
    if (!Direct.suit(matrix)) {
      INDArray byNd4j = matrix.norm2(true, 0);
      return byNd4j.muli(byNd4j).toDoubleVector();
    }
    Direct direct = Direct.of(matrix);
    int n = matrix.rows();
    byColumns(
        matrix,
        j -> {
          for (int from = 0; from < n; from += PIECE) {
            int length = Math.min(PIECE, n - from);
            norms[j] += direct.at(from, j).squaredNorm(length);
          }
        });
    return norms;
  }

  /**
   * The numbers of a square matrix in double, divided.
   *
   * @param matrix A, {@code [n, n]}
   * @param isTriangle whether only its lower triangle is read
   * @param numbers overwritten with A / divisor, column by column; what is not read stays
   * @return the sum of what was written, which is finite if all of it is and not too large
   */
  public static double divide(
      INDArray matrix, double divisor, boolean isTriangle, double[] numbers) {
    INDArray taken = HostTiles.suit(matrix) && matrix.ordering() == 'f' ? matrix : matrix.dup('f');
    int n = matrix.rows();
    double[] sums = new double[n];
    int parts = Math.min(n, Math.max(1, numbers.length / FEW));
    Workers.run(
        parts,
        part -> {
          float[] column = new float[n];
          for (int j = part; j < n; j += parts) {
            int from = isTriangle ? j : 0;
            int at = j * n + from;
            if (taken.dataType() == DataType.FLOAT) {
              Direct.from(taken, at).floats().get(column, 0, n - from);
              widen(column, numbers, at, n - from);
            } else {
              Direct.from(taken, at).doubles().get(numbers, at, n - from);
            }
            divide(numbers, at, n - from, divisor);
            sums[j] = sum(numbers, at, n - from);
          }
        });
    return Arrays.stream(sums).sum();
  }

  private static void widen(float[] floats, double[] numbers, int from, int count) {
    for (int i = 0; i < count; i++) {
      numbers[from + i] = floats[i];
    }
  }

  private static void divide(double[] numbers, int from, int count, double by) {
    for (int i = from; i < from + count; i++) {
      numbers[i] /= by;
    }
  }

  /** By four sums side by side: one waits for each of its numbers. */
  private static double sum(double[] numbers, int from, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < from + count; i += 4) {
      a += numbers[i];
      b += numbers[i + 1];
      c += numbers[i + 2];
      d += numbers[i + 3];
    }
    for (; i < from + count; i++) {
      a += numbers[i];
    }
    return a + b + c + d;
  }

  /** The root mean square of a matrix's numbers. */
  public static double rootMeanSquare(INDArray matrix) {
    return Math.sqrt(Arrays.stream(squaredNorms(matrix)).sum() / matrix.length());
  }

  private interface Column {
    void with(int j);
  }

  private static void byColumns(INDArray matrix, Column column) {
    int k = matrix.columns();
    int parts = Products.parts(k, matrix.length() * PASS);
    SideBySide.run(
        parts,
        part -> {
          for (int j = k * part / parts; j < k * (part + 1) / parts; j++) {
            column.with(j);
          }
        });
  }
}
