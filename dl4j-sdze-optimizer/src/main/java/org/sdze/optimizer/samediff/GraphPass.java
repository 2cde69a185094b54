package org.sdze.optimizer.samediff;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.network.NetworkPass;
import org.sdze.optimizer.network.PassLayer;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;

/**
 * A graph's loss on one batch, evaluated as often as it is asked for under the same random numbers.
 */
final class GraphPass implements NetworkPass {

  private final SameDiff graph;
  private final String loss;
  private final double sign;
  private final Map<String, INDArray> placeholders;
  private final List<PassLayer> layers;
  private final long seed;
  private final INDArray losses;

  /**
   * Evaluates the loss.
   *
   * @param sign 1 to minimise, −1 to maximise
   */
  GraphPass(
      SameDiff graph,
      String loss,
      double sign,
      Map<String, INDArray> placeholders,
      List<PassLayer> layers,
      RandomKey key) {
    this.graph = graph;
    this.loss = loss;
    this.sign = sign;
    this.placeholders = placeholders;
    this.layers = layers;
    this.seed = key.purpose(Purpose.LAYER).state();
    this.losses = evaluate();
  }

  @Override
  public int samples() {
    return (int) losses.length();
  }

  @Override
  public double divisor() {
    return losses.length();
  }

  @Override
  public long numbers() {
    return losses.length(); // what the graph's session holds is not known
  }

  @Override
  public INDArray losses() {
    return losses;
  }

  @Override
  public List<PassLayer> layers() {
    return layers;
  }

  @Override
  public INDArray lossesAgain(List<PassLayer> moved) {
    return evaluate();
  }

  @Override
  public void forget(PassLayer layer) {
    // nothing but the losses is kept
  }

  private INDArray evaluate() {
    Random generator = Nd4j.getRandom();
    long rootState = generator.rootState();
    long nodeState = generator.nodeState();
    generator.setSeed(seed);
    try {
      INDArray values = graph.output(placeholders, loss).get(loss);
      return values.reshape('c', values.length(), 1).mul(sign);
    } finally {
      generator.setStates(rootState, nodeState);
    }
  }
}
