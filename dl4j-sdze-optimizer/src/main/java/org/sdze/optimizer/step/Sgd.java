package org.sdze.optimizer.step;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.estimate.ParameterGradient;

/**
 * The gradient itself, or its heavy-ball average φ ← μφ + ĝ.
 *
 * @param momentum μ in [0, 1); 0 keeps no state
 */
public record Sgd(double momentum) implements FirstOrderRule {

  public Sgd {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1), was " + momentum);
    }
  }

  @Override
  public State state(long rows, long columns, INDArray like) {
    if (momentum == 0) {
      return (gradient, from, step) -> {};
    }
    INDArray velocity = Nd4j.zeros(like.dataType(), rows, columns).dup('f');
    return (gradient, from, step) -> {
      INDArray tile = ParameterGradient.rows(velocity, from, from + gradient.rows());
      tile.muli(momentum).addi(gradient);
      gradient.assign(tile);
    };
  }
}
