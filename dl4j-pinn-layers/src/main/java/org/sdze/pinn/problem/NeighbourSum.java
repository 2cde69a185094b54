package org.sdze.pinn.problem;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.RowSums;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;

/**
 * u*(x) = (1 − ‖x‖²) v(x) with v(x) = Σ_i c_i φ(x_i, …, x_{i+reach−1}), c_i ~ N(0, 1), summed by
 * tiles of columns. Immutable, thread-safe.
 */
abstract class NeighbourSum implements ExactSolution {

  private static final int VALUE = 0;
  private static final int ALONG_POINT = 1;
  private static final int LAPLACIAN = 2;
  private static final int SQUARED_RADIUS = 3;

  private final String family;
  private final int dimension;
  private final int reach;
  private final ColumnTiles tiles;
  private final INDArray coefficients;
  private final double coefficientSum;

  /** Multiplies the terms of one tile, {@code [n, m]} each, by c and sums; overwrites them. */
  record Sink(TileSums sums, INDArray c) {
    void value(INDArray terms) {
      sums.add(VALUE, c, terms);
    }

    void alongPoint(INDArray terms) {
      sums.add(ALONG_POINT, c, terms);
    }

    void laplacian(INDArray terms) {
      sums.add(LAPLACIAN, c, terms);
    }
  }

  /**
   * Draws the coefficients.
   *
   * @param family the family's name
   * @throws IllegalArgumentException if the dimension is below {@code reach}
   */
  NeighbourSum(String family, int dimension, int reach, RandomKey key, int tileNumbers) {
    Argument.given("key", key);
    Problems.requireDimension(family, reach, dimension);
    this.family = family;
    this.dimension = dimension;
    this.reach = reach;
    this.tiles = new ColumnTiles(dimension, reach, tileNumbers);
    this.coefficients =
        Nd4j.createUninitialized(DataType.FLOAT, new long[] {1, tiles.terms()}, 'f');
    KeyedDraws.gaussian(key.purpose(Purpose.PROBLEM).index(0), coefficients);
    this.coefficientSum = sum(coefficients);
  }

  /**
   * Adds a tile's part of v, x·∇v and Δv.
   *
   * @param tile the columns and buffers
   * @param squares the squares of the tile's columns; may be overwritten
   * @param sink takes the terms
   */
  abstract void addTerms(Tile tile, INDArray squares, Sink sink);

  @Override
  public final String name() {
    return family;
  }

  @Override
  public final int dimension() {
    return dimension;
  }

  /** Σ_i c_i. */
  final double coefficientSum() {
    return coefficientSum;
  }

  /** The coefficients c, {@code [1, d − reach + 1]}; not to be changed. */
  public final INDArray coefficients() {
    return coefficients;
  }

  @Override
  public final ExactValues at(INDArray points) {
    tiles.check(points);
    return solution(RowSums.suit(points) ? sums(points) : sumsByNd4j(points));
  }

  /**
   * As {@link #sumsByNd4j}, of points that {@link RowSums} suit; in one pass where there is one.
   */
  double[][] sums(INDArray points) {
    return sumsByNd4j(points);
  }

  /** v, x·∇v, Δv and ‖x‖², {@code [n]} each. */
  final double[][] sumsByNd4j(INDArray points) {
    return tiles.sum(
        points,
        4,
        (tile, into) -> {
          INDArray squares = tile.squares();
          into.add(SQUARED_RADIUS, tile.own(squares));
          addTerms(tile, squares, new Sink(into, tile.columns(coefficients)));
        });
  }

  private ExactValues solution(double[][] sums) {
    return new BallFactor(sums[VALUE], sums[ALONG_POINT], sums[LAPLACIAN], sums[SQUARED_RADIUS])
        .solution(dimension);
  }

  /** Σ_i c_i (x_i + … + x_{i+reach−1}), {@code [n]}. */
  final double[] linear(INDArray points) {
    return tiles
        .sum(
            points,
            1,
            (tile, into) -> {
              INDArray sum = tile.buffer("linear").assign(tile.shifted(tile.points(), 0));
              for (int offset = 1; offset < reach; offset++) {
                sum.addi(tile.shifted(tile.points(), offset));
              }
              into.add(0, tile.columns(coefficients), sum);
            })[0];
  }

  /** In double, by tiles: ND4J would sum the whole in float. */
  private static double sum(INDArray row) {
    double sum = 0;
    for (long from = 0; from < row.columns(); from += ColumnTiles.NUMBERS) {
      long to = Math.min(row.columns(), from + ColumnTiles.NUMBERS);
      sum += ColumnTiles.view(row, from, to).castTo(DataType.DOUBLE).sumNumber().doubleValue();
    }
    return sum;
  }
}
