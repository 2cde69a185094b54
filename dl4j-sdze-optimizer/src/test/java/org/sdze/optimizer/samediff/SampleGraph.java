package org.sdze.optimizer.samediff;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.random.RandomKey;

/**
 * Graphs in double with a loss that is called so, on batches of seven.
 *
 * @param credits what the weights should be credited by; the subspace for those that are not here
 * @param loss makes the loss of a graph of the placeholders "x", "y" and "w"
 * @param same the same loss with a gradient, where SameDiff's of that one fails
 */
record SampleGraph(
    String name,
    Map<String, LayerCredit> credits,
    BiFunction<SameDiff, Map<String, SDVariable>, SDVariable> loss,
    BiFunction<SameDiff, Map<String, SDVariable>, SDVariable> same) {

  private SampleGraph(
      String name,
      Map<String, LayerCredit> credits,
      BiFunction<SameDiff, Map<String, SDVariable>, SDVariable> loss) {
    this(name, credits, loss, loss);
  }

  static final int BATCH = 7;
  private static final int INPUTS = 16;
  private static final int CLASSES = 3;

  private static final LayerCredit NOISE = LayerCredit.NOISE;
  private static final LayerCredit HIDDEN = LayerCredit.UNITS;
  private static final LayerCredit OUTPUT = LayerCredit.OUTPUT;

  static List<SampleGraph> all() {
    return List.of(
        new SampleGraph(
            "softmax cross entropy",
            Map.of("W0", NOISE, "W1", HIDDEN, "W2", OUTPUT),
            (graph, in) ->
                graph.loss.softmaxCrossEntropy(
                    in.get("y"),
                    logits(graph, in),
                    null,
                    LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT,
                    0.1)),
        new SampleGraph(
            "softmax cross entropy with weights",
            Map.of("W0", NOISE, "W1", HIDDEN, "W2", OUTPUT),
            (graph, in) ->
                graph.loss.softmaxCrossEntropy(in.get("y"), logits(graph, in), in.get("w")),
            (graph, in) ->
                crossEntropy(graph, in).mul(in.get("w").reshape(-1)).sum().div(BATCH - 1)),
        new SampleGraph(
            "sigmoid cross entropy over the weights",
            Map.of("W0", NOISE, "W1", HIDDEN, "W2", OUTPUT),
            (graph, in) ->
                graph.loss.sigmoidCrossEntropy(
                    in.get("y"), logits(graph, in), in.get("w"), LossReduce.MEAN_BY_WEIGHT, 0)),
        new SampleGraph(
            "sigmoid cross entropy, a sum",
            Map.of("W0", NOISE, "W1", HIDDEN, "W2", OUTPUT),
            (graph, in) ->
                graph.loss.sigmoidCrossEntropy(
                    in.get("y"), logits(graph, in), null, LossReduce.SUM, 0)),
        new SampleGraph(
            "squared errors",
            Map.of("W0", HIDDEN, "W1", OUTPUT),
            (graph, in) -> {
              SDVariable hidden =
                  graph.nn.linear(
                      in.get("x"), weights(graph, "W0", INPUTS, 6), bias(graph, "b0", 6));
              SDVariable output = graph.math.tanh(hidden).mmul(weights(graph, "W1", 6, CLASSES));
              return graph.loss.meanSquaredError(in.get("y"), output, null);
            }),
        new SampleGraph(
            "a mean written out, a sum of two ways, a transposed product",
            Map.of("W0", NOISE, "W1", HIDDEN, "W2", OUTPUT),
            (graph, in) -> {
              SDVariable first = graph.math.tanh(layer(graph, in.get("x"), 0, INPUTS, 6));
              SDVariable second =
                  graph.nn.softplus(
                      graph.mmul(first, weights(graph, "W1", 6, 6), false, true, false));
              SDVariable output = layer(graph, second.add(first), 2, 6, CLASSES);
              return graph.math.square(output.sub(in.get("y"))).mean();
            }),
        new SampleGraph(
            "softmax and logarithm written out",
            Map.of("W0", NOISE, "W1", HIDDEN, "W2", OUTPUT),
            (graph, in) -> crossEntropy(graph, in).mean()),
        new SampleGraph(
            "one number a sample",
            Map.of("W0", NOISE, "W1", HIDDEN, "W2", OUTPUT),
            (graph, in) -> graph.math.square(logits(graph, in).sub(in.get("y"))).sum(1)),
        new SampleGraph(
            "normalized over the units, a scale, weights in two places",
            Map.of("W0", NOISE, "W1", OUTPUT),
            (graph, in) -> {
              SDVariable first = layer(graph, in.get("x"), 0, INPUTS, 6);
              SDVariable softmax = graph.nn.softmax(first).mul(graph.var("scale", draw(9, 1, 6)));
              SDVariable twice = graph.var("twice", draw(10, 6, 6));
              SDVariable second = graph.math.tanh(softmax.mmul(twice)).mmul(twice);
              return graph.loss.softmaxCrossEntropy(
                  in.get("y"), layer(graph, second, 1, 6, CLASSES), null);
            }),
        new SampleGraph(
            "centred over the batch",
            Map.of("W1", HIDDEN, "W2", OUTPUT),
            (graph, in) -> {
              SDVariable first = layer(graph, in.get("x"), 0, INPUTS, 6);
              SDVariable centred = graph.math.tanh(first.sub(first.mean(true, 0)));
              SDVariable second = graph.math.tanh(layer(graph, centred, 1, 6, 5));
              return graph.loss.softmaxCrossEntropy(
                  in.get("y"), layer(graph, second, 2, 5, CLASSES), null);
            }),
        new SampleGraph(
            "convolutions",
            Map.of("K0", NOISE, "K1", NOISE, "W2", OUTPUT),
            (graph, in) -> {
              SDVariable images = in.get("x").reshape(-1, 1, 4, 4);
              SDVariable first =
                  graph.math.tanh(convolution(graph, images, 0, 1, 2, PaddingMode.SAME));
              SDVariable second =
                  graph.nn.softplus(convolution(graph, first, 1, 2, 3, PaddingMode.VALID));
              return graph.loss.softmaxCrossEntropy(
                  in.get("y"), layer(graph, second.reshape(-1, 27), 2, 27, CLASSES), null);
            }));
  }

  /** One number a sample. */
  private static SDVariable crossEntropy(SameDiff graph, Map<String, SDVariable> in) {
    SDVariable logarithm = graph.math.log(graph.nn.softmax(logits(graph, in)));
    return logarithm.mul(in.get("y")).sum(1).neg();
  }

  private static SDVariable convolution(
      SameDiff graph, SDVariable input, int number, int from, int to, PaddingMode padding) {
    INDArray kernel = draw(20 + number, 4L * from, to).dup('c').reshape('c', 2, 2, from, to);
    return graph.cnn.conv2d(
        input,
        graph.var("K" + number, kernel),
        graph.var("k" + number, draw(30 + number, 1, to).reshape(to).muli(0.3)),
        Conv2DConfig.builder().kH(2).kW(2).sH(1).sW(1).paddingMode(padding).build());
  }

  private static SDVariable logits(SameDiff graph, Map<String, SDVariable> in) {
    SDVariable first = graph.math.tanh(layer(graph, in.get("x"), 0, INPUTS, 6));
    return layer(graph, graph.math.tanh(layer(graph, first, 1, 6, 5)), 2, 5, CLASSES);
  }

  private static SDVariable layer(SameDiff graph, SDVariable input, int number, int from, int to) {
    return input.mmul(weights(graph, "W" + number, from, to)).add(bias(graph, "b" + number, to));
  }

  private static SDVariable weights(SameDiff graph, String name, int from, int to) {
    return graph.var(name, draw(name.hashCode(), from, to).divi(Math.sqrt(from)));
  }

  private static SDVariable bias(SameDiff graph, String name, int width) {
    return graph.var(name, draw(name.hashCode(), 1, width).reshape(width).muli(0.3));
  }

  private static INDArray draw(long stream, long rows, long columns) {
    return TestNetworks.gaussian(RandomKey.root(stream), DataType.DOUBLE, rows, columns);
  }

  /** A new graph, always the same. */
  SameDiff graph() {
    return graph(loss);
  }

  /** A new graph of the same function that SameDiff can differentiate. */
  SameDiff differentiable() {
    return graph(same);
  }

  private static SameDiff graph(BiFunction<SameDiff, Map<String, SDVariable>, SDVariable> made) {
    SameDiff graph = SameDiff.create();
    Map<String, SDVariable> in = new LinkedHashMap<>();
    in.put("x", graph.placeHolder("x", DataType.DOUBLE, -1, INPUTS));
    in.put("y", graph.placeHolder("y", DataType.DOUBLE, -1, CLASSES));
    in.put("w", graph.placeHolder("w", DataType.DOUBLE, -1, 1));
    made.apply(graph, in).rename("loss");
    return graph;
  }

  /** A batch. */
  static Map<String, INDArray> batch() {
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, BATCH, CLASSES);
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % CLASSES, 1);
    }
    INDArray weights = Nd4j.linspace(DataType.DOUBLE, 0, 0.5, BATCH).reshape(BATCH, 1);
    return Map.of("x", draw(40, BATCH, INPUTS), "y", labels, "w", weights);
  }

  @Override
  public String toString() {
    return name;
  }
}
