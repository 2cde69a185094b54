package org.sdze.pinn.jet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.forward.Workspace;

/**
 * One forward pass of a jet of any order through dense layers with any number of outputs, to which
 * {@link JetPass} is held: clear, and with arrays of its own for everything (docs/method.md §2).
 */
public final class TaylorPass {

  private final List<DenseLayer> layers;
  private final List<List<Feed>> feeds;
  private final FaaDiBruno table;
  private final Jet input;
  private final List<Jet> sums = new ArrayList<>(); // pre-activations
  private final List<Jet> outputs = new ArrayList<>();

  /**
   * Runs the pass through a network.
   *
   * @param input a function of t with values in R^d, {@code [n, d]}
   */
  public TaylorPass(DenseNetwork network, Jet input) {
    this(
        network.layers(),
        IntStream.range(0, network.layers().size()).mapToObj(network::feeds).toList(),
        input);
  }

  /**
   * Runs the pass through layers.
   *
   * @param layers from the input up; the last one is the output, {@code m} wide
   * @param feeds what enters each layer; nothing for those that read the input
   * @param input a function of t with values in R^d, {@code [n, d]}
   */
  public TaylorPass(List<DenseLayer> layers, List<List<Feed>> feeds, Jet input) {
    Argument.given("layers", layers);
    Argument.given("feeds", feeds);
    Argument.given("input", input);
    this.layers = List.copyOf(layers);
    this.feeds = List.copyOf(feeds);
    this.table = FaaDiBruno.to(input.order());
    this.input = input;
    for (int k = 0; k < layers.size(); k++) {
      sums.add(entering(k).through(layers.get(k).weights(), layers.get(k).bias()));
      outputs.add(sums.get(k).through(layers.get(k).activation(), table));
    }
  }

  /** The layers, from the input up. */
  public List<DenseLayer> layers() {
    return layers;
  }

  /** K. */
  public int order() {
    return input.order();
  }

  /** What leaves the network, {@code [n, m]}. */
  public Jet output() {
    return outputs.get(layers.size() - 1);
  }

  /** What enters a layer. */
  public Jet entering(int layer) {
    return entering(layer, outputs);
  }

  /**
   * What leaves the network if the value of one unit's pre-activation is another one at all points:
   * only what lies above is evaluated again.
   *
   * @param layer the unit's layer
   * @param move what is added to the unit's value
   */
  public Jet moved(int layer, int unit, double move) {
    List<Jet> moved = new ArrayList<>(outputs.subList(0, layer));
    List<INDArray> z = new ArrayList<>(sums.get(layer).coefficients());
    z.set(0, z.get(0).dup('f'));
    z.get(0).getColumn(unit).addi(move);
    moved.add(new Jet(z).through(layers.get(layer).activation(), table));
    for (int k = layer + 1; k < layers.size(); k++) {
      Jet sum = entering(k, moved).through(layers.get(k).weights(), layers.get(k).bias());
      moved.add(sum.through(layers.get(k).activation(), table));
    }
    return moved.get(layers.size() - 1);
  }

  private Jet entering(int layer, List<Jet> from) {
    if (feeds.get(layer).isEmpty()) {
      return input;
    }
    List<INDArray> coefficients = new ArrayList<>();
    for (int k = 0; k <= order(); k++) {
      int order = k;
      Workspace own = new Workspace(input.coefficient(0).dataType());
      coefficients.add(
          Feeds.gather(
              feeds.get(layer),
              layers.get(layer).inputs(),
              source -> from.get(source).coefficient(order),
              own,
              "in"));
    }
    return new Jet(coefficients);
  }
}
