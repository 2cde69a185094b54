package org.sdze.pinn.score;

import java.util.Optional;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealVector;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.problem.ExactSolution;
import org.sdze.pinn.problem.Problem;

/**
 * The best affine multiple of w, by least squares on the test points. With the rows w(x)·(1, x) in
 * A, G = AᵀA and q = Aᵀu:
 *
 * <pre>(G + ρI) β = q,  ρ = 1e-12 · tr G / (d + 1),  ‖Aβ − u‖² = ‖u‖² − qᵀβ − ρ‖β‖²</pre>
 *
 * <p>Below this error a network has learned the solution's curvature. A chunk of m points costs
 * 2m(d + 1)² flops in double, the solve (d + 1)³/3; G is the only thing that is kept. Errors below
 * 1e-7 drown in round-off. Source: docs/method.md §6.
 */
public final class AffineBaseline implements Baseline {

  /** Fewer test points for each dimension than this, and the fit explains noise. */
  private static final int POINTS_PER_DIMENSION = 10;

  private static final double RIDGE = 1e-12;

  // Numbers in the double-precision copy of some rows: bounds the memory of a large chunk.
  private static final int TILE_NUMBERS = 1 << 21;

  private final int dimension;
  private final INDArray gram;
  private final INDArray projection;
  private double exactByExact;

  /**
   * A baseline of no points yet.
   *
   * @param dimension d, at least 1
   * @throws IllegalArgumentException if the dimension is below 1
   */
  public AffineBaseline(int dimension) {
    Argument.atLeastOne("dimension", dimension);
    this.dimension = dimension;
    this.gram =
        Nd4j.createUninitialized(DataType.DOUBLE, new long[] {dimension + 1, dimension + 1}, 'f')
            .assign(0);
    this.projection =
        Nd4j.createUninitialized(DataType.DOUBLE, new long[] {dimension + 1, 1}, 'f').assign(0);
  }

  /**
   * The affine baseline for a test set of that size: fitted where there are at least ten points for
   * each dimension, otherwise the Taylor expansion of the solution, if it has one.
   *
   * @param testPoints the number of test points in all chunks together
   */
  static Optional<Baseline> of(Problem problem, long testPoints) {
    if (problem.inputs() <= testPoints / POINTS_PER_DIMENSION) {
      return Optional.of(new AffineBaseline(problem.inputs()));
    }
    return problem.solution() instanceof ExactSolution solution
        ? Optional.of(new TaylorBaseline(solution))
        : Optional.empty();
  }

  @Override
  public String name() {
    return "affine";
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if the points are not in R^d
   */
  @Override
  public void add(INDArray points, double[] factor, double[] exact) {
    if (points.columns() != dimension) {
      throw Argument.refused("points must have %d columns, had %d", dimension, points.columns());
    }
    RelativeError.requireSameLength(points.rows(), exact.length);
    RelativeError.requireSameLength(factor.length, exact.length);
    INDArray w = Nd4j.create(factor, new long[] {factor.length, 1}, 'f');
    INDArray u = Nd4j.create(exact, new long[] {exact.length, 1}, 'f');
    int tile = Math.max(1, TILE_NUMBERS / (dimension + 1));
    for (int from = 0; from < exact.length; from += tile) {
      int to = Math.min(exact.length, from + tile);
      INDArray rows = rows(slice(points, from, to), slice(w, from, to));
      Nd4j.gemm(rows, rows, gram, true, false, 1, 1);
      Nd4j.gemm(rows, slice(u, from, to), projection, true, false, 1, 1);
    }
    for (double value : exact) {
      exactByExact += value * value;
    }
  }

  /** w (1, x), {@code [m, d + 1]}, double, 'f' order. */
  private INDArray rows(INDArray points, INDArray factor) {
    INDArray rows =
        Nd4j.createUninitialized(DataType.DOUBLE, new long[] {points.rows(), dimension + 1}, 'f');
    rows.getColumn(0).assign(1);
    rows.get(NDArrayIndex.all(), NDArrayIndex.interval(1, dimension + 1))
        .assign(points.castTo(DataType.DOUBLE));
    return rows.muliColumnVector(factor);
  }

  private static INDArray slice(INDArray matrix, long from, long to) {
    return from == 0 && to == matrix.rows()
        ? matrix
        : matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).dup('f');
  }

  @Override
  public double relativeError() {
    double[][] g = HostArrays.rows(gram);
    double trace = 0;
    for (int i = 0; i <= dimension; i++) {
      trace += g[i][i];
    }
    double ridge = RIDGE * trace / (dimension + 1) + Double.MIN_NORMAL;
    for (int i = 0; i <= dimension; i++) {
      g[i][i] += ridge;
    }
    RealVector q = new ArrayRealVector(projection.toDoubleVector(), false);
    RealVector beta =
        new CholeskyDecomposition(new Array2DRowRealMatrix(g, false), 1e-9, 0).getSolver().solve(q);
    double explained = q.dotProduct(beta) + ridge * beta.dotProduct(beta);
    return RelativeError.ratio(exactByExact - explained, exactByExact);
  }
}
