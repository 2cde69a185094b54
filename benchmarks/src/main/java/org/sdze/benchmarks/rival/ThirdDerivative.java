package org.sdze.benchmarks.rival;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.Activation;
import org.sdze.pinn.jet.JetLayer;

/** σ‴ in closed form, which a reverse sweep through second-order jets needs. */
final class ThirdDerivative {

  private ThirdDerivative() {}

  /**
   * Overwrites {@code out} with σ‴(z).
   *
   * @param layer z, σ, σ′ and σ″ there
   * @param out {@code [n, w]}
   */
  static INDArray of(Activation activation, JetLayer layer, INDArray out) {
    return switch (activation) {
      case TANH -> { // −2 (σ′² + σ σ″)
        layer.y().mul(layer.curve(), out);
        yield out.addi(layer.slope().mul(layer.slope())).muli(-2);
      }
      case SIGMOID -> logistic(layer.y(), layer.slope(), layer.curve(), out);
      case SOFTPLUS -> { // σ′ = s, so σ‴ = s″ = s′ (1 − 2s)
        layer.slope().mul(-2, out);
        yield out.addi(1).muli(layer.curve());
      }
      case SWISH -> gated(1, layer.z().value(), out);
      case GELU -> gated(1.702f, layer.z().value(), out); // libnd4j's constant
      case SINE -> out.assign(layer.slope()).negi();
      case CUBE -> out.assign(6);
      case IDENTITY -> out.assign(0);
    };
  }

  /** s‴ = s″ (1 − 2s) − 2 s′². */
  private static INDArray logistic(INDArray s, INDArray s1, INDArray s2, INDArray out) {
    s.mul(-2, out);
    return out.addi(1).muli(s2).subi(s1.mul(s1).muli(2));
  }

  /** (z s(βz))‴ = 3 β² s″ + β³ z s‴, s and its derivatives at βz. */
  private static INDArray gated(double beta, INDArray z, INDArray out) {
    INDArray s = Nd4j.exec(new Sigmoid(z.mul(beta)));
    INDArray s1 = s.rsub(1).muli(s);
    INDArray s2 = s.mul(-2).addi(1).muli(s1);
    logistic(s, s1, s2, out);
    return out.muli(z).muli(beta * beta * beta).addi(s2.muli(3 * beta * beta));
  }
}
