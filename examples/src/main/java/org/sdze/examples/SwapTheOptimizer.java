package org.sdze.examples;

import java.util.Locale;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.sdze.examples.data.Digits;
import org.sdze.examples.zoo.DigitsRun;
import org.sdze.examples.zoo.NetworkSeed;
import org.sdze.optimizer.Sdze;

/** A plain DL4J program on handwritten digits, by Adam and without backpropagation. */
public final class SwapTheOptimizer {

  private static final int BATCH = 32;
  private static final int SEEDS = 3;

  private SwapTheOptimizer() {}

  /** Prints the test accuracies, the mean of three seeds. */
  public static void main(String[] arguments) {
    int epochs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
    System.out.printf(
        Locale.ROOT,
        "Sdze %.4f, Adam %.4f%n",
        meanAccuracy(epochs, true),
        meanAccuracy(epochs, false));
  }

  private static double meanAccuracy(int epochs, boolean isForwardOnly) {
    double sum = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      sum += accuracy(epochs, seed, isForwardOnly);
    }
    return sum / SEEDS;
  }

  /** The accuracy on the test part, in [0, 1]. */
  static double accuracy(int epochs, long seed, boolean isForwardOnly) {
    Digits digits = Digits.load();
    int steps = epochs * ((digits.training().numExamples() + BATCH - 1) / BATCH);
    IUpdater updater =
        isForwardOnly
            ? Sdze.builder().learningRate(falling(1e-2, steps)).seed(seed).build()
            : new Adam(falling(3e-3, steps));
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(NetworkSeed.of(seed))
            .updater(updater) // one line differs,
            .activation(Activation.TANH)
            .list()
            .layer(new DenseLayer.Builder().nIn(64).nOut(128).build())
            .layer(new DenseLayer.Builder().nIn(128).nOut(64).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(64)
                    .nOut(10)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    if (isForwardOnly) {
      Sdze.attach(network); // and one call
    }
    DigitsRun.Limit limit = DigitsRun.Limit.ofEpochs(epochs);
    return DigitsRun.of(network, digits, BATCH, limit, seed).accuracy();
  }

  private static ISchedule falling(double rate, int steps) {
    return new ExponentialSchedule(ScheduleType.ITERATION, rate, Math.pow(0.02, 1.0 / steps));
  }
}
