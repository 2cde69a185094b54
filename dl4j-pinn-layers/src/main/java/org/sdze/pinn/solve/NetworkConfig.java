package org.sdze.pinn.solve;

import java.io.Serializable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.sdze.optimizer.dl4j.Activations;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.layer.TrialNetworks;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemShape;

/**
 * The shape of a network with linear outputs. Immutable.
 *
 * @param width h, of each hidden layer, at least 1
 * @param depth the number of hidden layers, at least 1
 * @param activation of the hidden layers
 * @param inputScale s, the factor of the input that the first layer's weights contain, positive
 * @param precision of its numbers
 */
public record NetworkConfig(
    int width, int depth, Activation activation, double inputScale, Precision precision)
    implements Serializable {

  public NetworkConfig {
    SolveSettings.WIDTH.require(width);
    SolveSettings.DEPTH.require(depth);
    SolveSettings.ACTIVATION.require(activation);
    SolveSettings.INPUT_SCALE.require(inputScale);
    SolveSettings.PRECISION.require(precision);
  }

  /**
   * P, the number of weights and biases.
   *
   * @param problem whose inputs and outputs the network has
   */
  public long parameters(ProblemShape problem) {
    long hidden = (depth - 1L) * (width + 1L) * width;
    return (problem.inputs() + 1L) * width + hidden + (width + 1L) * problem.outputs();
  }

  /**
   * A network for a problem, initialised from the run's key alone.
   *
   * @param problem whose inputs and outputs the network has
   */
  public MultiLayerNetwork create(Problem problem, RandomKey root) {
    return TrialNetworks.create(
        problem.networkInputs(),
        width,
        depth,
        problem.outputs(),
        problem.networkExtent(),
        Activations.of(activation),
        precision.dataType(),
        inputScale,
        root);
  }
}
