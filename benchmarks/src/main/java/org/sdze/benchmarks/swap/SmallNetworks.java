package org.sdze.benchmarks.swap;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.random.RandomKey;

/** Networks of DL4J's examples with few inputs. */
final class SmallNetworks {

  private static final int WIDTH = 160;
  private static final int HEIGHT = 125;
  private static final int SUMS = 1_000;
  private static final RandomKey KEY = RandomKey.root(3);

  private SmallNetworks() {}

  static List<SwapNetwork> all() {
    return List.of(
        new SwapNetwork(
            "picture",
            new Adam(1e-3),
            5,
            1_000,
            false,
            SmallNetworks::pixels,
            SmallNetworks::picture),
        new SwapNetwork(
            "iris",
            new Sgd(0.1),
            1_000,
            Iris.COUNT,
            true,
            () -> Iris.split(KEY),
            SmallNetworks::iris),
        new SwapNetwork(
            "xor", new Sgd(0.1), 2_000, 4, true, SmallNetworks::table, SmallNetworks::xor),
        new SwapNetwork(
            "sums",
            new Nesterovs(0.01, 0.9),
            200,
            100,
            false,
            SmallNetworks::pairs,
            SmallNetworks::sums));
  }

  /** From a pixel's place to its colour: five layers of 1,000. */
  private static Swappable picture(IUpdater updater, long seed) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .weightInit(WeightInit.XAVIER)
            .activation(Activation.LEAKYRELU)
            .updater(updater)
            .list();
    for (int k = 0; k < 5; k++) {
      list.layer(new DenseLayer.Builder().nIn(k == 0 ? 2 : 1_000).nOut(1_000).build());
    }
    return LayerNetwork.of(list.layer(values(LossFunction.L2, 1_000, 3)).build());
  }

  private static OutputLayer values(LossFunction loss, int inputs, int outputs) {
    return new OutputLayer.Builder(loss)
        .activation(Activation.IDENTITY)
        .nIn(inputs)
        .nOut(outputs)
        .build();
  }

  /** A picture by formulas in place of the example's painting: a disc before waves of colour. */
  private static Split pixels() {
    float[][] places = new float[WIDTH * HEIGHT][];
    float[][] colours = new float[WIDTH * HEIGHT][];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int row = i / WIDTH;
      double x = 2.0 * (i % WIDTH) / WIDTH - 1;
      double y = 2.0 * row / HEIGHT - 1;
      boolean isDisc = x * x + (y - 0.2) * (y - 0.2) < 0.25;
      places[i] = new float[] {(float) x, (float) y};
      colours[i] =
          new float[] {
            isDisc ? 0.9f : (float) (0.5 + 0.4 * Math.sin(5 * x + 2 * y)),
            isDisc ? 0.7f : (float) (0.5 + 0.4 * Math.sin(4 * y - x)),
            isDisc ? 0.3f : (float) (0.5 + 0.4 * Math.cos(3 * x * y))
          };
    }
    Samples samples = Samples.ofRows(places, colours);
    return new Split(samples, samples);
  }

  /** 4-3-3-3 with tanh. */
  private static Swappable iris(IUpdater updater, long seed) {
    return LayerNetwork.of(
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .activation(Activation.TANH)
            .weightInit(WeightInit.XAVIER)
            .updater(updater)
            .l2(1e-4)
            .list()
            .layer(new DenseLayer.Builder().nIn(4).nOut(3).build())
            .layer(new DenseLayer.Builder().nIn(3).nOut(3).build())
            .layer(LayerNetwork.classes(3, 3))
            .build());
  }

  /** 2-4-2 with sigmoids, weights uniform on [0, 1). */
  private static Swappable xor(IUpdater updater, long seed) {
    return LayerNetwork.of(
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(updater)
            .biasInit(0)
            .miniBatch(false)
            .weightInit(new UniformDistribution(0, 1))
            .list()
            .layer(new DenseLayer.Builder().nIn(2).nOut(4).activation(Activation.SIGMOID).build())
            .layer(LayerNetwork.classes(4, 2))
            .build());
  }

  private static Split table() {
    Samples samples =
        Samples.ofRows(
            new float[][] {{0, 0}, {1, 0}, {0, 1}, {1, 1}},
            new float[][] {{1, 0}, {0, 1}, {0, 1}, {1, 0}});
    return new Split(samples, samples);
  }

  /** 2-10-1 with tanh. */
  private static Swappable sums(IUpdater updater, long seed) {
    return LayerNetwork.of(
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .weightInit(WeightInit.XAVIER)
            .updater(updater)
            .list()
            .layer(new DenseLayer.Builder().nIn(2).nOut(10).activation(Activation.TANH).build())
            .layer(values(LossFunction.MSE, 10, 1))
            .build());
  }

  /** Two numbers uniform on [0, 3), and their sum. */
  private static Split pairs() {
    UniformRandomProvider generator = KEY.index(1).generator();
    float[][] pairs = new float[SUMS][2];
    float[][] sums = new float[SUMS][1];
    for (int i = 0; i < SUMS; i++) {
      pairs[i][0] = (float) (3 * generator.nextDouble());
      pairs[i][1] = (float) (3 * generator.nextDouble());
      sums[i][0] = pairs[i][0] + pairs[i][1];
    }
    Samples samples = Samples.ofRows(pairs, sums);
    return new Split(samples, samples);
  }
}
