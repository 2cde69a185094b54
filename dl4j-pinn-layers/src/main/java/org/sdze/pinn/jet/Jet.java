package org.sdze.pinn.jet;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.Products;

/**
 * A function of x at n points, along lines t ↦ x + t v_l that all begin at the points: its value
 * y_0, which the lines share, and along each line its normalised Taylor coefficients y_1 … y_K,
 * y(t) = Σ y_k tᵏ. The k-th derivative along v_l is k! y_k.
 *
 * <p>The arrays are never changed by what is here. Source: docs/method.md §2.
 *
 * @param value y_0, {@code [n, w]}, 'f' order
 * @param lines may be none, where the value is all
 */
public record Jet(INDArray value, List<Line> lines) {

  public Jet {
    lines = List.copyOf(lines);
  }

  /**
   * What a function does along one line.
   *
   * @param order K, at least 1
   * @param coefficients y_1 … y_K, each {@code [n, w]}, or {@code [1, w]} where it is the same at
   *     all points, 'f' order; those that are missing at the end are 0
   */
  public record Line(int order, List<INDArray> coefficients) {
    public Line {
      coefficients = List.copyOf(coefficients);
    }

    /** y_k, k at least 1; null stands for 0. */
    public @Nullable INDArray coefficient(int k) {
      return k <= coefficients.size() ? coefficients.get(k - 1) : null;
    }
  }

  /** What every coefficient of one jet becomes, such as a product with weights. */
  @FunctionalInterface
  public interface Map {
    /**
     * A coefficient's image.
     *
     * @param line its line's number; −1 for the value
     * @param order k
     */
    INDArray of(int line, int order, INDArray coefficient);
  }

  /**
   * The line t ↦ x + t v.
   *
   * @param points x, {@code [n, d]}
   * @param direction v, {@code [n, d]}, or {@code [1, d]} for one that all points share
   * @param order K, at least 1
   */
  public static Jet line(INDArray points, INDArray direction, int order) {
    return new Jet(points, List.of(new Line(order, List.of(direction))));
  }

  /** The largest K of a line; 0 without lines. */
  public int order() {
    return lines.stream().mapToInt(Line::order).max().orElse(0);
  }

  /** y_k along the first line; null stands for 0. */
  public @Nullable INDArray coefficient(int k) {
    return k == 0 ? value : lines.get(0).coefficient(k);
  }

  /** The same done to every coefficient that is not 0. */
  public Jet map(Map map) {
    List<Line> mapped = new ArrayList<>();
    for (Line line : lines) {
      List<INDArray> coefficients = new ArrayList<>();
      for (INDArray coefficient : line.coefficients) {
        coefficients.add(map.of(mapped.size(), coefficients.size() + 1, coefficient));
      }
      mapped.add(new Line(line.order, coefficients));
    }
    return new Jet(map.of(-1, 0, value), mapped);
  }

  /** The same with all coefficients written out, those that are 0 and those that points share. */
  public Jet full() {
    List<Line> full = new ArrayList<>();
    for (Line line : lines) {
      List<INDArray> coefficients = new ArrayList<>();
      for (int k = 1; k <= line.order; k++) {
        INDArray coefficient = line.coefficient(k);
        if (coefficient != null && coefficient.rows() == value.rows()) {
          coefficients.add(coefficient);
        } else {
          INDArray written = value.ulike().assign(0);
          coefficients.add(coefficient == null ? written : written.addiRowVector(coefficient));
        }
      }
      full.add(new Line(line.order, coefficients));
    }
    return new Jet(value, full);
  }

