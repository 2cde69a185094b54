package org.sdze.pinn.operator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sdze.optimizer.argument.Argument;

/**
 * A multiple of a derivative along one direction, weight · Dᵏu(v, …, v): what jets give, and what
 * every linear operator is a sum of.
 *
 * @param direction v
 * @param order k
 * @param weight the factor
 */
public record PureDerivative(Direction direction, int order, double weight) {

  /**
   * A linear operator as a sum of derivatives along fixed directions, exactly; none for the value.
   * What a {@link Combination} multiplies them by is left out.
   *
   * <p>A mixed derivative ∂^α of order K comes by polarisation, its directions up to sign and size,
   *
   * <pre>
   * ∂^α u = 1/(2ᴷ K!) Σ_{j ≤ α} (−1)^|j| Π C(α_i, j_i) Dᴷu(v_j, …, v_j),   v_j = Σ (α_i − 2 j_i) e_i,
   * </pre>
   *
   * two of them for ∂²/∂x∂y. The biharmonic operator takes d² of them,
   *
   * <pre>Δ²u = Σ_i (1 − (d − 1)/3) D⁴u(e_i) + Σ_{i < k} (D⁴u(e_i + e_k) + D⁴u(e_i − e_k)) / 6.
   * </pre>
   *
   * @param dimension d
   * @throws IllegalArgumentException if the operator is not linear
   */
  public static List<PureDerivative> of(Operator operator, int dimension) {
    if (operator instanceof Partial partial) {
      return List.of(new PureDerivative(Direction.axis(partial.axis()), partial.order(), 1));
    } else if (operator instanceof Mixed mixed) {
      return polarised(mixed.orders());
    } else if (operator instanceof Laplacian laplacian) {
      return axes(laplacian.axes(), dimension, 2, 1);
    } else if (operator instanceof WeightedTrace trace) {
      return trace.columns().stream().map(column -> new PureDerivative(column, 2, 1)).toList();
    } else if (operator instanceof Biharmonic biharmonic) {
      return biharmonic(biharmonic.axes(), dimension);
    } else if (operator instanceof Combination combination) {
      return combination.operators().stream()
          .flatMap(each -> of(each, dimension).stream())
          .toList();
    } else if (operator instanceof Value) {
      return List.of();
    }
    throw Argument.refused("%s is no sum of derivatives along directions", operator);
  }

  /** The derivatives along some axes. */
  static List<PureDerivative> axes(Axes axes, int dimension, int order, double weight) {
    List<PureDerivative> terms = new ArrayList<>();
    for (int i = axes.from(); i < axes.end(dimension); i++) {
      terms.add(new PureDerivative(Direction.axis(i), order, weight));
    }
    return terms;
  }

  private static List<PureDerivative> biharmonic(Axes axes, int dimension) {
    int count = axes.end(dimension) - axes.from();
    List<PureDerivative> terms = axes(axes, dimension, 4, 1 - (count - 1) / 3.0);
    for (int i = axes.from(); i < axes.from() + count; i++) {
      for (int k = i + 1; k < axes.from() + count; k++) {
        for (double sign : new double[] {1, -1}) {
          Direction pair = new Direction(new TreeMap<>(Map.of(i, 1.0, k, sign)));
          terms.add(new PureDerivative(pair, 4, 1.0 / 6));
        }
      }
    }
    return terms;
  }

  private static List<PureDerivative> polarised(SortedMap<Integer, Integer> orders) {
    int total = orders.values().stream().mapToInt(Integer::intValue).sum();
    double scale = 1;
    for (int k = 1; k <= total; k++) {
      scale /= 2.0 * k;
    }
    Map<Direction, Double> weights = new LinkedHashMap<>();
    addSigns(new ArrayList<>(orders.entrySet()), total, new TreeMap<>(), scale, weights);
    List<PureDerivative> terms = new ArrayList<>();
    weights.forEach((direction, weight) -> terms.add(new PureDerivative(direction, total, weight)));
    return terms;
  }

  /** Chooses j for the axes that are left; parallel directions are one, whose weights add. */
  private static void addSigns(
      List<Map.Entry<Integer, Integer>> left,
      int total,
      SortedMap<Integer, Double> chosen,
      double weight,
      Map<Direction, Double> weights) {
    if (left.isEmpty()) {
      if (!chosen.isEmpty()) {
        double size = chosen.get(chosen.firstKey()); // of either sign
        SortedMap<Integer, Double> unit = new TreeMap<>(chosen);
        unit.replaceAll((axis, component) -> component / size);
        weights.merge(new Direction(unit), weight * Math.pow(size, total), Double::sum);
      }
      return;
    }
    int axis = left.get(0).getKey();
    int order = left.get(0).getValue();
    double binomial = 1;
    for (int j = 0; j <= order; j++) {
      SortedMap<Integer, Double> next = new TreeMap<>(chosen);
      if (order != 2 * j) {
        next.put(axis, (double) order - 2 * j);
      }
      double signed = weight * (j % 2 == 0 ? binomial : -binomial);
      addSigns(left.subList(1, left.size()), total, next, signed, weights);
      binomial *= (double) (order - j) / (j + 1);
    }
  }
}
