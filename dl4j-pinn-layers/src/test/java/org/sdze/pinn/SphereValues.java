package org.sdze.pinn;

import org.hipparchus.CalculusFieldElement;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.equation.FunctionJet;
import org.sdze.pinn.equation.HardConstraint;

/**
 * u = x₁ + x₂² on the unit sphere: g is that, w = (1 − ‖x‖²) exp x₁, so that no gradient is radial.
 *
 * @param withAddend whether g is there; 0 on the sphere otherwise
 */
public record SphereValues(boolean withAddend) implements HardConstraint {

  /** With both functions; what a configuration is read with. */
  public SphereValues() {
    this(true);
  }

  @Override
  public FunctionJet factor(INDArray points) {
    double[][] x = HostArrays.rows(points);
    double[] value = new double[x.length];
    double[][] gradient = new double[x.length][];
    double[] laplacian = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double left = 1 - square(x[i]);
      double e = Math.exp(x[i][0]);
      value[i] = left * e;
      gradient[i] = new double[x[i].length];
      for (int k = 0; k < x[i].length; k++) {
        gradient[i][k] = e * (-2 * x[i][k] + (k == 0 ? left : 0));
      }
      laplacian[i] = e * (left - 4 * x[i][0] - 2 * x[i].length);
    }
    return FunctionJet.of(value, Nd4j.create(gradient).castTo(points.dataType()), laplacian);
  }

  @Override
  public @Nullable FunctionJet addend(INDArray points) {
    if (!withAddend) {
      return null;
    }
    double[][] x = HostArrays.rows(points);
    double[] value = new double[x.length];
    double[][] gradient = new double[x.length][];
    double[] laplacian = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      value[i] = x[i][0] + x[i][1] * x[i][1];
      gradient[i] = new double[x[i].length];
      gradient[i][0] = 1;
      gradient[i][1] = 2 * x[i][1];
      laplacian[i] = 2;
    }
    return FunctionJet.of(value, Nd4j.create(gradient).castTo(points.dataType()), laplacian);
  }

  /** g + w N, by these definitions alone. */
  public <T extends CalculusFieldElement<T>> T trial(T[] x, T network) {
    T left = x[0].getField().getOne();
    for (T number : x) {
      left = left.subtract(number.multiply(number));
    }
    T product = left.multiply(x[0].exp()).multiply(network);
    return withAddend ? product.add(x[0]).add(x[1].multiply(x[1])) : product;
  }

  private static double square(double[] x) {
    double sum = 0;
    for (double number : x) {
      sum += number * number;
    }
    return sum;
  }
}
