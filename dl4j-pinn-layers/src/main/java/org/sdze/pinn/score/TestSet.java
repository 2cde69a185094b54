package org.sdze.pinn.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.problem.Problem;

/**
 * Points on which the error of a trial function u = g + w N is measured, with what is known there
 * before training: the exact solution, g and w, and the errors of the baselines. Of several outputs
 * the error is that of all of them together. Used by one thread.
 */
public final class TestSet {

  private final TestPoints points;
  private final int outputs;
  private final double[] exact; // by chunk, by output, by point
  private final double[] factor; // like exact
  private final double[] addend;
  private final double solutionRms;
  private final double constantBaseline;
  private final double affineBaseline;
  private final double addendBaseline;

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
    outputs = problem.outputs();
    exact = new double[Math.multiplyExact(count, outputs)];
    factor = new double[exact.length];
    addend = new double[exact.length];
    List<Baseline> constant = new ArrayList<>();
    List<Baseline> affine = new ArrayList<>();
    for (int output = 0; output < outputs; output++) {
      constant.add(new ConstantBaseline());
      AffineBaseline.of(problem, count).ifPresent(affine::add);
    }
    double[] squares = new double[outputs]; // ‖u* − g‖²
    points.forEachChunk(
        (first, chunk) -> {
          int rows = chunk.rows();
          double[] u = problem.exact(chunk);
          System.arraycopy(u, 0, exact, first * outputs, u.length);
          for (int output = 0; output < outputs; output++) {
            HardConstraint constraint = problem.constraint().ofOutput(output);
            double[] w = constraint.factorValues(chunk);
            double[] g = constraint.addendValues(chunk);
            int at = first * outputs + output * rows;
            System.arraycopy(w, 0, factor, at, rows);
            System.arraycopy(g, 0, addend, at, rows);
            double[] learned = new double[rows];
            for (int i = 0; i < rows; i++) {
              learned[i] = u[output * rows + i] - g[i];
              squares[output] += learned[i] * learned[i];
            }
            constant.get(output).add(chunk, w, learned);
            if (!affine.isEmpty()) {
              affine.get(output).add(chunk, w, learned);
            }
          }
        });
    double norm = 0;
    for (double value : exact) {
      norm += value * value;
    }
    solutionRms = Math.sqrt(norm / exact.length);
    constantBaseline = together(constant, squares, norm);
    affineBaseline = affine.isEmpty() ? Double.NaN : together(affine, squares, norm);
    addendBaseline = RelativeError.ratio(Arrays.stream(squares).sum(), norm);
  }

  /** The error of all outputs, from each one's relative to ‖u* − g‖. */
  private static double together(List<Baseline> each, double[] squares, double norm) {
    double sum = 0;
    for (int output = 0; output < squares.length; output++) {
      if (squares[output] > 0) {
        double error = each.get(output).relativeError();
        sum += error * error * squares[output];
      }
    }
    return RelativeError.ratio(sum, norm);
  }

  /** √(mean u*²), over all outputs. */
  public double solutionRms() {
    return solutionRms;
  }

  /** The error of g and the best constant multiple of w. */
  public double constantBaseline() {
    return constantBaseline;
  }

  /** The error of g alone, N = 0; 1 where there is no g. */
  public double addendBaseline() {
    return addendBaseline;
  }

  /** The error of g and w times an affine function; NaN if the points are too few to say. */
  public double affineBaseline() {
    return affineBaseline;
  }

  /**
   * The relative error of g + w N.
   *
   * @param network gives N at points, {@code [n m]}, the point running fastest
   * @param isGivenUp asked at every chunk of points
   * @return NaN if it was given up
   */
  public double relativeError(Function<INDArray, double[]> network, BooleanSupplier isGivenUp) {
    RelativeError error = new RelativeError();
    boolean isWhole =
        points.forEachChunk(
            (first, chunk) -> {
              double[] values = network.apply(chunk);
              int from = first * outputs;
              for (int i = 0; i < values.length; i++) {
                values[i] = addend[from + i] + factor[from + i] * values[i];
              }
              error.add(values, Arrays.copyOfRange(exact, from, from + values.length));
            },
            isGivenUp);
    return isWhole ? error.value() : Double.NaN;
  }
}
