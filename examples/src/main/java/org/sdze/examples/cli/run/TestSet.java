package org.sdze.examples.cli.run;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.problem.ReferenceProblem;
import org.sdze.pinn.score.AffineBaseline;
import org.sdze.pinn.score.Baseline;
import org.sdze.pinn.score.ConstantBaseline;
import org.sdze.pinn.score.RelativeError;

/**
 * Points on which the error of a trial function u = w N is measured, with what is known there
 * before training: the exact solution, the factor w and the errors of the baselines.
 */
final class TestSet {

  private final TestPoints points;
  private final double[] exact;
  private final double[] factor;
  private final double constantBaseline;
  private final double affineBaseline;

  /**
   * Draws the points and computes what is known of them.
   *
   * @param root the run's key
   * @param count the number of points
   * @param width the width of the widest layer
   */
  TestSet(
      ReferenceProblem problem,
      HardConstraint constraint,
      RandomKey root,
      int count,
      int width,
      DataType dataType) {
    points =
        new TestPoints(
            new UnitBall(problem.dimension()),
            root.purpose(Purpose.TEST_POINTS),
            count,
            width,
            dataType);
    exact = new double[count];
    factor = new double[count];
    Baseline constant = new ConstantBaseline();
    Baseline affine = AffineBaseline.of(problem.solution(), count);
    points.forEachChunk(
        (first, chunk) -> {
          double[] u = problem.solution().at(chunk).value();
          double[] w = constraint.factor(chunk).value();
          constant.add(chunk, w, u);
          affine.add(chunk, w, u);
          System.arraycopy(u, 0, exact, first, u.length);
          System.arraycopy(w, 0, factor, first, w.length);
        });
    constantBaseline = constant.relativeError();
    affineBaseline = affine.relativeError();
  }

  /** The error of the best constant multiple of w. */
  double constantBaseline() {
    return constantBaseline;
  }

  /** The error of w times an affine function. */
  double affineBaseline() {
    return affineBaseline;
  }

  /**
   * The relative error of w N.
   *
   * @param isGivenUp asked at every chunk of points
   * @return NaN if it was given up
   */
  double relativeError(ForwardPass network, BooleanSupplier isGivenUp) {
    RelativeError error = new RelativeError();
    boolean isWhole =
        points.forEachChunk(
            (first, chunk) -> {
              double[] values = network.at(chunk);
              for (int i = 0; i < values.length; i++) {
                values[i] *= factor[first + i];
              }
              error.add(values, Arrays.copyOfRange(exact, first, first + values.length));
            },
            isGivenUp);
    return isWhole ? error.value() : Double.NaN;
  }
}
