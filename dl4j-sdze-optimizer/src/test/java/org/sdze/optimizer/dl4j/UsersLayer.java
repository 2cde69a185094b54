package org.sdze.optimizer.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer as users write their own, {@code [n, in]} to {@code [n, 2 half]}: tanh of half of its
 * units beside softplus of the others, and maybe a gain a unit, of which nothing is known.
 */
public final class UsersLayer extends SameDiffLayer {

  private static final long serialVersionUID = 1L;

  private int inputs;
  private int half;
  private boolean hasGain;

  /** For DL4J's mapper. */
  public UsersLayer() {}

  UsersLayer(int inputs, int half, boolean hasGain) {
    this.inputs = inputs;
    this.half = half;
    this.hasGain = hasGain;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return InputType.feedForward(2L * half);
  }

  @Override
  public void defineParameters(SDLayerParams params) {
    params.addWeightParam("W0", inputs, half);
    params.addBiasParam("b0", 1, half);
    params.addWeightParam("W1", inputs, half);
    if (hasGain) {
      params.addWeightParam("gain", 1, 2L * half);
    }
  }

  @Override
  public void initializeParameters(Map<String, INDArray> params) {
    initWeights(inputs, 2 * half, WeightInit.XAVIER, params.get("W0"));
    initWeights(inputs, 2 * half, WeightInit.XAVIER, params.get("W1"));
    params.get("b0").assign(0.1);
    if (hasGain) {
      params.get("gain").assign(0.7);
    }
  }

  @Override
  public SDVariable defineLayer(
      SameDiff graph, SDVariable input, Map<String, SDVariable> parameters, SDVariable mask) {
    SDVariable first =
        graph.math().tanh(input.mmul(parameters.get("W0")).add(parameters.get("b0")));
    SDVariable second = graph.nn().softplus(input.mmul(parameters.get("W1")));
    SDVariable both = graph.concat(1, first, second);
    return hasGain ? both.mul(parameters.get("gain")) : both;
  }
}
