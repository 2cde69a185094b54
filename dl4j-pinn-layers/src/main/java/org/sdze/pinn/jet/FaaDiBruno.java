package org.sdze.pinn.jet;

import java.util.ArrayList;
import java.util.List;
import org.sdze.optimizer.argument.Argument;

/**
 * The table of Faà di Bruno's formula in normalised Taylor coefficients: with y = σ(z), z(t) = Σ
 * z_k tᵏ and s_m = σ⁽ᵐ⁾(z_0)/m!,
 *
 * <pre>
 * y_k = Σ over the partitions 1·p_1 + 2·p_2 + … + k·p_k = k of (m! / (p_1! … p_k!)) s_m z_1^p_1 … z_k^p_k,
 * </pre>
 *
 * m = p_1 + … + p_k. Immutable. Source: docs/method.md §2.
 *
 * @param terms by k from 0, those of y_k; of order 0 the one term s_0
 */
public record FaaDiBruno(List<List<Term>> terms) {

  /**
   * One partition of k.
   *
   * @param parts m, the number of its parts and the order of σ's derivative
   * @param coefficient m! / (p_1! … p_k!)
   * @param powers p_1 … p_k
   */
  public record Term(int parts, double coefficient, List<Integer> powers) {}

  /**
   * The table to an order.
   *
   * @param order K, at least 0
   */
  public static FaaDiBruno to(int order) {
    Argument.notNegative("order", order);
    List<List<Term>> terms = new ArrayList<>();
    for (int k = 0; k <= order; k++) {
      List<Term> ofOrder = new ArrayList<>();
      addPartitions(k, k, new int[k], ofOrder);
      terms.add(List.copyOf(ofOrder));
    }
    return new FaaDiBruno(List.copyOf(terms));
  }

  /** The largest order K. */
  public int order() {
    return terms.size() - 1;
  }

  /** Partitions of what is left into parts of at most {@code largest}. */
  private static void addPartitions(int left, int largest, int[] powers, List<Term> terms) {
    if (left == 0) {
      terms.add(term(powers));
      return;
    }
    for (int part = Math.min(left, largest); part >= 1; part--) {
      powers[part - 1]++;
      addPartitions(left - part, part, powers, terms);
      powers[part - 1]--;
    }
  }

  private static Term term(int[] powers) {
    int parts = 0;
    double coefficient = 1;
    List<Integer> copy = new ArrayList<>();
    for (int power : powers) {
      for (int i = 1; i <= power; i++) {
        coefficient *= (double) ++parts / i;
      }
      copy.add(power);
    }
    return new Term(parts, coefficient, List.copyOf(copy));
  }
}
