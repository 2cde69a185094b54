package org.sdze.optimizer.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.objective.RegressionObjective;
import org.sdze.optimizer.random.RandomKey;

class DenseNetworkTest {

  private final DenseNetwork network =
      TestNetworks.create(DataType.DOUBLE, Activation.SINE, RandomKey.root(1), 5, 4, 3);

  private static void refuses(String sentence, Executable construction) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, construction).getMessage());
  }

  @Test
  void sizesAreThoseOfTheLayers() {
    assertEquals(2, network.hiddenLayers());
    assertEquals(5, network.inputs());
    assertEquals(5 * 4 + 4 + 4 * 3 + 3 + 3 + 1, network.parameterCount());
    assertEquals(6, network.parameters().size());
    assertSame(network.layers().get(0), network.entrance());
    assertSame(network.layers().get(2), network.output());
  }

  @Test
  void versionMovesWithEveryChange() {
    long version = network.version();
    network.changed();
    assertNotEquals(version, network.version());
  }

  @Test
  void networksWithoutHiddenLayerAreRefused() {
    refuses(
        "a network needs at least one hidden layer and an output layer, had 1 layer(s)",
        () -> new DenseNetwork(List.of(network.output()), 1));
  }

  @Test
  void outputsThatAreNotLinearAreRefusedAndSeveralWhereOneIsAskedFor() {
    refuses(
        "the output layer \"layer1\" must have the identity activation, had SINE",
        () -> new DenseNetwork(network.layers().subList(0, 2), 1));
    DenseLayer first = network.layers().get(0);
    DenseLayer linear =
        new DenseLayer(
            "linear",
            network.layers().get(1).weights(),
            network.layers().get(1).bias(),
            Activation.IDENTITY);
    DenseNetwork several = new DenseNetwork(List.of(first, linear), 1);
    refuses("the output layer \"linear\" must have one output, had 3", several::withOneOutput);
  }

  @Test
  void inputScalesThatAreNotPositiveAreRefused() {
    for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      refuses(
          "input scale must be positive, was " + scale,
          () -> new DenseNetwork(network.layers(), scale));
    }
  }

  private static DenseLayer layer(String name, int in, int out) {
    return new DenseLayer(
        name,
        Nd4j.create(
            IntStream.rangeClosed(1, in * out).asDoubleStream().toArray(),
            new long[] {in, out},
            'f'),
        Nd4j.zeros(DataType.DOUBLE, 1, out),
        Activation.IDENTITY);
  }

  private static DenseNetwork graph(List<Feed> last) {
    return new DenseNetwork(
        List.of(layer("first", 5, 2), layer("second", 2, 2), layer("out", 4, 1)),
        List.of(List.of(), List.of(new Feed(0, 0)), last),
        1);
  }

  @Test
  void aGraphSaysWhatFeedsWhat() {
    DenseNetwork dense = graph(List.of(new Feed(1, 0), new Feed(0, 2), new Feed(0, 0)));
    assertTrue(network.isChain());
    assertFalse(dense.isChain());
    assertEquals(List.of(1, 2), dense.consumers(0));
    assertEquals(List.of(2), dense.consumers(1));
    assertSame(dense.layers().get(1).weights(), dense.weightsBetween(0, 1));
    assertArrayEquals(new double[] {1, 2}, dense.weightsBetween(1, 2).toDoubleVector());
    assertArrayEquals(new double[] {3 + 1, 4 + 2}, dense.weightsBetween(0, 2).toDoubleVector());
  }

  @Test
  void feedsThatDoNotFitAreRefused() {
    refuses("layer \"out\" has 4 inputs, but is fed 2", () -> graph(List.of(new Feed(1, 0))));
    refuses(
        "layer \"out\" has 4 inputs, but is fed 5",
        () -> graph(List.of(new Feed(1, 0), new Feed(0, 2), new Feed(0, 3))));
    refuses(
        "layer \"out\" must be fed by layers below it, was by number 2 of 2",
        () -> graph(List.of(new Feed(1, 0), new Feed(2, 2))));
    refuses(
        "the outputs of layer \"second\" enter no other layer",
        () -> graph(List.of(new Feed(0, 0), new Feed(0, 2))));
  }

  @Test
  void aRegressionIsOfAChain() {
    DenseNetwork dense = graph(List.of(new Feed(1, 0), new Feed(0, 2)));
    RegressionObjective objective =
        new RegressionObjective(
            Nd4j.zeros(DataType.DOUBLE, 1, 5), new double[1], null, new Workspace(DataType.DOUBLE));
    refuses(
        "a regression is known for chains of layers, but layer \"out\" is one of a graph with sums or concatenations",
        () -> objective.losses(dense));
  }
}
