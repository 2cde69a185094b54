package org.sdze.pinn.jet.rule;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Cos;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sin;
import org.nd4j.linalg.factory.Nd4j;

/** Activations that are elementary functions: sine and powers. */
final class ElementaryFamily {

  private ElementaryFamily() {}

  /** y = sin z, σ′ = cos z, σ″ = −sin z. */
  static void sine(INDArray z, INDArray y, INDArray slope, INDArray curve) {
    Nd4j.exec(new Sin(z, y));
    Nd4j.exec(new Cos(z, slope));
    y.mul(-1, curve);
  }

  /** y = z³, σ′ = 3z², σ″ = 6z. */
  static void cube(INDArray z, INDArray y, INDArray slope, INDArray curve) {
    z.mul(z, slope);
    slope.mul(z, y);
    slope.muli(3);
    z.mul(6, curve);
  }

  /** y = z, σ′ = 1, σ″ = 0. */
  static void identity(INDArray z, INDArray y, INDArray slope, INDArray curve) {
    y.assign(z);
    slope.assign(1);
    curve.assign(0);
  }
}
