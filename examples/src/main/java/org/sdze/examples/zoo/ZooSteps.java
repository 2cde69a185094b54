package org.sdze.examples.zoo;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.sdze.optimizer.Sdze;

/**
 * Some steps of a zoo network on noise.
 *
 * @param parameters of the network
 * @param firstLoss before the first step, regularization included
 * @param lastLoss before the last one
 * @param secondsPerStep without the first step
 */
public record ZooSteps(long parameters, double firstLoss, double lastLoss, double secondsPerStep) {

  /** Hears of every step. */
  @FunctionalInterface
  public interface Progress {
    /** Called after a step, counted from 1. */
    void afterStep(int step, double loss);
  }

  /** Builds the network, attaches it and trains. */
  public static ZooSteps of(ZooNetwork network, int steps, int batch, Progress progress) {
    Model model = network.build(Sdze.builder().learningRate(1e-4).build(), 0);
    MultiDataSet data = network.synthetic(model, batch, 1);
    Sdze.attach(model);
    double first = Double.NaN;
    long begin = System.nanoTime();
    for (int step = 1; step <= steps; step++) {
      if (model instanceof MultiLayerNetwork chain) {
        chain.fit(data.getFeatures(0), data.getLabels(0));
      } else {
        ((ComputationGraph) model).fit(data);
      }
      if (step == 1) {
        first = model.score();
        begin = steps > 1 ? System.nanoTime() : begin;
      }
      progress.afterStep(step, model.score());
    }
    double seconds = (System.nanoTime() - begin) * 1e-9 / Math.max(1, steps - 1);
    return new ZooSteps(model.numParams(), first, model.score(), seconds);
  }
}
