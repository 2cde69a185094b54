package org.sdze.examples.zoo;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
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

  private static final double RATE = 1e-4;

  /** Hears of every step. */
  @FunctionalInterface
  public interface Progress {
    /** Called after a step, counted from 1. */
    void afterStep(int step, double loss);
  }

  /** What is done with a network. */
  public enum Mode {
    /** It is trained without backpropagation. */
    SDZE,
    /** It is trained by backpropagation and Adam. */
    ADAM,
    /** It is evaluated and not trained; losses are zero. */
    INFERENCE
  }

  /** Trains a network at its smallest input without backpropagation. */
  public static ZooSteps of(ZooNetwork network, int steps, int batch, Progress progress) {
    return of(network, network.side(), Mode.SDZE, steps, batch, progress);
  }

  /**
   * Builds a network and trains or evaluates it.
   *
   * @param side of its input
   */
  public static ZooSteps of(
      ZooNetwork network, int side, Mode mode, int steps, int batch, Progress progress) {
    Model model =
        network.build(
            mode == Mode.SDZE
                ? Sdze.builder().learningRate(RATE).build()
                : mode == Mode.ADAM ? new Adam(RATE) : new NoOp(),
            0,
            side);
    MultiDataSet data = network.synthetic(model, batch, 1, side);
    if (mode == Mode.SDZE) {
      Sdze.attach(model);
    }
    double first = Double.NaN;
    long begin = System.nanoTime();
    for (int step = 1; step <= steps; step++) {
      step(model, data, mode);
      if (step == 1) {
        first = model.score();
        begin = steps > 1 ? System.nanoTime() : begin;
      }
      progress.afterStep(step, model.score());
    }
    double seconds = (System.nanoTime() - begin) * 1e-9 / Math.max(1, steps - 1);
    return new ZooSteps(model.numParams(), first, model.score(), seconds);
  }

  private static void step(Model model, MultiDataSet data, Mode mode) {
    if (model instanceof MultiLayerNetwork chain) {
      if (mode == Mode.INFERENCE) {
        chain.output(data.getFeatures(0));
      } else {
        chain.fit(data.getFeatures(0), data.getLabels(0));
      }
    } else if (mode == Mode.INFERENCE) {
      ((ComputationGraph) model).output(data.getFeatures());
    } else {
      ((ComputationGraph) model).fit(data);
    }
  }
}
