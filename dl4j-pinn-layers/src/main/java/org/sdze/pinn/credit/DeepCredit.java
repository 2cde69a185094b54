package org.sdze.pinn.credit;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.floating.SquaredNorm;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.jet.JetLayer;
import org.sdze.pinn.jet.JetPass;
import org.sdze.pinn.jet.rule.ActivationRule;

/**
 * Unit credit for a hidden layer anywhere below the last one, by nothing but forward evaluations.
 *
 * <p>A moved unit reaches the next layer as a rank-1 term; from there on the moved jets of a chunk
 * of units go through the rest of the network, V + 3 rows a point and unit: J·n·(V + 3)·h²
 * multiplications a layer above the next.
 */
final class DeepCredit {

  // Numbers in one array of moved jets.
  private static final long CHUNK_NUMBERS = 1 << 22;

  private final JetPass pass;
  private final int index;
  private final JetLayer layer;
  private final OutputSensitivity outputs;
  private final Workspace work;

  /**
   * Prepares the probes of a layer.
   *
   * @param index the hidden layer, not the last one
   */
  DeepCredit(JetPass pass, int index, OutputSensitivity outputs, Workspace work) {
    this.pass = pass;
    this.index = index;
    this.layer = pass.layers().get(index);
    this.outputs = outputs;
    this.work = work;
  }

