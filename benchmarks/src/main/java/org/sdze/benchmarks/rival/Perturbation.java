package org.sdze.benchmarks.rival;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/** A law of moves of all parameters, each named by its key and drawn anew wherever it is needed. */
public enum Perturbation {
  /** Gaussian noise on every parameter: MeZO's (arXiv:2305.17333). */
  GAUSSIAN {
    @Override
    void addTo(INDArray array, RandomKey key, double scale) {
      long width = Math.max(1, BLOCK_NUMBERS / array.rows());
      for (long from = 0; from < array.columns(); from += width) {
        long to = Math.min(array.columns(), from + width);
        INDArray z = draw(key.index(from), array, array.rows(), to - from);
        array.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).addi(z.muli(scale));
      }
    }
  },
  /** a bᵀ on every matrix, a and b Gaussian, Gaussian noise on vectors: EGGROLL's. */
  LOW_RANK {
    @Override
    void addTo(INDArray array, RandomKey key, double scale) {
      if (array.rows() == 1 || array.columns() == 1) {
        GAUSSIAN.addTo(array, key, scale);
        return;
      }
      INDArray left = draw(key.index(0), array, array.rows(), 1);
      INDArray right = draw(key.index(1), array, array.columns(), 1);
      Nd4j.gemm(left, right, array, false, true, scale, 1);
    }
  };

  // Numbers of Gaussian noise that exist at a time.
  private static final int BLOCK_NUMBERS = 1 << 20;

  /** Adds a multiple of the move to an array, {@code [rows, columns]}, 'f' order. */
  abstract void addTo(INDArray array, RandomKey key, double scale);

  /** Adds a multiple of a move to arrays, one a parameter. */
  public void addTo(List<INDArray> arrays, RandomKey key, double scale) {
    for (int k = 0; k < arrays.size(); k++) {
      addTo(arrays.get(k), key.index(k), scale);
    }
  }

  /** Moves a network's parameters; the first layer holds s times what is trained. */
  public void move(DenseNetwork network, RandomKey key, double scale) {
    List<INDArray> parameters = network.parameters();
    addTo(parameters.get(0), key.index(0), scale * network.inputScale());
    for (int k = 1; k < parameters.size(); k++) {
      addTo(parameters.get(k), key.index(k), scale);
    }
    network.changed();
  }

  private static INDArray draw(RandomKey key, INDArray like, long rows, long columns) {
    INDArray draws = Nd4j.createUninitialized(like.dataType(), new long[] {rows, columns}, 'f');
    KeyedDraws.gaussian(key, draws);
    return draws;
  }
}
