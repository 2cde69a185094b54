package org.sdze.benchmarks.swap;

import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.random.RandomKey;

/** Networks that DL4J's examples train on MNIST, here on {@link DeformedDigits}. */
final class ImageNetworks {

  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;
  private static final int SMALL_SIDE = 14;
  private static final int CLASSES = DeformedDigits.CLASSES;
  private static final int TRAINING = 8_000;
  private static final int TEST = 2_000;
  private static final RandomKey KEY = RandomKey.root(28);

  private ImageNetworks() {}

  static List<SwapNetwork> all() {
    Supplier<Split> images = () -> DeformedDigits.split(SIDE, TRAINING, TEST, KEY);
    return List.of(
        new SwapNetwork("mlp", new Nadam(), 8, 64, true, images, ImageNetworks::perceptron),
        new SwapNetwork("lenet", new Adam(1e-3), 3, 64, true, images, ImageNetworks::lenet),
        new SwapNetwork(
            "autoencoder",
            new AdaGrad(0.05),
            10,
            100,
            false,
            () -> DeformedDigits.ofThemselves(SIDE, TRAINING, TEST, KEY),
            ImageNetworks::autoencoder),
        new SwapNetwork(
            "batch-norm-convolutions",
            new Adam(1e-3),
            3,
            64,
            true,
            () -> DeformedDigits.split(SMALL_SIDE, TRAINING, TEST, KEY),
            ImageNetworks::batchNorm),
        new SwapNetwork("same-diff", new Adam(1e-3), 3, 32, true, images, GraphNetwork::perceptron),
        new SwapNetwork(
            "custom-layer", new Adam(1e-3), 3, 64, true, images, ImageNetworks::customLayer));
  }

  /** 784-500-100-10 with a little weight decay. */
  private static Swappable perceptron(IUpdater updater, long seed) {
    return LayerNetwork.of(
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .activation(Activation.RELU)
            .weightInit(WeightInit.XAVIER)
            .updater(updater)
            .l2(0.0015 * 0.005)
            .list()
            .layer(new DenseLayer.Builder().nIn(PIXELS).nOut(500).build())
            .layer(new DenseLayer.Builder().nIn(500).nOut(100).build())
            .layer(classes(100))
            .build());
  }

  /** Two convolutions 5×5 of 20 and 50 maps without a function, 500 units: 431,080 parameters. */
  private static Swappable lenet(IUpdater updater, long seed) {
    return LayerNetwork.of(
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .l2(5e-4)
            .weightInit(WeightInit.XAVIER)
            .updater(updater)
            .list()
            .layer(convolution(20).nIn(1).build())
            .layer(halving())
            .layer(convolution(50).build())
            .layer(halving())
            .layer(new DenseLayer.Builder().activation(Activation.RELU).nOut(500).build())
            .layer(classes(500))
            .setInputType(InputType.convolutionalFlat(SIDE, SIDE, 1))
            .build());
  }

  /** 784-250-10-250-784 with squared errors. */
  private static Swappable autoencoder(IUpdater updater, long seed) {
    return LayerNetwork.of(
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .weightInit(WeightInit.XAVIER)
            .updater(updater)
            .activation(Activation.RELU)
            .l2(1e-4)
            .list()
            .layer(new DenseLayer.Builder().nIn(PIXELS).nOut(250).build())
            .layer(new DenseLayer.Builder().nIn(250).nOut(10).build())
            .layer(new DenseLayer.Builder().nIn(10).nOut(250).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MSE)
                    .nIn(250)
                    .nOut(PIXELS)
                    .activation(Activation.LEAKYRELU)
                    .build())
            .build());
  }

  /**
   * Seven times a linear layer, batch normalization and ReLU: convolutions 3×3 of 8, 8, 16, 16, 32
   * and 32 maps, and 64 units. No example of DL4J's, but the pattern of its zoo.
   */
  private static Swappable batchNorm(IUpdater updater, long seed) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .weightInit(WeightInit.RELU)
            .updater(updater)
            .list();
    for (int maps = 8; maps <= 32; maps *= 2) {
      for (int k = 0; k < 2; k++) {
        list.layer(
            new ConvolutionLayer.Builder(3, 3)
                .convolutionMode(ConvolutionMode.Same)
                .nOut(maps)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build());
        normalized(list);
      }
      if (maps < 32) {
        list.layer(halving());
      }
    }
    list.layer(
        new DenseLayer.Builder().nOut(64).hasBias(false).activation(Activation.IDENTITY).build());
    normalized(list);
    return LayerNetwork.of(
        list.layer(classes(64))
            .setInputType(InputType.convolutionalFlat(SMALL_SIDE, SMALL_SIDE, 1))
            .build());
  }

  private static void normalized(NeuralNetConfiguration.ListBuilder list) {
    list.layer(new BatchNormalization()).layer(new ActivationLayer(Activation.RELU));
  }

  /** 784-128-10 with a hidden layer of the user's own. */
  private static Swappable customLayer(IUpdater updater, long seed) {
    return LayerNetwork.of(
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .weightInit(WeightInit.XAVIER)
            .updater(updater)
            .list()
            .layer(new TwoActivations(PIXELS, 64))
            .layer(classes(128))
            .setInputType(InputType.feedForward(PIXELS))
            .build());
  }

  private static ConvolutionLayer.Builder convolution(int maps) {
    return new ConvolutionLayer.Builder(5, 5)
        .stride(1, 1)
        .nOut(maps)
        .activation(Activation.IDENTITY);
  }

  private static SubsamplingLayer halving() {
    return new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build();
  }

  private static OutputLayer classes(int inputs) {
    return LayerNetwork.classes(inputs, CLASSES);
  }
}
