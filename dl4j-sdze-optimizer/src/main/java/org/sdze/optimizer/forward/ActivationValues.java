package org.sdze.optimizer.forward;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The values of the activations between dense layers, without derivatives. */
public final class ActivationValues {

  private static final double GELU_SLOPE = 1.702;

  private ActivationValues() {}

  /**
   * σ(z).
   *
   * @param z left as it is
   */
  public static INDArray of(Activation activation, INDArray z) {
    return switch (activation) {
      case TANH -> Transforms.tanh(z, true);
      case SINE -> Transforms.sin(z, true);
      case SOFTPLUS -> Transforms.softPlus(z, true);
      case SIGMOID -> Transforms.sigmoid(z, true);
      case SWISH -> Transforms.sigmoid(z, true).muli(z);
      case GELU -> Transforms.sigmoid(z.mul(GELU_SLOPE), false).muli(z);
      case CUBE -> z.mul(z).muli(z);
      case IDENTITY -> z.dup();
    };
  }
}
