package org.sdze.pinn.credit;

import static org.sdze.pinn.credit.Tensors.above;
import static org.sdze.pinn.credit.Tensors.below;
import static org.sdze.pinn.credit.Tensors.columns;
import static org.sdze.pinn.credit.Tensors.flat;
import static org.sdze.pinn.credit.Tensors.shared;
import static org.sdze.pinn.jet.Jet.times;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.jet.JetLayer;
import org.sdze.pinn.jet.JetPass;
import org.sdze.pinn.jet.rule.ActivationRule;

/**
 * Unit credit for a hidden layer whose one consumer it feeds alone and that feeds the output alone,
 * as a chain's last but one, without a product over directions.
 *
 * <p>A unit j that moves changes what the last hidden layer receives by a rank-1 term, so with W
 * the weights between the two layers, v the output weights, P(j, l) = Σ_r z_r(j) z_r(l) and q_j =
 * Σ_r z_r(j)², the moved jets above are
 *
 * <pre>
 * Z_l = z_l + Δy_j W_jl,          Z_x = z_x + Δσ′_j z_x(j) W_jl,     Z_Δ = z_Δ + Δy_Δ(j) W_jl,
 * Σ_r Z_r² = Q_l + 2 Δσ′_j P_jl W_jl + Δσ′_j² q_j W_jl²,             Z_r = z_r + Δσ′_j z_r(j) W_jl,
 * </pre>
 *
 * elementwise in (point, unit moved, unit above), and H_r follows from S = σ′(Z) by one product:
 * Σ_l v_l S_jl z_r(l) = Σ_a (S (v W)ᵀ)_ja σ′_a z_r(a). Some twenty operations on {@code [n, J, l]}
 * and two products of n·J·h² for each move.
 */
final class PenultimateCredit {

  // Numbers in one array of moved jets: a chunk of units that stays in the last cache.
  private static final long CHUNK_NUMBERS = 1 << 21;

  private final JetPass pass;
  private final int index;
  private final JetLayer layer;
  private final JetLayer top;
  private final DenseLayer hidden;
  private final DenseLayer next;
  private final INDArray weights;
  private final INDArray output;
  private final OutputSensitivity outputs;
  private final INDArray products;
  private final Workspace work;

  /**
   * Prepares the probes of a layer.
   *
   * @param index the hidden layer
   * @param products P, between it and the one above it, {@code [n, a, l]}
   */
  PenultimateCredit(
      JetPass pass, int index, OutputSensitivity outputs, INDArray products, Workspace work) {
    this.pass = pass;
    this.index = index;
    this.layer = pass.layers().get(index);
    int above = pass.network().consumers(index).get(0);
    this.top = pass.layers().get(above);
    this.hidden = pass.network().layers().get(index);
    this.next = pass.network().layers().get(above);
    this.weights = next.weights();
    this.output = pass.network().weightsBetween(above, pass.network().hiddenLayers());
    this.outputs = outputs;
    this.products = products;
    this.work = work;
  }

  /** The credit of some units, in increasing order. */
  LayerCredit of(UnitCredit credit, int[] units) {
    long n = layer.y().rows();
    long count = pass.directions().count();
    INDArray residual = work.buffer("residual", n, units.length);
    INDArray value = work.buffer("value", n, units.length);
    INDArray rows = work.buffer("along directions", n, units.length, count);
    UnitMoves moves = UnitMoves.of(credit, layer.z().value());
    Base base = base();
    residual.assign(0);
    value.assign(0);
    rows.assign(0);
    int chunk = (int) Math.max(1, CHUNK_NUMBERS / (n * weights.columns()));
    for (double move : moves.moves()) {
      for (int from = 0; from < units.length; from += chunk) {
        int to = Math.min(units.length, from + chunk);
        int[] part = java.util.Arrays.copyOfRange(units, from, to);
        probe(
            move,
            moves.weight(move),
            part,
            base,
            columns(residual, from, to),
            columns(value, from, to),
            part.length == units.length
                ? rows
                : rows.get(
                    NDArrayIndex.all(), NDArrayIndex.interval(from, to), NDArrayIndex.all()));
      }
    }
    if (outputs.byAlongDirections() != null) {
      residual.addi(rows.mul(above(outputs.byAlongDirections())).sum(2));
    }
    return new LayerCredit(units, residual, value, rows);
  }

  /**
   * The unmoved numbers that differences are taken from.
   *
   * @param inner r_x z_x + r_Δ z_Δ above, {@code [n, l]}
   * @param squares r_Δ Σ z_r² above, {@code [n, l]}
   * @param value N without its bias, {@code [n, 1]}
   * @param residual r_x N_x + r_Δ N_Δ, {@code [n, 1]}
   * @param product σ′ (v W)ᵀ, {@code [n, a]}
   */
  private record Base(
      INDArray inner, INDArray squares, INDArray value, INDArray residual, INDArray product) {}

  private Base base() {
    INDArray inner =
        top.z()
            .alongField()
            .mul(outputs.byAlongField())
            .addi(top.z().second().mul(outputs.byLaplacian()));
    INDArray squares = top.z().squares().mul(outputs.byLaplacian());
    INDArray sum = top.slope().mul(inner).addi(top.curve().mul(squares));
    return new Base(
        inner, squares, times(top.y(), output), times(sum, output), times(top.slope(), mixed()));
  }

  /** (v W)ᵀ, {@code [l, a]}. */
  private INDArray mixed() {
    return weights.transpose().mulColumnVector(output).dup('f');
  }

