package org.sdze.benchmarks.swap;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Something that DL4J trains by an updater, of which one line may be swapped. */
interface Swappable {

  /** Lets ours train it, where that is its updater: what a user adds after the swapped line. */
  void attach();

  long parameters();

  /** Trains on batches, by {@code fit}. */
  void epoch(List<DataSet> batches);

  /** The mean loss of samples, without regularization. */
  double loss(Samples samples);

  /** The part of labels, in [0, 1], that it knows. */
  double accuracy(Samples samples);

  /**
   * Its trained parameters as they are, layer by layer: running averages are not among them.
   *
   * @return views or copies by a layer's name
   */
  Map<String, List<INDArray>> layers();

  /** Takes over all parameters of another one that was built alike. */
  void take(Swappable other);

  /** Without regularization and clipping of gradients from now on; before it is attached. */
  void strip();
}
