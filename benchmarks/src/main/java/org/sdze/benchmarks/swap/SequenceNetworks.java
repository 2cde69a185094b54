package org.sdze.benchmarks.swap;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.random.RandomKey;

/** Networks of DL4J's examples on sequences. */
final class SequenceNetworks {

  private static final String SENTENCE =
      "*Der Cottbuser Postkutscher putzt den Cottbuser Postkutschkasten.";
  private static final int HIDDEN = 50;
  private static final int TOKENS = 10;
  private static final int TAGS = 4;
  private static final int TAGGED = 3;
  private static final int TAGGED_STEPS = 8;
  private static final RandomKey KEY = RandomKey.root(60);

  private SequenceNetworks() {}

  static List<SwapNetwork> all() {
    return List.of(
        new SwapNetwork(
            "conv1d",
            new Nadam(),
            20,
            10,
            true,
            () -> ControlSeries.of(KEY).labelled(),
            SequenceNetworks::convolution),
        new SwapNetwork(
            "lstm-classifier",
            new Nadam(),
            12,
            10,
            true,
            () -> ControlSeries.of(KEY).labelledAtTheEnd(),
            SequenceNetworks::classifier),
        new SwapNetwork(
            "sequence-memory",
            new RmsProp(1e-3),
            100,
            1,
            true,
            SequenceNetworks::sentence,
            SequenceNetworks::memory),
        new SwapNetwork(
            "embedding-lstm",
            new Adam(1e-2),
            300,
            TAGGED,
            true,
            SequenceNetworks::tags,
            SequenceNetworks::embedding));
  }

  /**
   * 16 maps of width 5 and their means over time. The example has one map and no pooling, which
   * DL4J 1.0.0-M2.1 cannot train on one label a series.
   */
  private static Swappable convolution(IUpdater updater, long seed) {
    return LayerNetwork.of(
        clipped(updater, seed)
            .list()
            .layer(
                new Convolution1DLayer.Builder(5)
                    .convolutionMode(ConvolutionMode.Same)
                    .activation(Activation.TANH)
                    .nOut(16)
                    .build())
            .layer(new GlobalPoolingLayer(PoolingType.AVG))
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .nOut(ControlSeries.CLASSES)
                    .build())
            .setInputType(InputType.recurrent(1, ControlSeries.STEPS))
            .build());
  }

  /** An LSTM of 10 units whose last output counts. */
  private static Swappable classifier(IUpdater updater, long seed) {
    return LayerNetwork.of(
        clipped(updater, seed)
            .list()
            .layer(lstm(1, 10))
            .layer(outputs(10, ControlSeries.CLASSES))
            .build());
  }

  private static NeuralNetConfiguration.Builder clipped(IUpdater updater, long seed) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .weightInit(WeightInit.XAVIER)
        .updater(updater)
        .gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)
        .gradientNormalizationThreshold(0.5);
  }

  /** Two LSTMs of 50 units that learn one sentence by heart. */
  private static Swappable memory(IUpdater updater, long seed) {
    int letters = (int) SENTENCE.chars().distinct().count();
    return LayerNetwork.of(
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .biasInit(0)
            .miniBatch(false)
            .updater(updater)
            .weightInit(WeightInit.XAVIER)
            .list()
            .layer(lstm(letters, HIDDEN))
            .layer(lstm(HIDDEN, HIDDEN))
            .layer(outputs(HIDDEN, letters))
            .build());
  }

  private static LSTM lstm(int inputs, int units) {
    return new LSTM.Builder().activation(Activation.TANH).nIn(inputs).nOut(units).build();
  }

  /** With a format of its data: DL4J guesses it, but not behind preprocessors set by hand. */
  private static RnnOutputLayer outputs(int inputs, int classes) {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .activation(Activation.SOFTMAX)
        .dataFormat(RNNFormat.NCW)
        .nIn(inputs)
        .nOut(classes)
        .build();
  }

  /** From each letter the next one, from the last the first. */
  private static Split sentence() {
    int[] letters = SENTENCE.chars().distinct().toArray();
    int steps = SENTENCE.length();
    float[][] features = new float[1][letters.length * steps];
    float[][] labels = new float[1][letters.length * steps];
    for (int t = 0; t < steps; t++) {
      for (int k = 0; k < letters.length; k++) {
        features[0][k * steps + t] = SENTENCE.charAt(t) == letters[k] ? 1 : 0;
        labels[0][k * steps + t] = SENTENCE.charAt((t + 1) % steps) == letters[k] ? 1 : 0;
      }
    }
    Samples samples = Samples.ofSequences(features, labels, steps);
    return new Split(samples, samples);
  }

  /** Embeddings of 5, an LSTM of 7. The example trains nothing and names no updater. */
  private static Swappable embedding(IUpdater updater, long seed) {
    return LayerNetwork.of(
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .activation(Activation.RELU)
            .updater(updater)
            .list()
            .layer(new EmbeddingLayer.Builder().nIn(TOKENS).nOut(5).build())
            .layer(lstm(5, 7))
            .layer(outputs(7, TAGS))
            .inputPreProcessor(0, new RnnToFeedForwardPreProcessor())
            .inputPreProcessor(1, new FeedForwardToRnnPreProcessor())
            .build());
  }

  /** Three sequences of eight tokens with a random tag each, to be learned by heart. */
  private static Split tags() {
    UniformRandomProvider generator = KEY.index(2).generator();
    float[][] features = new float[TAGGED][TAGGED_STEPS];
    float[][] labels = new float[TAGGED][TAGS * TAGGED_STEPS];
    for (int i = 0; i < TAGGED; i++) {
      for (int t = 0; t < TAGGED_STEPS; t++) {
        features[i][t] = generator.nextInt(TOKENS);
        labels[i][generator.nextInt(TAGS) * TAGGED_STEPS + t] = 1;
      }
    }
    Samples samples = Samples.ofSequences(features, labels, TAGGED_STEPS);
    return new Split(samples, samples);
  }
}
