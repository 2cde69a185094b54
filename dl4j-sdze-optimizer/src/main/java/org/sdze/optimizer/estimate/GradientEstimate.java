package org.sdze.optimizer.estimate;

import java.util.List;
import org.sdze.optimizer.forward.DenseNetwork;

/**
 * An estimate of the gradient of a loss by all parameters of a network, in factored form.
 *
 * @param network the network whose parameters the step changes
 * @param parameters the parameters' gradients, in a fixed order
 */
public record GradientEstimate(DenseNetwork network, List<ParameterGradient> parameters) {

  /** θ ← θ − scale · ĝ, without an array as large as the parameters. */
  public void step(double scale) {
    parameters.forEach(parameter -> parameter.step(scale));
    network.changed(); // last: until here the factors of the gradient are those of the old weights
  }
}
