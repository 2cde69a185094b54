package org.sdze.pinn.credit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.estimate.ExplicitRows;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
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
  private final Entrance entrance;
  private final Workspace work;

  private JetRows(
      JetPass pass,
      OutputSensitivity outputs,
      UnitSensitivities sensitivities,
      RandomKey key,
      Entrance entrance,
      Workspace work) {
    this.pass = pass;
    this.network = pass.network();
    this.outputs = outputs;
    this.sensitivities = sensitivities;
    this.key = key;
    this.entrance = entrance;
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
   * @param vectorGram the Gram matrix of the pass's entrance vectors, {@code [m, m]}
   */
  public static SampleRows of(
      JetPass pass,
      double[] residuals,
      OutputSensitivity outputs,
      UnitSensitivities sensitivities,
      RandomKey key,
      SpanFactor span,
      INDArray vectorGram,
      Workspace work) {
    Entrance entrance =
        new Entrance(pass.network(), span, pass.vectors(), pass.images(), vectorGram, work);
    JetRows rows = new JetRows(pass, outputs, sensitivities, key, entrance, work);
    return new SampleRows(pass.network(), residuals, rows.blocks(), work);
  }

  private List<RowBlock> blocks() {
    int last = network.hiddenLayers() - 1;
    List<RowBlock> blocks = new ArrayList<>(); // from the output down, biases first
    blocks.add(explicit(network.output().bias(), outputs.byValue(), 1));
    blocks.add(explicit(network.output().weights(), outputRows(), 1));
    JetLayer lastLayer = pass.layers().get(last);
    INDArray jerk = sensitivities.jerk(lastLayer, network.layers().get(last), work);
    LastHiddenCredit top = LastHiddenCredit.of(network.output(), lastLayer, outputs, jerk, work);
    int[] units = units(last);
    if (last == 0) {
      blocks.add(bias(0, Tensors.columns(top.residual(), units), units));
      blocks.add(singleLayerEntrance(top, units));
    } else {
      addLastHidden(blocks, top, last, units);
      INDArray products = work.buffer("P", productShape(last));
      for (int k = last - 1; k >= 0; k--) {
        LayerCredit layer =
            sensitivities.below(pass, k, outputs, units(k), products, work.scope("credit " + k));
        blocks.add(bias(k, layer.residual(), layer.units()));
        blocks.add(k == 0 ? deepEntrance(layer) : hiddenRows(k, layer));
      }
    }
    Collections.reverse(blocks);
    return blocks;
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
    int last = network.hiddenLayers() - 1;
    JetLayer top = pass.layers().get(last);
    INDArray rows = work.buffer("output rows", top.y().shape());
    INDArray term = work.buffer("output term", top.y().shape());
    top.y().mul(outputs.byValue(), rows);
    top.alongField().mul(outputs.byAlongField(), term);
    rows.addi(term);
    top.second().mul(outputs.byLaplacian(), term);
    rows.addi(term);
    if (outputs.byAlongDirections() != null) {
      rows.addi(top.slope().mul(gradientOf(last)));
    }
    return rows;
  }

  /** Σ_r r_r z_r at a layer's pre-activations, {@code [n, w]}. */
  private INDArray gradientOf(int hiddenLayer) {
    return DirectionSums.weighted(pass.alongDirections(hiddenLayer), outputs.byAlongDirections());
  }

  private RowBlock singleLayerEntrance(LastHiddenCredit top, int[] units) {
    INDArray byPoint =
        Tensors.columns(
            pass.vectors().stack(top.residual(), top.value().mul(outputs.byAlongField())), units);
    INDArray curve = top.curve().mul(outputs.byLaplacian()).muli(2);
    if (outputs.byAlongDirections() == null) {
      return new CollapsedEntranceRows(
          entrance, pass.directions(), units, byPoint, Tensors.columns(curve, units));
    }
    // E_jr = 2 r_Δ v_j σ″ z_r(j) + r_r v_j σ′
    INDArray images = Tensors.columns(pass.directions().images(), units).transpose().dup('f');
    INDArray byDirections =
        Tensors.below(Tensors.columns(curve, units)).mul(Tensors.shared(images));
    byDirections.addi(
        Tensors.below(Tensors.columns(top.value(), units))
            .mul(Tensors.above(outputs.byAlongDirections())));
    return new EntranceRows(entrance, pass.directions(), units, byPoint, byDirections.dup('f'));
  }

  private RowBlock deepEntrance(LayerCredit layer) {
    INDArray byPoint =
        pass.vectors().stack(layer.residual(), layer.value().mul(outputs.byAlongField()));
    INDArray byDirections = work.buffer("E", layer.alongDirections().shape());
    layer.alongDirections().mul(Tensors.below(outputs.byLaplacian().mul(2)), byDirections);
    if (outputs.byAlongDirections() != null) {
      byDirections.addi(
          Tensors.below(layer.value()).mul(Tensors.above(outputs.byAlongDirections())));
    }
    return new EntranceRows(entrance, pass.directions(), layer.units(), byPoint, byDirections);
  }

  private long[] productShape(int last) {
    DenseLayer layer = network.layers().get(last);
    return new long[] {pass.vectors().points(), layer.inputs(), layer.outputs()};
  }

  /**
   * Bias and weights of the last hidden layer; leaves P(a, l) = Σ_r z_r(a) z_r(l) in its buffer.
   */
  private void addLastHidden(List<RowBlock> blocks, LastHiddenCredit top, int last, int[] units) {
    INDArray products = work.buffer("P", productShape(last));
    INDArray scratch = work.buffer("scratch", productShape(last));
    Tensors.contract(pass.alongDirections(last - 1), pass.alongDirections(last), products, scratch);
    INDArray residual = Tensors.columns(top.residual(), units);
    INDArray value = Tensors.columns(top.value(), units);
    INDArray curve = Tensors.columns(top.curve().mul(outputs.byLaplacian()).muli(2), units);
    blocks.add(bias(last, residual, units));
    INDArray seen = Tensors.slices(products, units);
    blocks.add(
        weights(
            last,
            units,
            residual,
            value,
            (rows, term) -> {
              seen.mul(Tensors.above(curve), term);
              term.mul(Tensors.below(pass.layers().get(last - 1).slope()), rows);
            }));
  }

  private RowBlock hiddenRows(int k, LayerCredit layer) {
    return weights(
        k,
        layer.units(),
        layer.residual(),
        layer.value(),
        (rows, term) -> {
          INDArray sums = work.scope("rows " + k).buffer("sums", rows.shape());
          Tensors.contract(
              pass.alongDirections(k - 1), layer.alongDirections().permute(0, 2, 1), sums, term);
          sums.mul(Tensors.below(outputs.byLaplacian().mul(2)), term);
          term.mul(Tensors.below(pass.layers().get(k - 1).slope()), rows);
        });
  }

  /** Writes σ′_a Σ_r z_r(a) ∂r/∂z_r(l), but for the part of r_r, to its first argument. */
  private interface SecondOrder {
    void write(INDArray rows, INDArray term);
  }

  /** The rows of the weights into hidden layer k ≥ 1, {@code [n, a, J]}. */
  private RowBlock weights(
      int k, int[] units, INDArray residual, INDArray value, SecondOrder secondOrder) {
    JetLayer below = pass.layers().get(k - 1);
    DenseLayer layer = network.layers().get(k);
    Workspace scope = work.scope("rows " + k);
    long[] shape = {pass.vectors().points(), layer.inputs(), units.length};
    INDArray rows = scope.buffer("rows", shape);
    INDArray term = scope.buffer("term", shape);
    secondOrder.write(rows, term);
    Tensors.below(below.y()).mul(Tensors.above(residual), term);
    rows.addi(term);
    // the coefficients whose sensitivity is a number a point times T
    INDArray coefficients =
        below
            .alongField()
            .mul(outputs.byAlongField())
            .addi(below.second().mul(outputs.byLaplacian()));
    if (outputs.byAlongDirections() != null) {
      coefficients.addi(below.slope().mul(gradientOf(k - 1)));
    }
    Tensors.below(coefficients).mul(Tensors.above(value), term);
    rows.addi(term);
    return new ExplicitRows(
        layer.weights(), rows.reshape('f', shape[0], shape[1] * shape[2]), units);
  }
}
