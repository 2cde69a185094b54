package org.sdze.pinn.credit;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.floating.SquaredNorm;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.jet.CollapsedJet;
import org.sdze.pinn.jet.Feeds;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.jet.JetLayer;
import org.sdze.pinn.jet.JetPass;

/**
 * Unit credit for a hidden layer anywhere below others, by nothing but forward evaluations.
 *
 * <p>A moved unit reaches the layers that it feeds as a rank-1 term; from there on the moved jets
 * of a chunk of units go through the rest of the network, V + 3 rows a point and unit: J·n·(V +
 * 3)·h² multiplications a layer above those. What a layer gets from others that did not move is
 * added as it was.
 */
final class DeepCredit {

  // Numbers in one array of moved jets.
  private static final long CHUNK_NUMBERS = 1 << 22;

  private final JetPass pass;
  private final int index;
  private final JetLayer layer;
  private final OutputSensitivity outputs;
  private final Workspace work;
  private final BitSet reached = new BitSet(); // the layers that move with this one
  private final Map<Integer, CollapsedJet> rests = new HashMap<>();

  /**
   * Prepares the probes of a layer.
   *
   * @param index the hidden layer, one that feeds another hidden layer
   */
  DeepCredit(JetPass pass, int index, OutputSensitivity outputs, Workspace work) {
    this.pass = pass;
    this.index = index;
    this.layer = pass.layers().get(index);
    this.outputs = outputs;
    this.work = work;
    DenseNetwork network = pass.network();
    for (int k = index + 1; k < network.hiddenLayers(); k++) {
      boolean moves =
          network.feeds(k).stream()
              .anyMatch(feed -> feed.source() == index || reached.get(feed.source()));
      reached.set(k, moves);
    }
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
    CollapsedJet base = baseOutputs();
    UnitMoves moves = UnitMoves.of(credit, layer.z().value());
    long width =
        pass.network().layers().stream().mapToLong(DenseLayer::outputs).skip(1).max().orElseThrow();
    // a power of two divides the usual widths, so that all chunks share their buffers
    int chunk = Integer.highestOneBit((int) Math.max(1, CHUNK_NUMBERS / (n * count * width)));
    for (double move : moves.moves()) {
      double weight = moves.weight(move);
      for (int from = 0; from < units.length; from += chunk) {
        int to = Math.min(units.length, from + chunk);
        CollapsedJet moved = probe(move, Arrays.copyOfRange(units, from, to));
        INDArray dv = moved.value().sub(base.value()).muli(weight);
        INDArray dr =
            moved
                .alongField()
                .sub(base.alongField())
                .muli(outputs.byAlongField())
                .addi(moved.second().sub(base.second()).muli(outputs.byLaplacian()))
                .muli(weight)
                .addi(dv.mul(outputs.byValue()));
        Tensors.columns(value, from, to).addi(dv);
        Tensors.columns(residual, from, to).addi(dr);
        INDArray change = work.buffer("change", n, count, to - from);
        moved
            .alongDirections()
            .reshape('f', n, count, to - from)
            .sub(base.alongDirections().reshape('f', n, count, 1), change)
            .muli(weight);
        rows.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to), NDArrayIndex.all())
            .addi(change.permute(0, 2, 1));
      }
    }
    if (outputs.byAlongDirections() != null) {
      residual.addi(rows.mul(Tensors.above(outputs.byAlongDirections())).sum(2));
    }
    return new LayerCredit(units, residual, value, rows);
  }

  /** What leaves the network by what moves: N without its bias, {@code [n, 1]}, and so on. */
  private CollapsedJet baseOutputs() {
    int output = pass.network().hiddenLayers();
    INDArray v = pass.network().output().weights();
    return pass.input(output, movedFeeds(output), true, work.scope("base"))
        .map(coefficient -> Jet.times(Tensors.flat(coefficient), v));
  }

  /** The feeds of a layer from those that move with this one; this one itself is none of them. */
  private List<Feed> movedFeeds(int k) {
    return pass.network().feeds(k).stream().filter(feed -> reached.get(feed.source())).toList();
  }

  /**
   * The jet that leaves the network for every moved unit, {@code [n, J]}, rows {@code [n V, J]}.
   */
  private CollapsedJet probe(double move, int[] units) {
    DenseNetwork network = pass.network();
    long n = layer.y().rows();
    long count = pass.directions().count();
    MovedUnits moved =
        MovedUnits.of(network.layers().get(index).activation(), layer, move, units, work);
    // Δσ′_j z_r(j), {@code [n, V, J]}
    INDArray delta =
        Tensors.above(moved.slope())
            .mul(
                Tensors.slices(pass.alongDirections(index), units),
                work.buffer("Δ", n, count, units.length));
    CollapsedJet changes =
        new CollapsedJet(
            moved.value(),
            moved.alongField(),
            delta.reshape('f', n * count, units.length),
            moved.second());
    Map<Integer, CollapsedJet> above = new HashMap<>();
    for (int k = index + 1; k < network.hiddenLayers(); k++) {
      if (reached.get(k)) {
        above.put(k, activate(k, entering(k, changes, above, units)));
      }
    }
    return entering(network.hiddenLayers(), changes, above, units)
        .map(coefficient -> coefficient.reshape('f', coefficient.size(0), units.length));
  }

  /** Through the activation of a hidden layer. */
  private CollapsedJet activate(int k, CollapsedJet z) {
    Workspace scope = work.scope("layer " + k);
    long n = layer.y().rows();
    long count = pass.directions().count();
    long[] shape = z.value().shape();
    long columns = shape[1] * shape[2];
    INDArray squares = scope.buffer("squares", n, columns);
    INDArray rows = z.alongDirections().reshape('f', n, count, columns);
    Nd4j.exec(new SquaredNorm(rows, null, squares, false, 1));
    JetLayer y =
        JetLayer.of(
            pass.network().layers().get(k).activation(),
            new CollapsedJet(
                z.value(), z.alongField(), null, squares.reshape('f', shape), z.second()),
            scope);
    INDArray activated = scope.buffer("activated", n, count, columns);
    y.slope().reshape('f', n, 1, columns).mul(rows, activated);
    return new CollapsedJet(
        y.y(), y.alongField(), activated.reshape('f', n * count, shape[1], shape[2]), y.second());
  }

  /** What enters a layer: of the output layer only what moves, without the bias. */
  private CollapsedJet entering(
      int k, CollapsedJet changes, Map<Integer, CollapsedJet> above, int[] units) {
    CollapsedJet rest = rests.computeIfAbsent(k, this::rest);
    INDArray direct = null;
    if (pass.network().consumers(index).contains(k)) {
      direct = Tensors.shared(Tensors.rows(pass.network().weightsBetween(index, k), units));
    }
    Entry entry =
        new Entry(
            pass.network().layers().get(k),
            movedFeeds(k),
            above,
            changes,
            rest,
            direct,
            work.scope("layer " + k));
    return new CollapsedJet(
        entry.coefficient("z", CollapsedJet::value),
        entry.coefficient("z x", CollapsedJet::alongField),
        entry.coefficient("z rows", CollapsedJet::alongDirections),
        entry.coefficient("z second", CollapsedJet::second));
  }

  /**
   * What comes together at a layer.
   *
   * @param feeds those that move
   * @param above what moves, by the layer it comes from
   * @param changes of the moved units, each {@code [m, J]}
   * @param rest what does not move, {@code [m | 1, w]}; null, and null in it, for nothing
   * @param direct the weights that these meet, {@code [1, J, w]}; null if there are none
   */
  private record Entry(
      DenseLayer layer,
      List<Feed> feeds,
      Map<Integer, CollapsedJet> above,
      CollapsedJet changes,
      @Nullable CollapsedJet rest,
      @Nullable INDArray direct,
      Workspace scope) {

    /**
     * One coefficient of the sum: the product of what moved above with the weights, the rank-1 term
     * of the moved unit itself, and what did not move, {@code [m, J, w]}.
     */
    INDArray coefficient(String name, Function<CollapsedJet, @Nullable INDArray> part) {
      INDArray still = rest == null ? null : part.apply(rest);
      INDArray change = part.apply(changes);
      long[] shape = {change.rows(), change.columns(), layer.outputs()};
      INDArray sum = scope.buffer(name, shape);
      if (direct != null) {
        INDArray product = still == null ? sum : scope.buffer(name + " rank 1", shape);
        Tensors.below(change).mul(direct, product);
        if (still != null) {
          product.add(Tensors.above(still), sum);
        }
      }
      if (feeds.isEmpty()) {
        return sum;
      }
      INDArray in =
          Feeds.gather(feeds, layer.inputs(), s -> part.apply(above.get(s)), scope, name + " in");
      Products.gemm(
          Tensors.flat(in),
          layer.weights(),
          Tensors.flat(sum),
          false,
          false,
          1,
          direct == null ? 0 : 1);
      return direct == null && still != null ? sum.addi(Tensors.above(still)) : sum;
    }
  }

  /**
   * What enters a layer without moving, {@code [n | 1, w]}, rows {@code [n V, w]}; null for
   * nothing.
   */
  private @Nullable CollapsedJet rest(int k) {
    DenseNetwork network = pass.network();
    if (k == network.hiddenLayers()) {
      return null;
    }
    DenseLayer at = network.layers().get(k);
    List<Feed> still =
        network.feeds(k).stream().filter(feed -> !reached.get(feed.source())).toList();
    if (still.isEmpty()) {
      return new CollapsedJet(at.bias(), null, null, null);
    }
    long rows = layer.y().rows() * pass.directions().count();
    if (still.size() == network.feeds(k).size()) { // nothing moves but the units themselves
      CollapsedJet z = pass.layers().get(k).z();
      return new CollapsedJet(
          z.value(),
          z.alongField(),
          pass.alongDirections(k).reshape('f', rows, at.outputs()),
          z.second());
    }
    CollapsedJet sum =
        pass.input(k, still, true, work.scope("still " + k))
            .map(coefficient -> Jet.times(Tensors.flat(coefficient), at.weights()));
    sum.value().addiRowVector(at.bias());
    return sum;
  }
}
