package org.sdze.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/**
 * What a step of noise credit costs beside one of backpropagation and Adam: a network
 * 784-512-512-10 at batch 256, the two in turns in one process.
 */
public final class StepCost {

  private static final int BATCH = 256;
  private static final int WARM_UP = 40;

  private StepCost() {}

  /** Prints the medians in milliseconds, and their ratio. */
  public static void main(String[] arguments) {
    int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    MultiLayerNetwork adam = network(new Adam(1e-3));
    MultiLayerNetwork sdze = Sdze.attach(network(Sdze.builder().build()));
    INDArray features = Nd4j.createUninitialized(new long[] {BATCH, 784}, 'f');
    KeyedDraws.gaussian(RandomKey.root(0), features);
    INDArray labels = Nd4j.zeros(BATCH, 10);
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % 10, 1);
    }
    double[][] millis = new double[2][steps];
    for (int step = -WARM_UP; step < steps; step++) {
      for (int k = 0; k < 2; k++) {
        long begin = System.nanoTime();
        List.of(sdze, adam).get(k).fit(features, labels);
        if (step >= 0) {
          millis[k][step] = (System.nanoTime() - begin) * 1e-6;
        }
      }
    }
    double ours = median(millis[0]);
    double theirs = median(millis[1]);
    System.out.printf(
        Locale.ROOT, "sdze %.2f ms, adam %.2f ms, ratio %.2f%n", ours, theirs, ours / theirs);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static MultiLayerNetwork network(IUpdater updater) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(updater)
                .activation(Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder().nIn(784).nOut(512).build())
                .layer(new DenseLayer.Builder().nIn(512).nOut(512).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(512)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }
}
