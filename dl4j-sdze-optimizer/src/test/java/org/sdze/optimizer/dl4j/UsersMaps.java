package org.sdze.optimizer.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer of a user's own that works on maps: a gain for each row of pixels. */
public final class UsersMaps extends SameDiffLayer {

  private static final long serialVersionUID = 1L;

  /** For DL4J's mapper. */
  public UsersMaps() {}

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return inputType;
  }

  @Override
  public void defineParameters(SDLayerParams params) {
    params.addWeightParam("gain", 1, 1, 4, 1);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> params) {
    params.get("gain").assign(1);
  }

  @Override
  public SDVariable defineLayer(
      SameDiff graph, SDVariable input, Map<String, SDVariable> parameters, SDVariable mask) {
    long rows = input.getShape()[2];
    return input.mul(parameters.get("gain")).div((double) rows);
  }
}