  /** The sum of two functions along the same lines; of one alone, that one. */
  public static Jet sum(@Nullable Jet a, Jet b) {
    if (a == null) {
      return b;
    }
    List<Line> sums = new ArrayList<>();
    for (int l = 0; l < a.lines.size(); l++) {
      List<INDArray> coefficients = new ArrayList<>();
      for (int k = 1; k <= a.lines.get(l).order; k++) {
        INDArray left = a.lines.get(l).coefficient(k);
        INDArray right = b.lines.get(l).coefficient(k);
        if (left == null && right == null) {
          break; // and so are those above
        }
        coefficients.add(left == null ? right : right == null ? left : left.add(right));
      }
      sums.add(new Line(a.lines.get(l).order, coefficients));
    }
    return new Jet(a.value.add(b.value), sums);
  }

  /** y W + b: the bias reaches the value alone. */
  public Jet through(INDArray weights, INDArray bias) {
    return map(
        (line, order, coefficient) -> {
          INDArray product = times(coefficient, weights);
          return order == 0 ? product.addiRowVector(bias) : product;
        });
  }

  /** A product of matrices in 'f' order. */
  public static INDArray times(INDArray matrix, INDArray weights) {
    INDArray product =
        Nd4j.createUninitialized(
            matrix.dataType(), new long[] {matrix.rows(), weights.columns()}, 'f');
    return Products.gemm(matrix, weights, product, false, false, 1, 0);
  }

  /**
   * f(y) for an elementwise f, by the table.
   *
   * @param series f⁽ᵐ⁾(y_0)/m!, m = 0 … {@link #order}, each {@code [n, w]}
   * @param table to this jet's order, or beyond
   */
  public Jet through(List<INDArray> series, FaaDiBruno table) {
    List<Line> composed = new ArrayList<>();
    for (Line line : lines) {
      List<INDArray> coefficients = new ArrayList<>();
      for (int k = 1; k <= line.order; k++) {
        coefficients.add(composed(series, table.terms().get(k), line));
      }
      composed.add(new Line(line.order, coefficients));
    }
    return new Jet(series.get(0), composed);
  }

  private static INDArray composed(List<INDArray> series, List<FaaDiBruno.Term> terms, Line line) {
    INDArray sum = null;
    for (FaaDiBruno.Term term : terms) {
      if (isZero(term, line)) {
        continue;
      }
      INDArray product = series.get(term.parts()).mul(term.coefficient());
      for (int part = 1; part <= term.powers().size(); part++) {
        for (int i = 0; i < term.powers().get(part - 1); i++) {
          multiply(product, line.coefficients.get(part - 1));
        }
      }
      sum = sum == null ? product : sum.addi(product);
    }
    return sum == null ? series.get(0).ulike().assign(0) : sum;
  }

  private static boolean isZero(FaaDiBruno.Term term, Line line) {
    for (int part = line.coefficients.size() + 1; part <= term.powers().size(); part++) {
      if (term.powers().get(part - 1) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Multiplies in place, by a row where it is the same at all points. */
  static void multiply(INDArray product, INDArray by) {
    if (by.rows() < product.rows()) {
      product.muliRowVector(by);
    } else {
      product.muli(by);
    }
  }

  /**
   * The product of two functions, coefficient by coefficient along every line (Leibniz).
   *
   * @param other with the same lines, at as many points
   */
  public Jet times(Jet other) {
    List<Line> products = new ArrayList<>();
    for (int l = 0; l < lines.size(); l++) {
      Line a = lines.get(l);
      Line b = other.lines.get(l);
      List<INDArray> coefficients = new ArrayList<>();
      for (int k = 1; k <= a.order; k++) {
        INDArray sum = null;
        for (int i = 0; i <= k; i++) {
          INDArray left = i == 0 ? value : a.coefficient(i);
          INDArray right = i == k ? other.value : b.coefficient(k - i);
          if (left != null && right != null) {
            INDArray product = left.rows() < value.rows() ? right.dup('f') : left.dup('f');
            multiply(product, left.rows() < value.rows() ? left : right);
            sum = sum == null ? product : sum.addi(product);
          }
        }
        coefficients.add(sum == null ? value.ulike().assign(0) : sum);
      }
      products.add(new Line(a.order, coefficients));
    }
    return new Jet(value.mul(other.value), products);
  }
}
