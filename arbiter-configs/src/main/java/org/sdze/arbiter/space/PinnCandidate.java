package org.sdze.arbiter.space;

import java.io.Serializable;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.loss.ResidualForm;

/**
 * How an equation would be solved: network, loss and training. Immutable, and serializable, as
 * Arbiter wants its candidates to be.
 *
 * @param width of each hidden layer, at least 1
 * @param depth the number of hidden layers, at least 1
 * @param activation of the hidden layers
 * @param inputScale the factor of the input that the first layer's weights contain, positive
 * @param batch the number of collocation points of a step, at least 1
 * @param directions the law of the spatial directions
 * @param residual how an estimated residual becomes a loss; without effect on an exact one
 * @param training estimator, step rule, learning rate
 */
public record PinnCandidate(
    int width,
    int depth,
    Activation activation,
    double inputScale,
    int batch,
    DirectionLaw directions,
    ResidualForm residual,
    SdzeConfig training)
    implements Serializable {

  public PinnCandidate {
    atLeastOne("width", width);
    atLeastOne("depth", depth);
    atLeastOne("batch", batch);
    if (!(inputScale > 0) || Double.isInfinite(inputScale)) {
      throw new IllegalArgumentException("input scale must be positive, was " + inputScale);
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
  }
}
