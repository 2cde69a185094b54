package org.sdze.optimizer.train;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.estimate.ExplicitGradient;
import org.sdze.optimizer.estimate.GradientEstimate;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.Tiles;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.step.SampleSpaceSolver;

/**
 * The Gauss–Newton step in the sample space, with or without momentum (docs/method.md §4).
 *
 * <p>Without momentum it keeps nothing; with it, one buffer φ as large as the parameters.
 */
final class SampleSpaceStep {

  // The largest step at a momentum of 0.9, relative to the parameters; less momentum is bounded
  // less, and none not at all.
  private static final double TRUST = 0.03;

  private final double decay;
  private final StepMemory memory; // bounds the tiles
  private final SampleSpaceSolver solver = new SampleSpaceSolver();
  private List<INDArray> velocity = List.of();

  SampleSpaceStep(double decay, StepMemory memory) {
    this.decay = decay;
    this.memory = memory;
  }

  /** The buffer φ, one array a parameter, live; empty where there is none. */
  List<INDArray> velocity() {
    return velocity;
  }

  /** Goes on with a buffer that another one had; takes it over. Without one it begins anew. */
  void resume(List<INDArray> velocity) {
    this.velocity = velocity;
  }

  /** Solves in the sample space and changes the parameters. */
  void step(ResidualRows rows, double damping, double rate) {
    double[] right = rows.second().residuals().clone();
    if (decay > 0 && !velocity.isEmpty()) {
      double[] predicted = rows.second().multiply(velocity);
      for (int i = 0; i < right.length; i++) {
        right[i] -= decay * predicted[i];
      }
    }
    int n = right.length;
    for (int i = 0; i < n; i++) {
      right[i] /= n;
    }
    INDArray kernel = rows.second().triangle(rows.first());
    double[] alpha = solver.solve(kernel, rows.isSquared(), damping, right);
    GradientEstimate change = rows.first().combine(alpha);
    if (decay == 0) {
      change.step(rate);
    } else {
      follow(change, rate, rows.first().workspace().scope("tiles of gradients"));
    }
  }

  private void follow(GradientEstimate change, double rate, Workspace tiles) {
    List<INDArray> parameters = change.network().parameters();
    if (velocity.isEmpty()) {
      velocity =
          parameters.stream()
              .map(parameter -> ScratchMemory.lastingCopy(parameter).assign(0))
              .toList();
    }
    double squaredVelocity = 0;
    double squaredParameters = 0;
    for (int k = 0; k < parameters.size(); k++) {
      velocity.get(k).muli(decay);
      INDArray sum = velocity.get(k);
      Tiles.of(
          change.parameters().get(k),
          sum,
          memory,
          tiles,
          (from, to, tile) -> ParameterGradient.rows(sum, from, to).addi(tile));
      squaredVelocity += square(velocity.get(k));
      squaredParameters += square(parameters.get(k));
    }
    double trust = TRUST * (0.9 / decay);
    double size = Math.min(rate, trust * Math.sqrt(squaredParameters / squaredVelocity));
    for (int k = 0; k < parameters.size(); k++) {
      ParameterGradient step = new ExplicitGradient(parameters.get(k), velocity.get(k));
      Tiles.of(
          step,
          parameters.get(k),
          memory,
          tiles,
          (from, to, tile) -> step.subtract(from, to, tile.muli(size)));
    }
    change.network().changed();
  }

  private static double square(INDArray array) {
    double norm = array.norm2Number().doubleValue();
    return norm * norm;
  }
}
