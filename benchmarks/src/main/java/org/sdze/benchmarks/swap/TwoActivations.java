package org.sdze.benchmarks.swap;

import java.util.Map;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.text.Text;

/**
 * A layer as users write their own: dense, {@code [batch, in]} to {@code [batch, 2 half]}, with
 * tanh of the first half of its units and ReLU of the others.
 */
public final class TwoActivations extends SameDiffLayer {

  private static final long serialVersionUID = 1L;

  private long inputs;
  private long half;

  /** For DL4J's mapper. */
  public TwoActivations() {}

  /** A layer with two times {@code half} units. */
  TwoActivations(long inputs, long half) {
    this.inputs = inputs;
    this.half = half;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return InputType.feedForward(2 * half);
  }

  @Override
  public void defineParameters(SDLayerParams params) {
    for (int k = 0; k < 2; k++) {
      params.addWeightParam(name("W", k), inputs, half);
      params.addBiasParam(name("b", k), 1, half);
    }
  }

  @Override
  public void initializeParameters(Map<String, INDArray> params) {
    for (int k = 0; k < 2; k++) {
      initWeights((int) inputs, (int) (2 * half), WeightInit.XAVIER, params.get(name("W", k)));
      params.get(name("b", k)).assign(0);
    }
  }

  @Override
  public SDVariable defineLayer(
      SameDiff sameDiff,
      SDVariable layerInput,
      Map<String, SDVariable> paramTable,
      SDVariable mask) {
    SDVariable first = sameDiff.math().tanh(linear(layerInput, paramTable, 0));
    SDVariable second = sameDiff.nn().relu(linear(layerInput, paramTable, 1), 0);
    return sameDiff.concat(1, first, second);
  }

  private static SDVariable linear(SDVariable input, Map<String, SDVariable> parameters, int k) {
    return input.mmul(parameters.get(name("W", k))).add(parameters.get(name("b", k)));
  }

  private static String name(String kind, int k) {
    return Text.format("%s%d", kind, k);
  }
}
