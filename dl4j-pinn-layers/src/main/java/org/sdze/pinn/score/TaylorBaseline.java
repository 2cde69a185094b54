package org.sdze.pinn.score;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.pinn.problem.ExactSolution;

/**
 * The factor w times the Taylor expansion of u* / w at the centre to first order: what stands in
 * for {@link AffineBaseline} where there are too few test points to fit d + 1 numbers. Nothing is
 * fitted, so that its error may be above that of the constant baseline. Source: docs/method.md §6.
 */
public final class TaylorBaseline implements Baseline {

  private final ExactSolution solution;
  private final RelativeError error = new RelativeError();

  /** A baseline of no points yet, for that solution. */
  public TaylorBaseline(ExactSolution solution) {
    this.solution = solution;
  }

  @Override
  public String name() {
    return "affine-taylor";
  }

  @Override
  public void add(INDArray points, double[] factor, double[] exact) {
    RelativeError.requireSameLength(factor.length, exact.length);
    double[] prediction = solution.affineFactor(points);
    RelativeError.requireSameLength(prediction.length, exact.length);
    for (int i = 0; i < prediction.length; i++) {
      prediction[i] *= factor[i];
    }
    error.add(prediction, exact);
  }

  @Override
  public double relativeError() {
    return error.value();
  }
}
