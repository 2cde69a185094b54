package org.sdze.optimizer.forward;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.wide.NdWideLayer;
import org.sdze.optimizer.wide.WideLayer;

/**
 * Dense layers as the optimizer sees them: live views of the parameters and a version that counts
 * their changes. They form a chain, or a graph in which outputs are added and stand side by side.
 *
 * <p>The input scale s says that the first layer's weights W are s times the numbers that are
 * trained: its gradient steps are s² times as large (docs/method.md §4). Owned by one thread.
 */
public final class DenseNetwork {

  private final List<DenseLayer> layers;
  private final List<List<Feed>> feeds;
  private final Map<Integer, WideLayer> wide = new HashMap<>(); // by layer that reads the input
  private final double inputScale;
  private long version;

  /**
   * A chain of one or more hidden layers and a linear output.
   *
   * @param layers the layers from the input up, each as wide as the next one's input
   * @param inputScale s, positive
   * @throws IllegalArgumentException if there is no hidden layer, the output is not linear, or the
   *     scale is not positive
   */
  public DenseNetwork(List<DenseLayer> layers, double inputScale) {
    this(layers, chain(layers.size()), inputScale);
  }

  private static List<List<Feed>> chain(int layers) {
    List<List<Feed>> feeds = new ArrayList<>();
    for (int k = 0; k < layers; k++) {
      feeds.add(k == 0 ? List.of() : List.of(new Feed(k - 1, 0)));
    }
    return feeds;
  }

  /**
   * A graph of one or more hidden layers and a linear output.
   *
   * @param layers in an order in which each stands above those that feed it; the first one reads
   *     the input, the last one is the output
   * @param feeds what enters each layer; nothing for those that read the network's input
   * @param inputScale s, positive
   * @throws IllegalArgumentException if there is no hidden layer, the output is not linear, the
   *     scale is not positive, a layer feeds none, or the feeds of a layer are not below it or do
   *     not cover its inputs
   */
  public DenseNetwork(List<DenseLayer> layers, List<List<Feed>> feeds, double inputScale) {
    this(layers, feeds, inputScale, NdWideLayer::new);
  }

  /**
   * A graph whose largest weights may live elsewhere.
   *
   * @param home makes what {@link #wide} gives of the weights of each layer that reads the input
   */
  public DenseNetwork(
      List<DenseLayer> layers,
      List<List<Feed>> feeds,
      double inputScale,
      Function<INDArray, WideLayer> home) {
    if (layers.size() < 2) {
      throw new IllegalArgumentException(
          "a network needs at least one hidden layer and an output layer, had "
              + layers.size()
              + " layer(s)");
    }
    DenseLayer output = layers.get(layers.size() - 1);
    if (output.activation() != Activation.IDENTITY) {
      throw new IllegalArgumentException(
          Text.format(
              "the output layer \"%s\" must have the identity activation, had %s",
              output.name(), output.activation()));
    }
    if (!(inputScale > 0) || Double.isInfinite(inputScale)) {
      throw new IllegalArgumentException("input scale must be positive, was " + inputScale);
    }
    this.layers = List.copyOf(layers);
    this.feeds = feeds.stream().map(List::copyOf).toList();
    for (int k = 0; k < layers.size(); k++) {
      requireFeeds(k);
    }
    this.inputScale = inputScale;
    for (int k : entrances()) {
      wide.put(k, home.apply(layers.get(k).weights()));
    }
  }

  private void requireFeeds(int k) {
    DenseLayer layer = layers.get(k);
    BitSet covered = new BitSet();
    for (Feed feed : feeds.get(k)) {
      if (feed.source() < 0 || feed.source() >= k) {
        throw new IllegalArgumentException(
            Text.format(
                "layer \"%s\" must be fed by layers below it, was by number %d of %d",
                layer.name(), feed.source(), k));
      }
      covered.set(feed.from(), feed.from() + (int) layers.get(feed.source()).outputs());
    }
    if (feeds.get(k).isEmpty() && (k == hiddenLayers() || layer.inputs() != inputs())) {
      throw new IllegalArgumentException(
          Text.format(
              "layer \"%s\" must be a hidden layer with %d inputs to read the network's input",
              layer.name(), inputs()));
    }
    if (!feeds.get(k).isEmpty()
        && (covered.length() != layer.inputs() || covered.cardinality() != layer.inputs())) {
      throw new IllegalArgumentException(
          Text.format(
              "layer \"%s\" has %d inputs, but is fed %d",
              layer.name(), layer.inputs(), covered.cardinality()));
    }
    if (k < hiddenLayers() && consumers(k).isEmpty()) {
      throw new IllegalArgumentException(
          Text.format("the outputs of layer \"%s\" enter no other layer", layer.name()));
    }
  }

