package org.sdze.pinn.credit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.estimate.ExplicitRows;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.jet.CollapsedJet;
import org.sdze.pinn.jet.EntranceVectors;
import org.sdze.pinn.jet.Feeds;
import org.sdze.pinn.jet.JetLayer;
import org.sdze.pinn.jet.JetPass;

/**
 * The rows ∂r/∂θ of a batch from a jet pass and the sensitivities of its units (docs/method.md
 * §4c).
 *
 * <p>Per sample, the derivative by a weight matrix is the sum over the orders of (the input's
 * coefficient)(the unit's sensitivity)ᵀ. Only the first layer's stays in factored form.
 */
public final class JetRows {

  private final JetPass pass;
  private final DenseNetwork network;
  private final OutputSensitivity outputs;
  private final UnitSensitivities sensitivities;
  private final RandomKey key;
  private final IntFunction<Entrance> entrances;
  private final EntranceVectors vectors;
  private final @Nullable INDArray byField; // of the vectors' field; null for 1
  private final Workspace work;

  private JetRows(
      JetPass pass,
      OutputSensitivity outputs,
      UnitSensitivities sensitivities,
      RandomKey key,
      SpanFactor span,
      EntranceVectors vectors,
      IntFunction<INDArray> images,
      VectorGram vectorGram,
      @Nullable INDArray byField,
      Workspace work) {
    this.pass = pass;
    this.network = pass.network();
    this.outputs = outputs;
    this.sensitivities = sensitivities;
    this.key = key;
    this.entrances =
        k -> new Entrance(network, k, span, vectors, images.apply(k), vectorGram, work);
    this.vectors = vectors;
    this.byField = byField;
    this.work = work;
  }

  /**
   * The rows of a batch, in arrays of the workspace: valid until its next use.
   *
   * @param pass the jet pass of the batch
   * @param residuals r, {@code [n]}
   * @param outputs ∂r by what left the network
   * @param sensitivities finds what the rows are made of
   * @param key draws the block of units of each layer
   * @param span follows the first layer's weights
   * @param vectorGram that of the pass's entrance vectors
   */
  public static SampleRows of(
      JetPass pass,
      double[] residuals,
      OutputSensitivity outputs,
      UnitSensitivities sensitivities,
      RandomKey key,
      SpanFactor span,
      VectorGram vectorGram,
      Workspace work) {
    return new JetRows(
            pass,
            outputs,
            sensitivities,
            key,
            span,
            pass.vectors(),
            pass::images,
            vectorGram,
            outputs.byAlongField(),
            work)
        .rows(residuals);
  }

  /**
   * The rows of a batch whose residuals know more fields than the one that the pass has followed:
   * all of them together are Σ_f ∂r/∂(q_f·∇N) q_f, a field of its own.
   *
   * @param vectors the points, and that field
   * @param images the vectors' products with the weights of the layers that read the input
   */
  public static SampleRows of(
      JetPass pass,
      double[] residuals,
      OutputSensitivity outputs,
      UnitSensitivities sensitivities,
      RandomKey key,
      SpanFactor span,
      EntranceVectors vectors,
      List<INDArray> images,
      Workspace work) {
    List<Integer> entrances = pass.network().entrances();
    return new JetRows(
            pass,
            outputs,
            sensitivities,
            key,
            span,
            vectors,
            k -> images.get(entrances.indexOf(k)),
            new VectorGram(vectors.vectors(), work),
            null,
            work)
        .rows(residuals);
  }

  private SampleRows rows(double[] residuals) {
    return new SampleRows(network, residuals, blocks(), work);
  }

  /** The sensitivities to points and field, {@code [m, J]}. */
  private INDArray byVector(INDArray residual, INDArray value) {
    return vectors.stack(residual, byField == null ? value : value.mul(byField));
  }

  private List<RowBlock> blocks() {
    List<RowBlock> blocks = new ArrayList<>(); // from the output down, biases first
    blocks.add(explicit(network.output().bias(), outputs.byValue(), 1));
    if (isCollapsed() && addCollapsed(blocks)) {
      Collections.reverse(blocks);
      return blocks;
    }
    blocks.add(explicit(network.output().weights(), outputRows(), 1));
    for (int k = network.hiddenLayers() - 1; k >= 0; k--) {
      if (feedsOutputAlone(k)) {
        addLastHidden(blocks, k);
      } else {
        Workspace scope = work.scope("credit " + k);
        LayerCredit layer =
            sensitivities.below(pass, k, outputs, units(k), productsAbove(k), scope);
        blocks.add(bias(k, layer.residual(), layer.units()));
        blocks.add(network.feeds(k).isEmpty() ? deepEntrance(k, layer) : hiddenRows(k, layer));
      }
    }
    Collections.reverse(blocks);
    return blocks;
  }

  /** Whether there is one hidden layer, all of whose units move, and no field but the points. */
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  private boolean isCollapsed() {
    return network.hiddenLayers() == 1
        && outputs.byAlongDirections() == null
        && byField == outputs.byAlongField()
        && vectors.isPoints();
  }

