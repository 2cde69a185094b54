package org.sdze.pinn.score;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.equation.FunctionJet;
import org.sdze.pinn.problem.Problem;

/**
 * Points on which the error of a trial function u = g + w N is measured, with what is known there
 * before training: the exact solution, g and w, and the errors of the baselines. Used by one
 * thread.
 */
public final class TestSet {

  private final TestPoints points;
  private final double[] exact;
  private final double[] factor;
  private final double[] addend;
  private final double constantBaseline;
  private final double affineBaseline;

  /**
   * Draws the points and computes what is known of them.
   *
   * @param problem whose solution is known
   * @param key names the points
   * @param count the number of points
   * @param width the width of the widest layer
   * @throws IllegalStateException if the solution is not known
   */
  public TestSet(Problem problem, RandomKey key, int count, int width, DataType dataType) {
    points = new TestPoints(problem.domain(), key, count, width, dataType);
    exact = new double[count];
    factor = new double[count];
    addend = new double[count];
    Baseline constant = new ConstantBaseline();
    Optional<Baseline> affine = AffineBaseline.of(problem, count);
    points.forEachChunk(
        (first, chunk) -> {
          double[] u = problem.exact(chunk);
          double[] w = problem.constraint().factor(chunk).value();
          @Nullable FunctionJet g = problem.constraint().addend(chunk);
          System.arraycopy(u, 0, exact, first, u.length);
          System.arraycopy(w, 0, factor, first, w.length);
          if (g != null) {
            System.arraycopy(g.value(), 0, addend, first, u.length);
          }
          double[] learned = new double[u.length];
          for (int i = 0; i < u.length; i++) {
            learned[i] = u[i] - addend[first + i];
          }
          constant.add(chunk, w, learned);
          affine.ifPresent(baseline -> baseline.add(chunk, w, learned));
        });
    double share = RelativeError.of(addend, exact); // ‖u* − g‖ / ‖u*‖
    constantBaseline = share * constant.relativeError();
    affineBaseline = affine.map(baseline -> share * baseline.relativeError()).orElse(Double.NaN);
  }

  /** The error of g and the best constant multiple of w. */
  public double constantBaseline() {
    return constantBaseline;
  }

  /** The error of g and w times an affine function; NaN if the points are too few to say. */
  public double affineBaseline() {
    return affineBaseline;
  }

  /**
   * The relative error of g + w N.
   *
   * @param network gives N at points
   * @param isGivenUp asked at every chunk of points
   * @return NaN if it was given up
   */
  public double relativeError(Function<INDArray, double[]> network, BooleanSupplier isGivenUp) {
    RelativeError error = new RelativeError();
    boolean isWhole =
        points.forEachChunk(
            (first, chunk) -> {
              double[] values = network.apply(chunk);
              for (int i = 0; i < values.length; i++) {
                values[i] = addend[first + i] + factor[first + i] * values[i];
              }
              error.add(values, Arrays.copyOfRange(exact, first, first + values.length));
            },
            isGivenUp);
    return isWhole ? error.value() : Double.NaN;
  }
}
