package org.sdze.pinn.jet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.jet.rule.TaylorRule;

/**
 * One forward pass of a jet of any order along any lines through dense layers with any number of
 * outputs, to which {@link JetPass} is held (docs/method.md §2).
 */
public final class TaylorPass {

  private final List<DenseLayer> layers;
  private final List<List<Feed>> feeds;
  private final Jet input;
  private final List<Jet> outputs = new ArrayList<>();
  private final List<Jet> slopes = new ArrayList<>();

  /**
   * Runs the pass through a network.
   *
   * @param input a function of t with values in R^d
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
   * @param input a function of t with values in R^d
   */
  public TaylorPass(List<DenseLayer> layers, List<List<Feed>> feeds, Jet input) {
    Argument.given("layers", layers);
    Argument.given("feeds", feeds);
    Argument.given("input", input);
    this.layers = List.copyOf(layers);
    this.feeds = List.copyOf(feeds);
    this.input = input;
    FaaDiBruno table = FaaDiBruno.to(input.order());
    for (int k = 0; k < layers.size(); k++) {
      DenseLayer layer = layers.get(k);
      Jet z = entering(k).through(layer.weights(), layer.bias());
      if (layer.activation() == Activation.IDENTITY) {
        outputs.add(z.full());
        slopes.add(new Jet(z.value().ulike().assign(1), none(z)));
        continue;
      }
      List<INDArray> series =
          TaylorRule.of(layer.activation()).coefficients(z.value(), input.order() + 1);
      outputs.add(z.through(series, table));
      slopes.add(z.through(derivative(series), table));
    }
  }

  /** No coefficients along the lines of a jet. */
  private static List<Jet.Line> none(Jet of) {
    return of.lines().stream().map(line -> new Jet.Line(line.order(), List.of())).toList();
  }

  /** The series of σ′ from that of σ. */
  private static List<INDArray> derivative(List<INDArray> series) {
    return IntStream.range(1, series.size()).mapToObj(m -> series.get(m).mul(m)).toList();
  }

  /** The layers, from the input up. */
  public List<DenseLayer> layers() {
    return layers;
  }

  /** What enters each layer. */
  public List<List<Feed>> feeds() {
    return feeds;
  }

  /** What leaves the network, {@code [n, m]}. */
  public Jet output() {
    return outputs.get(layers.size() - 1);
  }

  /** σ′ of a layer's pre-activation, as a function of t. */
  public Jet slope(int layer) {
    return slopes.get(layer);
  }

  /** What enters a layer. */
  public Jet entering(int layer) {
    return feeds.get(layer).isEmpty() ? input : gathered(layer, outputs);
  }

  /**
   * What enters a layer that is fed by others.
   *
   * @param from by layer, what leaves those that feed it
   */
  public Jet gathered(int layer, List<Jet> from) {
    Jet pattern = from.get(feeds.get(layer).get(0).source());
    return pattern.map(
        (line, order, coefficient) ->
            Feeds.gather(
                feeds.get(layer),
                layers.get(layer).inputs(),
                source ->
                    line < 0
                        ? from.get(source).value()
                        : from.get(source).lines().get(line).coefficients().get(order - 1),
                new Workspace(coefficient.dataType()),
                "in"));
  }
}