  private boolean addCollapsed(List<RowBlock> blocks) {
    JetLayer layer = pass.layers().get(0);
    int[] units = units(0);
    if (units.length < layer.y().columns()) {
      return false;
    }
    INDArray jerk = sensitivities.jerk(layer, network.layers().get(0), work.scope("last 0"));
    if (!CollapsedCredit.suits(layer, jerk)) {
      return false;
    }
    INDArray v = network.output().weights();
    CollapsedCredit credit = CollapsedCredit.of(v, layer, outputs, jerk, work);
    blocks.add(explicit(v, credit.outputs(), 1));
    blocks.add(bias(0, credit.residual(), units));
    blocks.add(
        new CollapsedEntranceRows(
            entrances.apply(0), pass.directions(), units, credit.byVector(), credit.byNorms()));
    return true;
  }

  private boolean feedsOutputAlone(int hiddenLayer) {
    return network.consumers(hiddenLayer).equals(List.of(network.hiddenLayers()));
  }

  /** P between a layer and the one above it, if these are as the last two of a chain. */
  private @Nullable INDArray productsAbove(int hiddenLayer) {
    int above = network.consumers(hiddenLayer).get(0);
    return network.consumers(hiddenLayer).size() == 1
            && network.feeds(above).size() == 1
            && feedsOutputAlone(above)
        ? products(hiddenLayer, above)
        : null;
  }

  private int[] units(int hiddenLayer) {
    return sensitivities.units(network.layers().get(hiddenLayer), key.index(hiddenLayer));
  }

  private static ExplicitRows explicit(INDArray parameter, INDArray rows, int columns) {
    return new ExplicitRows(parameter, rows, IntStream.range(0, columns).toArray());
  }

  private ExplicitRows bias(int hiddenLayer, INDArray residual, int[] units) {
    return new ExplicitRows(network.layers().get(hiddenLayer).bias(), residual, units);
  }

  /** The output is linear: its rows are the coefficients that enter it. */
  private INDArray outputRows() {
    int output = network.hiddenLayers();
    List<Feed> feeds = network.feeds(output);
    CollapsedJet in = pass.input(output, feeds, false, work);
    INDArray rows = work.buffer("output rows", in.value().shape());
    INDArray term = work.buffer("output term", in.value().shape());
    in.value().mul(outputs.byValue(), rows);
    in.alongField().mul(outputs.byAlongField(), term);
    rows.addi(term);
    in.second().mul(outputs.byLaplacian(), term);
    rows.addi(term);
    if (outputs.byAlongDirections() != null) {
      rows.addi(
          Feeds.gather(
              feeds,
              rows.columns(),
              k -> pass.layers().get(k).slope().mul(gradientOf(k)).dup('f'),
              work,
              "output gradient"));
    }
    return rows;
  }

  /** Σ_r r_r z_r at a layer's pre-activations, {@code [n, w]}. */
  private INDArray gradientOf(int hiddenLayer) {
    return DirectionSums.weighted(pass.alongDirections(hiddenLayer), outputs.byAlongDirections());
  }

  private RowBlock lastHiddenEntrance(int k, LastHiddenCredit top, int[] units) {
    INDArray byPoint = Tensors.columns(byVector(top.residual(), top.value()), units);
    INDArray curve = top.curve().mul(outputs.byLaplacian()).muli(2);
    if (outputs.byAlongDirections() == null && network.hiddenLayers() == 1) {
      return new CollapsedEntranceRows(
          entrances.apply(k), pass.directions(), units, byPoint, Tensors.columns(curve, units));
    }
    // E_jr = 2 r_Δ v_j σ″ z_r(j) + r_r v_j σ′
    INDArray images = Tensors.columns(pass.directions(k).images(), units).transpose().dup('f');
    INDArray byDirections =
        Tensors.below(Tensors.columns(curve, units)).mul(Tensors.shared(images));
    if (outputs.byAlongDirections() != null) {
      byDirections.addi(
          Tensors.below(Tensors.columns(top.value(), units))
              .mul(Tensors.above(outputs.byAlongDirections())));
    }
    return new EntranceRows(
        entrances.apply(k), pass.directions(k), units, byPoint, byDirections.dup('f'));
  }

  private RowBlock deepEntrance(int k, LayerCredit layer) {
    INDArray byPoint = byVector(layer.residual(), layer.value());
    INDArray byDirections = work.scope("rows " + k).buffer("E", layer.alongDirections().shape());
    layer.alongDirections().mul(Tensors.below(outputs.byLaplacian().mul(2)), byDirections);
    if (outputs.byAlongDirections() != null) {
      byDirections.addi(
          Tensors.below(layer.value()).mul(Tensors.above(outputs.byAlongDirections())));
    }
    return new EntranceRows(
        entrances.apply(k), pass.directions(k), layer.units(), byPoint, byDirections);
  }