  /**
   * This network, which has one output.
   *
   * @throws IllegalArgumentException if it has several
   */
  public DenseNetwork withOneOutput() {
    if (output().outputs() != 1) {
      throw new IllegalArgumentException(
          Text.format(
              "the output layer \"%s\" must have one output, had %d",
              output().name(), output().outputs()));
    }
    return this;
  }

  /** Whether every layer is fed by the one below it alone. */
  public boolean isChain() {
    return feeds.equals(chain(layers.size()));
  }

  /** The hidden layers that read the network's input, from below; the first one is 0. */
  public List<Integer> entrances() {
    return IntStream.range(0, hiddenLayers()).filter(k -> feeds.get(k).isEmpty()).boxed().toList();
  }

  /**
   * The weights of a layer that reads the input: whoever works with them there uses this alone.
   *
   * @param entrance one of {@link #entrances}
   */
  public WideLayer wide(int entrance) {
    WideLayer layer = wide.get(entrance);
    if (layer == null) {
      throw new IllegalArgumentException(
          Text.format("layer \"%s\" does not read the input", layers.get(entrance).name()));
    }
    return layer;
  }

  /** What enters a layer; nothing for those that read the network's input. */
  public List<Feed> feeds(int layer) {
    return feeds.get(layer);
  }

  /** The layers that a layer feeds, each once, from below. */
  public List<Integer> consumers(int layer) {
    return IntStream.range(layer + 1, layers.size())
        .filter(k -> feeds.get(k).stream().anyMatch(feed -> feed.source() == layer))
        .boxed()
        .toList();
  }

  /**
   * The weights that the outputs of a layer meet in another one: the sum over its feeds.
   *
   * @return {@code [outputs of source, outputs of layer]}: the layer's own weights where the source
   *     alone feeds it
   */
  public INDArray weightsBetween(int source, int layer) {
    INDArray weights = layers.get(layer).weights();
    if (feeds.get(layer).equals(List.of(new Feed(source, 0)))) {
      return weights;
    }
    long width = layers.get(source).outputs();
    INDArray sum = Nd4j.zeros(weights.dataType(), width, weights.columns()).dup('f');
    for (Feed feed : feeds.get(layer)) {
      if (feed.source() == source) {
        sum.addi(
            weights.get(
                NDArrayIndex.interval(feed.from(), feed.from() + width), NDArrayIndex.all()));
      }
    }
    return sum;
  }

  /** The layers from the input up; the last one is the linear output. */
  public List<DenseLayer> layers() {
    return layers;
  }

  /** The first layer: in a chain the only one whose size grows with the dimension. */
  public DenseLayer entrance() {
    return layers.get(0);
  }

  /** The linear output layer. */
  public DenseLayer output() {
    return layers.get(layers.size() - 1);
  }

  /** The number of hidden layers, at least 1. */
  public int hiddenLayers() {
    return layers.size() - 1;
  }

  /** The dimension of the input. */
  public long inputs() {
    return entrance().inputs();
  }

  /** The fixed factor s of the input that is folded into the first layer's weights. */
  public double inputScale() {
    return inputScale;
  }

  /** The type of all parameters. */
  public DataType dataType() {
    return entrance().weights().dataType();
  }

  /** All weights and biases, from the input up: live views. */
  public List<INDArray> parameters() {
    List<INDArray> parameters = new ArrayList<>();
    for (DenseLayer layer : layers) {
      parameters.add(layer.weights());
      parameters.add(layer.bias());
    }
    return parameters;
  }

  /** The number of parameters P. */
  public long parameterCount() {
    return parameters().stream().mapToLong(INDArray::length).sum();
  }

  /** A number that differs whenever parameters were changed through {@link #changed}. */
  public long version() {
    return version;
  }

  /** Says that parameters were changed: whatever was derived from them is stale. */
  public void changed() {
    version++;
  }
}
