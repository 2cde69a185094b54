package org.sdze.pinn.jet.rule;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sdze.optimizer.forward.Activation;

/**
 * The Taylor coefficients of an elementwise function σ to any order, s_m = σ⁽ᵐ⁾(z)/m!: the
 * specification of {@link ActivationRule}. Stateless, thread-safe.
 *
 * <p>The logistic function and tanh follow from y′ = a + b y + c y², so that s_{m+1} = (a [m = 0] +
 * b s_m + c Σ_i s_i s_{m−i}) / (m + 1); the others from these.
 */
@FunctionalInterface
public interface TaylorRule {

  /**
   * s_0 … s_K at every number of an array, in new arrays.
   *
   * @param z left as it is
   * @param order K, at least 0
   */
  List<INDArray> coefficients(INDArray z, int order);

  /** The rule of an activation. */
  static TaylorRule of(Activation activation) {
    return switch (activation) {
      case TANH -> (z, order) -> riccati(values(Activation.TANH, z).get(0), 1, 0, -1, order);
      case SIGMOID -> TaylorRule::logistic;
      case SOFTPLUS -> TaylorRule::softplus;
      case SWISH -> (z, order) -> gated(1, z, order);
      case GELU -> (z, order) -> gated(1.702f, z, order); // as ActivationRule has it
      case SINE -> TaylorRule::sine;
      case CUBE -> (z, order) -> power(3, z, order);
      case IDENTITY -> (z, order) -> power(1, z, order);
    };
  }

  private static List<INDArray> riccati(INDArray y, double a, double b, double c, int order) {
    List<INDArray> s = new ArrayList<>(List.of(y));
    for (int m = 0; m < order; m++) {
      INDArray sum = s.get(m).mul(b).addi(m == 0 ? a : 0);
      for (int i = 0; i <= m; i++) {
        sum.addi(s.get(i).mul(s.get(m - i)).muli(c));
      }
      s.add(sum.divi(m + 1));
    }
    return s;
  }

  private static List<INDArray> logistic(INDArray z, int order) {
    return riccati(Transforms.sigmoid(z, true), 0, 1, -1, order);
  }

  /** The integral of the logistic function. */
  private static List<INDArray> softplus(INDArray z, int order) {
    List<INDArray> s = new ArrayList<>(List.of(Transforms.softPlus(z, true)));
    List<INDArray> slope = logistic(z, order);
    for (int m = 0; m < order; m++) {
      s.add(slope.get(m).div(m + 1));
    }
    return s;
  }

  /** z times the logistic function at βz. */
  private static List<INDArray> gated(double beta, INDArray z, int order) {
    List<INDArray> gate = logistic(z.mul(beta), order);
    List<INDArray> s = new ArrayList<>();
    for (int m = 0; m <= order; m++) {
      INDArray product = gate.get(m).mul(Math.pow(beta, m)).muli(z);
      s.add(m == 0 ? product : product.addi(gate.get(m - 1).mul(Math.pow(beta, m - 1))));
    }
    return s;
  }

  private static List<INDArray> sine(INDArray z, int order) {
    List<INDArray> turned = values(Activation.SINE, z);
    List<INDArray> s = new ArrayList<>(turned.subList(0, Math.min(2, order + 1)));
    double factorial = 1;
    for (int m = 2; m <= order; m++) {
      factorial *= m;
      s.add(turned.get(m % 2).mul((m % 4 < 2 ? 1 : -1) / factorial));
    }
    return s;
  }

  /** σ and σ′. */
  private static List<INDArray> values(Activation activation, INDArray z) {
    INDArray y = z.ulike();
    INDArray slope = z.ulike();
    ActivationRule.of(activation).apply(z, y, slope, z.ulike());
    return List.of(y, slope);
  }

  private static List<INDArray> power(int exponent, INDArray z, int order) {
    List<INDArray> s = new ArrayList<>();
    double binomial = 1;
    for (int m = 0; m <= order; m++) {
      INDArray power = Nd4j.ones(z.dataType(), z.shape()).dup('f').muli(binomial);
      for (int i = m; i < exponent; i++) {
        power.muli(z);
      }
      s.add(power);
      binomial *= (double) Math.max(0, exponent - m) / (m + 1);
    }
    return s;
  }
}