  /** The buffer of P(a, l) = Σ_r z_r(a) z_r(l) between two layers. */
  private INDArray products(int below, int above) {
    return work.scope(Text.format("P of %d and %d", below, above))
        .buffer("P", productShape(below, above));
  }

  private long[] productShape(int below, int above) {
    return new long[] {
      pass.vectors().points(),
      network.layers().get(below).outputs(),
      network.layers().get(above).outputs()
    };
  }

  /** Bias and weights of a hidden layer that feeds the output alone. */
  private void addLastHidden(List<RowBlock> blocks, int k) {
    Workspace scope = work.scope("last " + k);
    JetLayer layer = pass.layers().get(k);
    INDArray v =
        network
            .weightsBetween(k, network.hiddenLayers())
            .reshape(1, network.layers().get(k).outputs());
    INDArray jerk = sensitivities.jerk(layer, network.layers().get(k), scope);
    LastHiddenCredit top = LastHiddenCredit.of(v, layer, outputs, jerk, scope);
    int[] units = units(k);
    INDArray residual = Tensors.columns(top.residual(), units);
    blocks.add(bias(k, residual, units));
    if (network.feeds(k).isEmpty()) {
      blocks.add(lastHiddenEntrance(k, top, units));
      return;
    }
    INDArray value = Tensors.columns(top.value(), units);
    INDArray curve = Tensors.columns(top.curve().mul(outputs.byLaplacian()).muli(2), units);
    blocks.add(
        weights(
            k,
            units,
            residual,
            value,
            (below, rows, term) -> {
              INDArray products = products(below, k);
              Tensors.contract(
                  pass.alongDirections(below),
                  pass.alongDirections(k),
                  products,
                  scope.buffer("scratch", productShape(below, k)));
              Tensors.slices(products, units).mul(Tensors.above(curve), term);
              term.mul(Tensors.below(pass.layers().get(below).slope()), rows);
            }));
  }

  private RowBlock hiddenRows(int k, LayerCredit layer) {
    return weights(
        k,
        layer.units(),
        layer.residual(),
        layer.value(),
        (below, rows, term) -> {
          INDArray sums = work.scope("rows " + k).buffer("sums", rows.shape());
          Tensors.contract(
              pass.alongDirections(below), layer.alongDirections().permute(0, 2, 1), sums, term);
          sums.mul(Tensors.below(outputs.byLaplacian().mul(2)), term);
          term.mul(Tensors.below(pass.layers().get(below).slope()), rows);
        });
  }

  /** Writes σ′_a Σ_r z_r(a) ∂r/∂z_r(l), but for the part of r_r, for the units a of a layer. */
  private interface SecondOrder {
    void write(int below, INDArray rows, INDArray term);
  }

  /** The rows of the weights into hidden layer k ≥ 1, {@code [n, a, J]}. */
  private RowBlock weights(
      int k, int[] units, INDArray residual, INDArray value, SecondOrder secondOrder) {
    DenseLayer layer = network.layers().get(k);
    Workspace scope = work.scope("rows " + k);
    List<Feed> feeds = network.feeds(k);
    long n = pass.vectors().points();
    INDArray rows;
    if (feeds.size() == 1) { // it fills the whole input
      rows = weights(feeds.get(0).source(), units, residual, value, secondOrder, scope);
    } else {
      rows = scope.buffer("all rows", n, layer.inputs(), units.length).assign(0);
      for (Feed feed : feeds) {
        INDArray part = weights(feed.source(), units, residual, value, secondOrder, scope);
        rows.get(
                NDArrayIndex.all(),
                NDArrayIndex.interval(feed.from(), feed.from() + part.size(1)),
                NDArrayIndex.all())
            .addi(part);
      }
    }
    return new ExplicitRows(
        layer.weights(), rows.reshape('f', n, layer.inputs() * units.length), units);
  }

  /** The rows of the weights that the outputs of one layer meet, {@code [n, a, J]}. */
  private INDArray weights(
      int source,
      int[] units,
      INDArray residual,
      INDArray value,
      SecondOrder secondOrder,
      Workspace scope) {
    JetLayer below = pass.layers().get(source);
    long[] shape = {pass.vectors().points(), below.y().columns(), units.length};
    INDArray rows = scope.buffer("rows", shape);
    INDArray term = scope.buffer("term", shape);
    secondOrder.write(source, rows, term);
    Tensors.below(below.y()).mul(Tensors.above(residual), term);
    rows.addi(term);
    // the coefficients whose sensitivity is a number a point times T
    INDArray coefficients =
        below
            .alongField()
            .mul(outputs.byAlongField())
            .addi(below.second().mul(outputs.byLaplacian()));
    if (outputs.byAlongDirections() != null) {
      coefficients.addi(below.slope().mul(gradientOf(source)));
    }
    Tensors.below(coefficients).mul(Tensors.above(value), term);
    return rows.addi(term);
  }
}
