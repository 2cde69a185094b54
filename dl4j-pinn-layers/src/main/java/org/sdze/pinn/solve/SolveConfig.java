package org.sdze.pinn.solve;

import java.io.Serializable;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.loss.LossConfig;

/**
 * How a problem is solved: network, loss and training. Immutable, and serializable, as Arbiter
 * wants its candidates to be.
 *
 * @param network the network's shape
 * @param loss points, directions, residual
 * @param training estimator, step rule, learning rate
 */
public record SolveConfig(NetworkConfig network, LossConfig loss, SdzeConfig training)
    implements Serializable {

  public SolveConfig {
    Argument.given("network", network);
    Argument.given("loss", loss);
    Argument.given("training", training);
  }
}
