package org.sdze.benchmarks.rival;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.pinn.loss.ResidualObjective;

/** The exact gradient of a residual loss, to measure estimates by. */
public final class LossGradients {

  private LossGradients() {}

  /** The gradient by W, b, … of all layers, by a reverse sweep; one array a parameter. */
  public static List<INDArray> exact(DenseNetwork network, ResidualObjective objective) {
    return new ReverseSweep(network).of(objective).gradients();
  }
}
