package org.sdze.pinn;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.random.RandomKey;

/**
 * Networks that are no chains. A layer's letter is its index, the input's is none; {@code +} adds,
 * {@code |} puts side by side.
 */
public enum TestGraph {
  /** out(a + b), b(a). */
  RESIDUAL_SUM(List.of(List.of(fed(0, 0)), List.of(fed(0, 0), fed(1, 0)))),
  /** out(a + b + c), c(a + b), b(a). */
  TWO_SUMS(
      List.of(
          List.of(fed(0, 0)),
          List.of(fed(0, 0), fed(1, 0)),
          List.of(fed(0, 0), fed(1, 0), fed(2, 0)))),
  /** out(b | c), b(a), c(a). */
  CONCATENATION(List.of(List.of(fed(0, 0)), List.of(fed(0, 0)), List.of(fed(1, 0), fed(2, 1)))),
  /** out(c | a), c(a | b), b(a). */
  DENSE_BLOCK(
      List.of(List.of(fed(0, 0)), List.of(fed(0, 0), fed(1, 1)), List.of(fed(2, 0), fed(0, 1)))),
  /** out(e | c), e(d | c + b), d(b), c(a), b(a): for b all that there is moves, stands or both. */
  MIXED(
      List.of(
          List.of(fed(0, 0)),
          List.of(fed(0, 0)),
          List.of(fed(1, 0)),
          List.of(fed(3, 0), fed(2, 1), fed(1, 1)),
          List.of(fed(4, 0), fed(2, 1)))),
  /** out(d), d(b | c), b(a), c(a): beside b stands c. */
  SIDE_BY_SIDE(
      List.of(
          List.of(fed(0, 0)),
          List.of(fed(0, 0)),
          List.of(fed(1, 0), fed(2, 1)),
          List.of(fed(3, 0)))),
  /** out(e), e(d | c), d(b), b(a), c(a): above b's consumer stands c. */
  ABOVE(
      List.of(
          List.of(fed(0, 0)),
          List.of(fed(0, 0)),
          List.of(fed(1, 0)),
          List.of(fed(3, 0), fed(2, 1)),
          List.of(fed(4, 0)))),
  /** out(b | b), b(a). */
  TWICE(List.of(List.of(fed(0, 0)), List.of(fed(1, 0), fed(1, 1)))),
  /** out(a | b): two that read the input. */
  TWO_READERS(List.of(List.of(), List.of(fed(0, 0), fed(1, 1)))),
  /** out(d), d(a + c | b), c(b): two that read the input, one of them through another layer. */
  UNEQUAL_READERS(
      List.of(
          List.of(),
          List.of(fed(1, 0)),
          List.of(fed(0, 0), fed(2, 0), fed(1, 1)),
          List.of(fed(3, 0))));

  @SuppressWarnings("ImmutableEnumChecker") // lists of List.of alone
  private final List<List<Feed>> feeds; // of the layers above the first, in units of the width

  TestGraph(List<List<Feed>> feeds) {
    this.feeds = feeds;
  }

  private static Feed fed(int source, int place) {
    return new Feed(source, place);
  }

  /** The number of hidden layers. */
  public int hiddenLayers() {
    return feeds.size();
  }

  /** The network, with weights of variance 1/inputs and biases of deviation ½. */
  public DenseNetwork create(
      DataType type, Activation activation, double scale, RandomKey key, int d, int width) {
    List<List<Feed>> places = new ArrayList<>(List.of(List.of()));
    List<DenseLayer> layers = new ArrayList<>();
    for (int k = 0; k <= feeds.size(); k++) {
      int inputs = d;
      if (k > 0 && feeds.get(k - 1).isEmpty()) {
        places.add(List.of());
      } else if (k > 0) {
        places.add(
            feeds.get(k - 1).stream()
                .map(feed -> new Feed(feed.source(), feed.from() * width))
                .toList());
        inputs = places.get(k).stream().mapToInt(Feed::from).max().orElseThrow() + width;
      }
      boolean output = k == feeds.size();
      double size = (places.get(k).isEmpty() ? scale : 1) / Math.sqrt(inputs);
      layers.add(
          new DenseLayer(
              "layer" + k,
              TestNetworks.gaussian(key.index(2L * k), type, inputs, output ? 1 : width).muli(size),
              TestNetworks.gaussian(key.index(2L * k + 1), type, 1, output ? 1 : width).muli(0.5),
              output ? Activation.IDENTITY : activation));
    }
    return new DenseNetwork(layers, places, scale);
  }
}
