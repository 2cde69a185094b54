package org.sdze.pinn.credit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.jet.TaylorPass;

/**
 * Unit credit for jets of any order, any depth and any number of outputs, to which {@link JetRows}
 * is held (docs/method.md §4c).
 *
 * <p>Only the value z_0 of a unit is moved. What a network does to a function of t it does at every
 * t by itself, so that moving z_i does what moving z_0 does, times tⁱ: with S the response of the
 * outputs' coefficients to the value, ∂N_k/∂z_i = S_{k−i}. A weight's derivative is then the
 * Leibniz product of what enters its layer with S.
 */
public final class TaylorCredit {

  private TaylorCredit() {}

  /**
   * The response of the outputs' jet to the value of a unit's pre-activation.
   *
   * @param move the size h of a move, of the pre-activation's unit
   * @return S_0 … S_K, each {@code [n, m]}
   */
  public static Jet response(TaylorPass pass, int layer, int unit, double move) {
    // of f(z + h), f(z + 2h), f(z + 3h) in a difference of sixth order
    double[] weights = {45 / 60.0, -9 / 60.0, 1 / 60.0};
    List<INDArray> response = new ArrayList<>();
    for (INDArray coefficient : pass.output().coefficients()) {
      response.add(coefficient.ulike().assign(0));
    }
    for (int step = 1; step <= weights.length; step++) {
      Jet up = pass.moved(layer, unit, step * move);
      Jet down = pass.moved(layer, unit, -step * move);
      for (int k = 0; k < response.size(); k++) {
        INDArray difference = up.coefficient(k).sub(down.coefficient(k));
        response.get(k).addi(difference.muli(weights[step - 1] / move));
      }
    }
    return new Jet(response);
  }

  /**
   * The derivatives of n residuals by all parameters, written out.
   *
   * @param outputs ∂r/∂N_0 … ∂r/∂N_K, each {@code [n, m]}
   * @param move the size of a move
   * @return by parameter, weights before bias from the input up: {@code [n, in · out]} and {@code
   *     [n, out]}
   */
  public static List<INDArray> rows(TaylorPass pass, List<INDArray> outputs, double move) {
    List<INDArray> parts = new ArrayList<>();
    for (int k = 0; k < pass.layers().size(); k++) {
      DenseLayer layer = pass.layers().get(k);
      Jet in = pass.entering(k);
      long n = in.coefficient(0).rows();
      INDArray weights =
          Nd4j.zeros(layer.weights().dataType(), n, layer.inputs() * layer.outputs()).dup('f');
      INDArray bias = Nd4j.zeros(layer.weights().dataType(), n, layer.outputs()).dup('f');
      for (int j = 0; j < layer.outputs(); j++) {
        Jet response = response(pass, k, j, move);
        INDArray columns =
            weights.get(
                NDArrayIndex.all(),
                NDArrayIndex.interval(j * layer.inputs(), (j + 1) * layer.inputs()));
        for (int i = 0; i <= pass.order(); i++) {
          INDArray byCoefficient = byCoefficient(outputs, response, i);
          columns.addi(in.coefficient(i).mulColumnVector(byCoefficient));
          if (i == 0) {
            bias.get(NDArrayIndex.all(), NDArrayIndex.interval(j, j + 1)).assign(byCoefficient);
          }
        }
      }
      parts.add(weights);
      parts.add(bias);
    }
    return parts;
  }

  /** ∂r/∂z_i = Σ_k ∂r/∂N_k · S_{k−i}, {@code [n, 1]}. */
  private static INDArray byCoefficient(List<INDArray> outputs, Jet response, int i) {
    return IntStream.rangeClosed(i, response.order())
        .mapToObj(k -> outputs.get(k).mul(response.coefficient(k - i)).sum(true, 1))
        .reduce(INDArray::addi)
        .orElseThrow();
  }
}
