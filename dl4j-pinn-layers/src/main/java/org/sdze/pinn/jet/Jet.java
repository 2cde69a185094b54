package org.sdze.pinn.jet;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.Activation;
import org.sdze.pinn.jet.rule.TaylorRule;

/**
 * The normalised Taylor coefficients y_0 … y_K of a function of t at n points, y(t) = Σ y_k tᵏ: the
 * k-th derivative is k! y_k. Along t ↦ x + t v it is what a function of x does along v.
 *
 * <p>The arrays are never changed by what is here. Source: docs/method.md §2.
 *
 * @param coefficients y_0 … y_K, at least one, each {@code [n, w]}, 'f' order
 */
public record Jet(List<INDArray> coefficients) {

  public Jet {
    coefficients = List.copyOf(coefficients);
  }

  /**
   * The line t ↦ x + t v.
   *
   * @param points x, {@code [n, d]}
   * @param directions v, {@code [n, d]}, or {@code [1, d]} for one that all points share
   * @param order K, at least 1
   */
  public static Jet line(INDArray points, INDArray directions, int order) {
    List<INDArray> coefficients = new ArrayList<>();
    coefficients.add(points);
    coefficients.add(points.ulike().assign(directions.broadcast(points.shape())));
    while (coefficients.size() <= order) {
      coefficients.add(Nd4j.zeros(points.dataType(), points.shape()).dup('f'));
    }
    return new Jet(coefficients);
  }

  /** K. */
  public int order() {
    return coefficients.size() - 1;
  }

  /** y_k, {@code [n, w]}. */
  public INDArray coefficient(int k) {
    return coefficients.get(k);
  }

  /** y W + b: the bias reaches the value alone. */
  public Jet through(INDArray weights, INDArray bias) {
    List<INDArray> products = new ArrayList<>();
    for (INDArray coefficient : coefficients) {
      INDArray product =
          Nd4j.createUninitialized(
              coefficient.dataType(), new long[] {coefficient.rows(), weights.columns()}, 'f');
      Nd4j.gemm(coefficient, weights, product, false, false, 1, 0);
      products.add(products.isEmpty() ? product.addiRowVector(bias) : product);
    }
    return new Jet(products);
  }

  /**
   * σ(y), by the table.
   *
   * @param table to this jet's order
   */
  public Jet through(Activation activation, FaaDiBruno table) {
    List<INDArray> series = TaylorRule.of(activation).coefficients(coefficient(0), order());
    List<INDArray> composed = new ArrayList<>();
    for (int k = 0; k <= order(); k++) {
      INDArray sum = coefficient(0).ulike().assign(0);
      for (FaaDiBruno.Term term : table.terms().get(k)) {
        INDArray product = series.get(term.parts()).mul(term.coefficient());
        for (int part = 1; part <= k; part++) {
          for (int i = 0; i < term.powers().get(part - 1); i++) {
            product.muli(coefficient(part));
          }
        }
        sum.addi(product);
      }
      composed.add(sum);
    }
    return new Jet(composed);
  }
}
