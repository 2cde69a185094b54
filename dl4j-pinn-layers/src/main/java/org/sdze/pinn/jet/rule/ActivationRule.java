package org.sdze.pinn.jet.rule;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.HostActivations;

/**
 * The jet rule of an elementwise function σ: its value and first two derivatives, from which Faà di
 * Bruno gives the coefficients to order 2 (docs/method.md §2). Stateless, thread-safe.
 */
@FunctionalInterface
public interface ActivationRule {

  /**
   * Overwrites y = σ(z), slope = σ′(z), curve = σ″(z), four arrays of one shape that do not alias.
   *
   * @param z pre-activations; left as they are
   */
  void apply(INDArray z, INDArray y, INDArray slope, INDArray curve);

  /** The rule of an activation: in one pass over memory where that can be. */
  static ActivationRule of(Activation activation) {
    ActivationRule general = byOperations(activation);
    return (z, y, slope, curve) -> {
      if (HostActivations.suit(activation, z, y, slope, curve)) {
        HostActivations.apply(activation, z, y, slope, curve);
      } else {
        general.apply(z, y, slope, curve);
      }
    };
  }

  /** The same by ND4J's operations, wherever they compute: what the other way is held to. */
  static ActivationRule byOperations(Activation activation) {
    return switch (activation) {
      case TANH -> SigmoidFamily::tanh;
      case SIGMOID -> SigmoidFamily::sigmoid;
      case SOFTPLUS -> SigmoidFamily::softplus;
      case SWISH -> (z, y, slope, curve) -> SigmoidFamily.gated(1, z, y, slope, curve);
      // libnd4j rounds this constant to single precision, in double too
      case GELU -> (z, y, slope, curve) -> SigmoidFamily.gated(1.702f, z, y, slope, curve);
      case SINE -> ElementaryFamily::sine;
      case CUBE -> ElementaryFamily::cube;
      case IDENTITY -> ElementaryFamily::identity;
    };
  }
}
