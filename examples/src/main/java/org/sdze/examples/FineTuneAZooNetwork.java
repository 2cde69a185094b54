package org.sdze.examples;

import java.util.Locale;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.examples.data.Digits;
import org.sdze.examples.zoo.DigitsRun;
import org.sdze.examples.zoo.ZooNetwork;
import org.sdze.optimizer.Sdze;

/**
 * LeNet of the model zoo gets a new head on its frozen convolutions, which is trained without
 * backpropagation: through DL4J's own transfer learning.
 */
public final class FineTuneAZooNetwork {

  private static final int BATCH = 32;

  private FineTuneAZooNetwork() {}

  /** Prints the accuracy on the test part of the digits. */
  public static void main(String[] arguments) {
    int epochs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
    System.out.printf(Locale.ROOT, "accuracy %.4f%n", accuracy(epochs));
  }

  /** The accuracy after some epochs of either phase, in [0, 1]. */
  static double accuracy(int epochs) {
    Digits digits = Digits.load();
    MultiLayerNetwork lenet = (MultiLayerNetwork) ZooNetwork.LENET.build(new Adam(1e-3), 0);
    train(lenet, digits, epochs); // stands for weights from elsewhere
    MultiLayerNetwork network =
        new TransferLearning.Builder(lenet)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder()
                    .updater(Sdze.builder().learningRate(3e-3).build())
                    .build())
            .setFeatureExtractor(3)
            .removeLayersFromOutput(2)
            .addLayer(
                new DenseLayer.Builder().nIn(200).nOut(64).activation(Activation.TANH).build())
            .addLayer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(64)
                    .nOut(10)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    System.out.print(Sdze.describe(network));
    return train(Sdze.attach(network), digits, epochs);
  }

  private static double train(MultiLayerNetwork network, Digits digits, int epochs) {
    DigitsRun.Limit limit = DigitsRun.Limit.ofEpochs(epochs);
    return DigitsRun.of(network, digits, BATCH, limit, 0).accuracy();
  }
}
