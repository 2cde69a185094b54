package org.sdze.pinn.credit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.Feed;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.jet.TaylorPass;

/**
 * Unit credit for jets of any order along any lines, any depth and any number of outputs, to which
 * {@link JetRows} is held (docs/method.md §4c).
 *
 * <p>Only the value z_0 of a unit is moved. What a network does to a function of t it does at every
 * t by itself, so that moving z_i does what moving z_0 does, times tⁱ: with S the response of the
 * outputs' coefficients to the value, ∂N_k/∂z_i = S_{k−i}. The response is found by carrying an
 * infinitesimal move of the value forward through what lies above the unit, as one more function of
 * t: above a hidden layer it is multiplied by σ′(z(t)). A weight's derivative is then the Leibniz
 * product of what enters its layer with S.
 */
public final class TaylorCredit {

  private final TaylorPass pass;
  private final List<Jet> outputs;
  private final int last;
  private @Nullable UnitResponse responses; // made where the output layer is not next

  /**
   * The credit of some residuals at every point.
   *
   * @param pass the points' forward pass
   * @param outputs one for each of the E residuals at a point: its derivatives by the coefficients
   *     that left the network, each {@code [n, m]}, along the lines of the pass
   */
  public TaylorCredit(TaylorPass pass, List<Jet> outputs) {
    this.pass = pass;
    this.outputs = List.copyOf(outputs);
    this.last = pass.layers().size() - 1;
  }

  /**
   * The derivatives of the residuals by all parameters, written out.
   *
   * @return by parameter, weights before bias from the input up: {@code [E n, in · out]} and {@code
   *     [E n, out]}, residual by residual, the point running fastest
   */
  public List<INDArray> rows() {
    int n = pass.output().value().rows();
    WrittenRows rows = new WrittenRows(pass.layers(), 0, outputs.size() * n);
    addTo(rows, 0, false, 1);
    return rows.arrays();
  }

  /**
   * Adds a multiple of them.
   *
   * @param rows from the first of these on, as {@link #rows} has them
   * @param isSum whether all points of an output are one residual, the sum of theirs
   */
  public void addTo(WrittenRows rows, int first, boolean isSum, double multiple) {
    for (int layer = rows.firstLayer(); layer <= last; layer++) {
      Jet in = pass.entering(layer);
      int n = in.value().rows();
      List<Jet> credits = credits(layer, in);
      for (int e = 0; e < credits.size(); e++) {
        Jet credit =
            multiple == 1
                ? credits.get(e)
                : credits.get(e).map((line, order, each) -> each.mul(multiple));
        rows.add(layer, in, credit, isSum ? first + e : first + e * n, isSum ? 0 : 1);
      }
    }
  }

  /** ∂r by the coefficients of the first layer's pre-activations, one jet a residual. */
  List<Jet> atEntrance() {
    return credits(0, pass.entering(0));
  }

  /** ∂r by the coefficients of a layer's pre-activation that in has, one jet a residual. */
  private List<Jet> credits(int layer, Jet in) {
    if (layer == last) {
      return outputs;
    }
    List<Feed> feeds = pass.feeds().get(last);
    if (IntStream.range(layer + 1, last).noneMatch(k -> isFed(k, layer))
        && feeds.stream().filter(feed -> feed.source() == layer).count() == 1) {
      return outputs.stream().map(by -> belowOutput(layer, in, by)).toList();
    }
    if (responses == null) {
      responses = new UnitResponse(pass, outputs);
    }
    return responses.credits(layer, in);
  }

  private boolean isFed(int layer, int source) {
    return pass.feeds().get(layer).stream().anyMatch(feed -> feed.source() == source);
  }

  /** Of a layer that feeds the output alone: S is σ′(z(t)) times the output's weights. */
  private Jet belowOutput(int layer, Jet in, Jet by) {
    long width = pass.layers().get(layer).outputs();
    int from =
        pass.feeds().get(last).stream()
            .filter(feed -> feed.source() == layer)
            .mapToInt(Feed::from)
            .findFirst()
            .orElseThrow();
    INDArray weights =
        rows(pass.layers().get(last).weights(), from, from + width).transpose().dup('f');
    Jet seen = by.map((line, order, coefficient) -> Jet.times(coefficient, weights));
    Jet slope = pass.slope(layer);
    return combined(
        in,
        (line, i) -> {
          INDArray sum = line < 0 ? seen.value().mul(slope.value()) : null;
          for (int k = Math.max(i, 1); line >= 0 && k <= in.lines().get(line).order(); k++) {
            INDArray left = seen.lines().get(line).coefficient(k);
            INDArray right = k == i ? slope.value() : slope.lines().get(line).coefficient(k - i);
            sum = plusProduct(sum, left, right);
          }
          return sum;
        });
  }

  private static @Nullable INDArray plusProduct(
      @Nullable INDArray sum, @Nullable INDArray left, @Nullable INDArray right) {
    if (left == null || right == null) {
      return sum;
    }
    INDArray product = left.mul(right);
    return sum == null ? product : sum.addi(product);
  }

  /** Part of ∂r/∂z_i that comes along a line; −1 stands for the value's own. */
  @FunctionalInterface
  private interface Part {
    @Nullable INDArray of(int line, int i);
  }

  /** ∂r/∂z_0 is a sum over all lines, ∂r/∂z_i that of its own. */
  private static Jet combined(Jet in, Part part) {
    INDArray value = part.of(-1, 0);
    List<Jet.Line> lines = new ArrayList<>();
    for (int l = 0; l < in.lines().size(); l++) {
      INDArray along = part.of(l, 0);
      if (along != null) {
        value.addi(along);
      }
      List<INDArray> coefficients = new ArrayList<>();
      for (int i = 1; i <= in.lines().get(l).coefficients().size(); i++) {
        INDArray own = part.of(l, i);
        coefficients.add(own == null ? value.ulike().assign(0) : own);
      }
      lines.add(new Jet.Line(in.lines().get(l).order(), coefficients));
    }
    return new Jet(value, lines);
  }

  private static INDArray rows(INDArray weights, long from, long to) {
    return weights.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).dup('f');
  }
}
