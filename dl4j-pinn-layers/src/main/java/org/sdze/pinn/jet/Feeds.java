package org.sdze.pinn.jet;

import java.util.List;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.forward.Workspace;

/** What enters a layer from those that feed it. */
public final class Feeds {

  private Feeds() {}

  /**
   * Outputs of several layers where a layer's weights meet them, added where they overlap, 0 where
   * there are none. One that fills the whole input is given back as it is.
   *
   * @param inputs the number of the layer's inputs
   * @param outputs a coefficient of the jet that leaves a layer, {@code […, its width]}, 'f' order
   * @return {@code […, inputs]}, 'f' order
   */
  public static INDArray gather(
      List<Feed> feeds, long inputs, IntFunction<INDArray> outputs, Workspace work, String name) {
    INDArray first = outputs.apply(feeds.get(0).source());
    int last = first.rank() - 1;
    if (feeds.size() == 1 && first.size(last) == inputs) {
      return first;
    }
    long[] shape = first.shape().clone(); // ND4J gives away its own array
    shape[last] = inputs;
    INDArray sum = work.buffer(name, shape).assign(0);
    INDArray columns = flat(sum);
    for (Feed feed : feeds) {
      INDArray output = flat(outputs.apply(feed.source()));
      columns
          .get(
              NDArrayIndex.all(),
              NDArrayIndex.interval(feed.from(), feed.from() + output.columns()))
          .addi(output);
    }
    return sum;
  }

  /** An array seen as a matrix with the last axis as its columns. */
  static INDArray flat(INDArray tensor) {
    long columns = tensor.size(tensor.rank() - 1);
    return tensor.reshape('f', tensor.length() / columns, columns);
  }
}
