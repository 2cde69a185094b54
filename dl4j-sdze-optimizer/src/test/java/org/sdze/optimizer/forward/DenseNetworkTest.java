package org.sdze.optimizer.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.optimizer.TestNetworks;
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
  void outputsThatAreNotLinearOrNotOneAreRefused() {
    refuses(
        "the output layer \"layer1\" must have one output and the identity activation, had 3 and"
            + " SINE",
        () -> new DenseNetwork(network.layers().subList(0, 2), 1));
  }

  @Test
  void inputScalesThatAreNotPositiveAreRefused() {
    for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      refuses(
          "input scale must be positive, was " + scale,
          () -> new DenseNetwork(network.layers(), scale));
    }
  }
}