  private void probe(
      double move,
      double weight,
      int[] units,
      Base base,
      INDArray residual,
      INDArray value,
      INDArray rows) {
    MovedUnits moved = MovedUnits.of(hidden.activation(), layer, move, units, work);
    long n = layer.y().rows();
    long width = weights.columns();
    long[] shape = {n, units.length, width};
    INDArray w = shared(Tensors.rows(weights, units));
    INDArray p = productsOf(units);
    INDArray a = work.buffer("a", shape);
    INDArray z = work.buffer("z", shape);
    INDArray y = work.buffer("y", shape);
    INDArray slope = work.buffer("slope", shape);
    INDArray curve = work.buffer("curve", shape);
    // Z and its rule
    below(moved.value()).mul(w, a);
    a.add(above(top.z().value()), z);
    ActivationRule.of(next.activation()).apply(z, y, slope, curve);
    INDArray t = times(flat(y), output).reshape('f', n, units.length);
    // σ′(Z) (r_x Z_x + r_Δ Z_Δ)
    INDArray factor =
        moved
            .alongField()
            .mul(outputs.byAlongField())
            .addi(moved.second().mul(outputs.byLaplacian()));
    below(factor).mul(w, a);
    a.add(above(base.inner), y);
    y.muli(slope);
    // + σ″(Z) r_Δ Σ_r Z_r²
    INDArray delta = moved.slope();
    INDArray scaled = delta.mul(outputs.byLaplacian());
    p.mul(w, a);
    a.mul(below(scaled.mul(2)), z);
    INDArray square = work.buffer("square", shape);
    INDArray q = Tensors.columns(layer.z().squares(), units);
    below(scaled.mul(delta).muli(q)).mul(w.mul(w), square);
    z.addi(square);
    z.add(above(base.squares), a);
    a.muli(curve);
    y.addi(a);
    INDArray f = times(flat(y), output).reshape('f', n, units.length);
    t.subi(base.value);
    value.addi(t.mul(weight));
    residual.addi(f.subi(base.residual).addi(t.mul(outputs.byValue())).muli(weight));
    rows.addi(alongDirections(slope, base, units, delta, z, a).muli(weight));
  }

  /** ΔN_r of every moved unit, {@code [n, J, V]}; the last two arguments are scratch. */
  private INDArray alongDirections(
      INDArray slope, Base base, int[] units, INDArray delta, INDArray z, INDArray a) {
    long n = slope.size(0);
    long below = layer.y().columns();
    INDArray raw = scratch("raw", z, n, units.length, below);
    Products.gemm(flat(slope), mixed(), flat(raw), false, false, 1, 0);
    INDArray change = scratch("change", a, n, units.length, below);
    raw.sub(above(base.product), change);
    INDArray sum = work.buffer("sum", n, units.length, below);
    change.mul(above(layer.slope()), sum);
    addMovedUnits(sum, raw, units, delta);
    INDArray rows = pass.alongDirections(index);
    long count = rows.size(1);
    INDArray out = work.buffer("rows", n, units.length, count);
    if (rows.size(0) == 1) {
      INDArray images = rows.reshape('f', count, below);
      return Products.gemm(flat(sum), images, flat(out), false, true, 1, 0)
          .reshape('f', n, units.length, count);
    }
    Tensors.contract(
        sum.permute(0, 2, 1), rows.permute(0, 2, 1), out, work.buffer("term", out.shape()));
    return out;
  }

  /** Adds what a moved unit itself passes on, Δσ′_j z_r(j) Σ_l v_l S_jl W_jl, at (j, j). */
  private static void addMovedUnits(INDArray sum, INDArray raw, int[] units, INDArray delta) {
    long below = sum.size(2);
    if (units.length == below) { // then (j, j) is every (h + 1)-th column
      long columns = below * below;
      INDArray target = sum.reshape('f', sum.size(0), columns);
      INDArray source = raw.reshape('f', sum.size(0), columns);
      diagonal(target, below + 1).addi(diagonal(source, below + 1).mul(delta));
      return;
    }
    for (int j = 0; j < units.length; j++) {
      // Not getColumn, which leaves a matrix of one column as it is.
      INDArray factor = delta.get(NDArrayIndex.all(), NDArrayIndex.point(j));
      unit(sum, j, units[j]).addi(unit(raw, j, units[j]).mul(factor));
    }
  }

  /** Every so-manieth column of a matrix, as a view. */
  private static INDArray diagonal(INDArray matrix, long stride) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(0, stride, matrix.columns()));
  }

  private static INDArray unit(INDArray tensor, int moved, int below) {
    return tensor.get(NDArrayIndex.all(), NDArrayIndex.point(moved), NDArrayIndex.point(below));
  }

  private INDArray scratch(String name, INDArray spare, long... shape) {
    return java.util.Arrays.equals(spare.shape(), shape) ? spare : work.buffer(name, shape);
  }

  private INDArray productsOf(int[] units) {
    if (units.length == products.size(1)) {
      return products;
    }
    INDArray chosen = work.buffer("products", products.size(0), units.length, products.size(2));
    for (int k = 0; k < units.length; k++) {
      chosen
          .get(NDArrayIndex.all(), NDArrayIndex.point(k), NDArrayIndex.all())
          .assign(
              products.get(NDArrayIndex.all(), NDArrayIndex.point(units[k]), NDArrayIndex.all()));
    }
    return chosen;
  }
}