  /** The credit of some units, in increasing order. */
  LayerCredit of(UnitCredit credit, int[] units) {
    long n = layer.y().rows();
    long count = pass.directions().count();
    INDArray residual = work.buffer("residual", n, units.length);
    INDArray value = work.buffer("value", n, units.length);
    INDArray rows = work.buffer("along directions", n, units.length, count);
    residual.assign(0);
    value.assign(0);
    rows.assign(0);
    Outputs base = baseOutputs();
    UnitMoves moves = UnitMoves.of(credit, layer.z().value());
    long width =
        pass.network().layers().stream().mapToLong(DenseLayer::outputs).skip(1).max().orElseThrow();
    // a power of two divides the usual widths, so that all chunks share their buffers
    int chunk = Integer.highestOneBit((int) Math.max(1, CHUNK_NUMBERS / (n * count * width)));
    for (double move : moves.moves()) {
      double weight = moves.weight(move);
      for (int from = 0; from < units.length; from += chunk) {
        int to = Math.min(units.length, from + chunk);
        Outputs moved = probe(move, Arrays.copyOfRange(units, from, to));
        INDArray dv = moved.value.sub(base.value).muli(weight);
        INDArray dr =
            moved
                .alongField
                .sub(base.alongField)
                .muli(outputs.byAlongField())
                .addi(moved.second.sub(base.second).muli(outputs.byLaplacian()))
                .muli(weight)
                .addi(dv.mul(outputs.byValue()));
        Tensors.columns(value, from, to).addi(dv);
        Tensors.columns(residual, from, to).addi(dr);
        INDArray change = work.buffer("change", n, count, to - from);
        moved.alongDirections.sub(Tensors.below(base.alongDirections), change).muli(weight);
        rows.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to), NDArrayIndex.all())
            .addi(change.permute(0, 2, 1));
      }
    }
    if (outputs.byAlongDirections() != null) {
      residual.addi(rows.mul(Tensors.above(outputs.byAlongDirections())).sum(2));
    }
    return new LayerCredit(units, residual, value, rows);
  }

  /**
   * What leaves the network: N without its bias, N_x, N_Δ, {@code [n, J]}, and N_r, {@code [n, V,
   * J]}, or {@code [n, V]} for the unmoved network.
   */
  private record Outputs(
      INDArray value, INDArray alongField, INDArray second, INDArray alongDirections) {}

  private Outputs baseOutputs() {
    JetLayer top = pass.layers().get(pass.layers().size() - 1);
    INDArray v = pass.network().output().weights();
    long n = top.y().rows();
    long count = pass.directions().count();
    INDArray rows = pass.alongDirections(pass.layers().size() - 1).mul(Tensors.above(top.slope()));
    return new Outputs(
        Tensors.times(top.y(), v),
        Tensors.times(top.alongField(), v),
        Tensors.times(top.second(), v),
        Tensors.times(Tensors.flat(rows), v).reshape('f', n, count));
  }

  private Outputs probe(double move, int[] units) {
    DenseNetwork network = pass.network();
    long n = layer.y().rows();
    int moving = units.length;
    long count = pass.directions().count();
    MovedUnits moved =
        MovedUnits.of(network.layers().get(index).activation(), layer, move, units, work);
    JetLayer next = pass.layers().get(index + 1);
    INDArray w = Tensors.shared(Tensors.rows(network.layers().get(index + 1).weights(), units));
    INDArray value = moved(next.z().value(), moved.value(), w, "z");
    INDArray alongField = moved(next.z().alongField(), moved.alongField(), w, "z x");
    INDArray second = moved(next.z().second(), moved.second(), w, "z second");
    long width = w.size(2);
    // Δσ′_j z_r(j), then the rows of the directions: [n V, J, l]
    INDArray delta =
        Tensors.above(moved.slope())
            .mul(
                Tensors.slices(pass.alongDirections(index), units),
                work.buffer("Δ", n, count, moving));
    INDArray rows = work.buffer("rows", n * count, moving, width);
    INDArray rank1 = work.buffer("rank 1", n * count, moving, width);
    delta.reshape('f', n * count, moving, 1).mul(w, rank1);
    rank1.add(pass.alongDirections(index + 1).reshape('f', n * count, 1, width), rows);
    for (int k = index + 1; ; k++) {
      Workspace scope = work.scope("layer " + k);
      long[] shape = {n, moving, width};
      INDArray squares = scope.buffer("squares", n, moving * width);
      Nd4j.exec(
          new SquaredNorm(rows.reshape('f', n, count, moving * width), null, squares, false, 1));
      INDArray y = scope.buffer("y", shape);
      INDArray slope = scope.buffer("slope", shape);
      INDArray curve = scope.buffer("curve", shape);
      ActivationRule.of(network.layers().get(k).activation()).apply(value, y, slope, curve);
      alongField.muli(slope);
      second.muli(slope).addi(curve.muli(squares.reshape('f', shape)));
      INDArray activated = scope.buffer("activated", n, count, moving * width);
      slope
          .reshape('f', n, 1, moving * width)
          .mul(rows.reshape('f', n, count, moving * width), activated);
      activated = activated.reshape('f', n * count * moving, width);
      DenseLayer above = network.layers().get(k + 1);
      if (k + 1 == network.hiddenLayers()) {
        return new Outputs(
            multiply(y, above, scope.buffer("N", n, moving, 1)).reshape('f', n, moving),
            multiply(alongField, above, scope.buffer("N x", n, moving, 1)).reshape('f', n, moving),
            multiply(second, above, scope.buffer("N second", n, moving, 1)).reshape('f', n, moving),
            multiply(activated, above, scope.buffer("N r", n * count, moving, 1))
                .reshape('f', n, count, moving));
      }
      width = above.outputs();
      value = multiply(y, above, scope.buffer("next z", n, moving, width));
      value.addi(above.bias().reshape('f', 1, 1, width));
      alongField = multiply(alongField, above, scope.buffer("next x", n, moving, width));
      second = multiply(second, above, scope.buffer("next second", n, moving, width));
      rows = scope.buffer("next rows", n * count, moving, width);
      Nd4j.gemm(activated, above.weights(), Tensors.flat(rows), false, false, 1, 0);
    }
  }

  private static INDArray multiply(INDArray rows, DenseLayer layer, INDArray out) {
    Nd4j.gemm(Tensors.flat(rows), layer.weights(), Tensors.flat(out), false, false, 1, 0);
    return out;
  }

  /** base + Δ W, {@code [n, J, l]}. */
  private INDArray moved(INDArray base, INDArray delta, INDArray w, String name) {
    long[] shape = {base.rows(), delta.columns(), base.columns()};
    INDArray product = work.buffer("product", shape);
    Tensors.below(delta).mul(w, product);
    INDArray sum = work.buffer(name, shape);
    return product.add(Tensors.above(base), sum);
  }
}
