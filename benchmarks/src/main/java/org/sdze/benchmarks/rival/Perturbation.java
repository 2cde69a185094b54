package org.sdze.benchmarks.rival;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/** Gaussian moves z of all parameters, each named by its key and drawn anew where it is needed. */
public final class Perturbation {

  // Numbers of z that exist at a time.
  private static final int BLOCK_NUMBERS = 1 << 20;

  private Perturbation() {}

  /** θ ← θ + scale · z; the first layer holds s times what is trained. */
  public static void move(DenseNetwork network, RandomKey key, double scale) {
    List<INDArray> parameters = network.parameters();
    for (int k = 0; k < parameters.size(); k++) {
      addTo(parameters.get(k), key.index(k), k == 0 ? scale * network.inputScale() : scale);
    }
    network.changed();
  }

  /** Adds scale · z to arrays, one a parameter. */
  public static void addTo(List<INDArray> arrays, RandomKey key, double scale) {
    for (int k = 0; k < arrays.size(); k++) {
      addTo(arrays.get(k), key.index(k), scale);
    }
  }

  private static void addTo(INDArray array, RandomKey key, double scale) {
    long width = Math.max(1, BLOCK_NUMBERS / array.rows());
    for (long from = 0; from < array.columns(); from += width) {
      long to = Math.min(array.columns(), from + width);
      INDArray z =
          Nd4j.createUninitialized(array.dataType(), new long[] {array.rows(), to - from}, 'f');
      KeyedDraws.gaussian(key.index(from), z);
      array.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).addi(z.muli(scale));
    }
  }
}
