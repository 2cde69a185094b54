package org.sdze.pinn.problem;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;

/**
 * Sums of plane waves whose steepness does not fall with the dimension:
 *
 * <pre>u*(x) = (1 − ‖x‖²) Σ_{j≤8} c_j sin(√d a_jᵀx + b_j)</pre>
 *
 * <p>with a_j uniform on the unit sphere, b_j, c_j ~ N(0, 1). Constant and affine baselines are
 * poor here by construction: directions must be learned at any d. Immutable, thread-safe. Source:
 * docs/method.md §6.
 */
public final class Ridge implements ExactSolution {

  /** The name of the family. */
  static final String NAME = "ridge";

  /** The number of waves. */
  static final int RIDGES = 8;

  /** Tiles in one product with the directions, whose only buffer is its small result. */
  private static final int PRODUCT_TILES = 16;

  private final int dimension;
  private final ColumnTiles tiles;
  private final int productNumbers;
  private final INDArray directions;
  private final double[] scales;
  private final double[] shifts;
  private final double[] amplitudes;

  Ridge(int dimension, RandomKey key, int tileNumbers) {
    Argument.given("key", key);
    Problems.requireDimension(NAME, 1, dimension);
    RandomKey problem = key.purpose(Purpose.PROBLEM);
    this.dimension = dimension;
    this.tiles = new ColumnTiles(dimension, 1, tileNumbers);
    this.productNumbers = PRODUCT_TILES * tileNumbers;
    this.directions = Nd4j.createUninitialized(DataType.FLOAT, new long[] {RIDGES, dimension}, 'f');
    KeyedDraws.gaussian(problem.index(0), directions);
    this.scales = scales(directions);
    this.shifts = gaussian(problem.index(1));
    this.amplitudes = gaussian(problem.index(2));
  }

  /**
   * The solution whose directions, shifts and amplitudes that key names.
   *
   * @param dimension d, at least 1
   * @throws IllegalArgumentException if the dimension is below 1
   */
  public static Ridge of(int dimension, RandomKey key) {
    return new Ridge(dimension, key, ColumnTiles.NUMBERS);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  /**
   * With t_j = √d a_jᵀx: v = Σ c_j sin(t_j + b_j), x·∇v = Σ c_j t_j cos(t_j + b_j), Δv = −d v.
   * Costs 16 n d flops, and the sines of 8 n numbers on the host in double.
   */
  @Override
  public ExactValues at(INDArray points) {
    double[] squaredRadius = tiles.sum(points, 1, (tile, into) -> into.add(0, tile.squares()))[0];
    double[][] t = phases(points);
    int n = squaredRadius.length;
    double[] value = new double[n];
    double[] alongPoint = new double[n];
    double[] laplacian = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < RIDGES; j++) {
        value[i] += amplitudes[j] * Math.sin(t[j][i] + shifts[j]);
        alongPoint[i] += amplitudes[j] * t[j][i] * Math.cos(t[j][i] + shifts[j]);
      }
      laplacian[i] = -dimension * value[i];
    }
    return new BallFactor(value, alongPoint, laplacian, squaredRadius).solution(dimension);
  }

  /** Σ c_j (sin b_j + √d a_jᵀx cos b_j). */
  @Override
  public double[] affineFactor(INDArray points) {
    tiles.check(points);
    double[][] t = phases(points);
    double[] affine = new double[points.rows()];
    for (int j = 0; j < RIDGES; j++) {
      for (int i = 0; i < affine.length; i++) {
        affine[i] += amplitudes[j] * (Math.sin(shifts[j]) + t[j][i] * Math.cos(shifts[j]));
      }
    }
    return affine;
  }

  /** The directions before they are scaled to unit length, {@code [8, d]}; not to be changed. */
  INDArray directions() {
    return directions;
  }

  double[] shifts() {
    return shifts.clone();
  }

  double[] amplitudes() {
    return amplitudes.clone();
  }

  /** √d a_jᵀx, {@code [8][n]}. */
  private double[][] phases(INDArray points) {
    int n = points.rows();
    double[][] phases = new double[RIDGES][n];
    int width = Math.max(1, productNumbers / n);
    INDArray product = Nd4j.createUninitialized(points.dataType(), new long[] {RIDGES, n}, 'f');
    for (long from = 0; from < dimension; from += width) {
      long to = Math.min(dimension, from + width);
      INDArray part = ColumnTiles.view(directions, from, to);
      Products.gemm(
          part.dataType() == points.dataType() ? part : part.castTo(points.dataType()),
          ColumnTiles.view(points, from, to),
          product,
          false,
          true,
          1,
          0);
      double[] read = product.reshape('f', 1, (long) RIDGES * n).toDoubleVector();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < RIDGES; j++) {
          phases[j][i] += scales[j] * read[i * RIDGES + j];
        }
      }
    }
    return phases;
  }

  /** √d/‖row‖ in double: a row is never scaled in float, so its length is 1 to double precision. */
  private static double[] scales(INDArray rows) {
    int tile = ColumnTiles.NUMBERS / RIDGES;
    double[] scales = new double[RIDGES];
    for (long from = 0; from < rows.columns(); from += tile) {
      INDArray part =
          ColumnTiles.view(rows, from, Math.min(rows.columns(), from + tile))
              .castTo(DataType.DOUBLE);
      double[] read = part.muli(part).sum(1).toDoubleVector();
      for (int j = 0; j < RIDGES; j++) {
        scales[j] += read[j];
      }
    }
    for (int j = 0; j < RIDGES; j++) {
      scales[j] = Math.sqrt(rows.columns() / scales[j]);
    }
    return scales;
  }

  private static double[] gaussian(RandomKey key) {
    INDArray row = Nd4j.createUninitialized(DataType.FLOAT, new long[] {1, RIDGES}, 'f');
    KeyedDraws.gaussian(key, row);
    return row.toDoubleVector();
  }
}
