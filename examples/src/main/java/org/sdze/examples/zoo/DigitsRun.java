package org.sdze.examples.zoo;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.sdze.examples.data.Digits;

/**
 * A network trained on the digits.
 *
 * @param accuracy on the test part, in [0, 1]
 * @param seconds of training
 */
public record DigitsRun(double accuracy, double seconds) {

  /**
   * How long training goes on.
   *
   * @param epochs at most
   * @param seconds after which no further epoch is begun
   */
  public record Limit(int epochs, double seconds) {
    /** Some epochs, however long they take. */
    public static Limit ofEpochs(int epochs) {
      return new Limit(epochs, Double.POSITIVE_INFINITY);
    }
  }

  /**
   * Trains with {@code fit} on the training part, and evaluates on the test part.
   *
   * @param model with ten outputs, which takes rows of 64 pixels or images
   */
  public static DigitsRun of(Model model, Digits digits, int batch, Limit limit, long seed) {
    long nanos = 0;
    for (int epoch = 0; epoch < limit.epochs() && nanos * 1e-9 < limit.seconds(); epoch++) {
      DataSetIterator iterator = Digits.epoch(digits.training(), batch, seed * 1_000 + epoch);
      long begin = System.nanoTime();
      if (model instanceof MultiLayerNetwork network) {
        network.fit(iterator);
      } else {
        ((ComputationGraph) model).fit(iterator);
      }
      nanos += System.nanoTime() - begin;
    }
    return new DigitsRun(accuracy(model, digits.test()), nanos * 1e-9);
  }

  /** The part of the samples whose class a network recognizes. */
  private static double accuracy(Model model, DataSet data) {
    INDArray output =
        model instanceof MultiLayerNetwork network
            ? network.output(data.getFeatures())
            : ((ComputationGraph) model).outputSingle(data.getFeatures());
    INDArray hits = output.argMax(1).eq(data.getLabels().argMax(1));
    return hits.castTo(output.dataType()).meanNumber().doubleValue();
  }
}
