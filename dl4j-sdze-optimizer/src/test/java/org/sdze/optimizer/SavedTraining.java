package org.sdze.optimizer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;

/**
 * Networks whose training is stopped in one process and goes on in another: {@link #main} is the
 * other one.
 */
enum SavedTraining {
  FACTORED_MOMENTS("of a chain with noise credit and factored moments") {
    @Override
    Model network() {
      return chain(
          settings(Sdze.builder().learningRate(0.02).seed(4).build())
              .list()
              .layer(dense(5, 8))
              .layer(dense(8, 6))
              .layer(classes(6))
              .setInputType(InputType.feedForward(5)));
    }
  },
  LOW_RANK("of a graph in a low-rank subspace") {
    @Override
    Model network() {
      Sdze sdze = Sdze.builder().credit(Credit.LOW_RANK).rank(2).refreshInterval(3).seed(4).build();
      ComputationGraph graph =
          new ComputationGraph(
              settings(sdze)
                  .graphBuilder()
                  .addInputs("in")
                  .addLayer("hidden", dense(5, 8), "in")
                  .addLayer("out", classes(8), "hidden")
                  .setOutputs("out")
                  .build());
      graph.init();
      return graph;
    }
  },
  FEEDBACK("of convolutions with feedback") {
    @Override
    Model network() {
      return chain(
          settings(Sdze.builder().feedback(true).probes(2).seed(4).build())
              .list()
              .layer(new ConvolutionLayer.Builder(2, 2).nOut(4).build())
              .layer(
                  new SubsamplingLayer.Builder(PoolingType.MAX)
                      .kernelSize(2, 2)
                      .stride(2, 2)
                      .build())
              .layer(new ConvolutionLayer.Builder(2, 2).nOut(3).build())
              .layer(classes(0))
              .setInputType(InputType.convolutional(7, 7, 2)));
    }

    @Override
    INDArray features(int step) {
      return gaussian(step, 98).dup('c').reshape('c', SAMPLES, 2, 7, 7);
    }
  },
  RECURRENT("of a bidirectional LSTM, in the fallback subspace with heavy-ball descent") {
    @Override
    Model network() {
      Sdze sdze = Sdze.builder().rule(Rule.SGD).momentum(0.8).learningRate(0.01).seed(4).build();
      return chain(
          settings(sdze)
              .list()
              .layer(new Bidirectional(new LSTM.Builder().nIn(5).nOut(4).build()))
              .layer(
                  new RnnOutputLayer.Builder(LossFunction.MSE)
                      .nIn(8)
                      .nOut(2)
                      .activation(Activation.IDENTITY)
                      .build())
              .setInputType(InputType.recurrent(5)));
    }

    @Override
    INDArray features(int step) {
      return gaussian(step, 15).dup('c').reshape('c', SAMPLES, 5, 3);
    }

    @Override
    INDArray labels(int step) {
      return gaussian(step, 6).dup('c').reshape('c', SAMPLES, 2, 3);
    }
  },
  GAUSS_NEWTON("of a regression by Gauss-Newton with momentum") {
    @Override
    Model network() {
      return regression(Sdze.builder().seed(4).build());
    }

    @Override
    INDArray labels(int step) {
      return number(step);
    }
  },
  UNITS_ADAM("of a regression by unit credit with Adam") {
    @Override
    Model network() {
      return regression(
          Sdze.builder().credit(Credit.UNITS).rule(Rule.ADAM).learningRate(0.01).seed(4).build());
    }

    @Override
    INDArray labels(int step) {
      return number(step);
    }
  };

  /** The steps before the file is written, and after it is read. */
  static final int BEFORE = 5;

  static final int AFTER = 4;
  static final int SAMPLES = 12;

  private final String words;

  SavedTraining(String words) {
    this.words = words;
  }

  /** The network, initialised. */
  abstract Model network();

  @Override
  public String toString() {
    return words;
  }

  INDArray features(int step) {
    return gaussian(step, 5);
  }

  INDArray labels(int step) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, SAMPLES, 3);
    for (int i = 0; i < SAMPLES; i++) {
      labels.putScalar(i, (i + step) % 3, 1);
    }
    return labels;
  }

  private static INDArray gaussian(int step, int width) {
    return TestNetworks.gaussian(RandomKey.root(9).index(step), DataType.FLOAT, SAMPLES, width);
  }

  private static INDArray number(int step) {
    INDArray features = gaussian(step, 5);
    return features.mul(features).sum(true, 1);
  }

  /** Makes the steps from one to another. */
  void train(Model model, int from, int to) {
    for (int step = from; step < to; step++) {
      if (model instanceof MultiLayerNetwork network) {
        network.fit(new DataSet(features(step), labels(step)));
      } else {
        ((ComputationGraph) model).fit(new MultiDataSet(features(step), labels(step)));
      }
    }
  }

  /** What a network makes of the features of step 0. */
  INDArray output(Model model) {
    return model instanceof MultiLayerNetwork network
        ? network.output(features(0))
        : ((ComputationGraph) model).outputSingle(features(0));
  }

  static String configuration(Model model) {
    return model instanceof MultiLayerNetwork network
        ? network.getLayerWiseConfigurations().toJson()
        : ((ComputationGraph) model).getConfiguration().toJson();
  }

  File saved(Path folder) {
    return folder.resolve(name() + ".zip").toFile();
  }

  File continued(Path folder) {
    return folder.resolve(name() + "-continued.zip").toFile();
  }

  File predicted(Path folder) {
    return folder.resolve(name() + "-output.bin").toFile();
  }

  /** Goes on with what is in a folder, and predicts as any DL4J program would. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    for (SavedTraining training : values()) {
      Model plain =
          training == LOW_RANK
              ? ModelSerializer.restoreComputationGraph(training.saved(folder))
              : ModelSerializer.restoreMultiLayerNetwork(training.saved(folder));
      Nd4j.saveBinary(training.output(plain), training.predicted(folder));
      Model restored = Sdze.restore(training.saved(folder));
      training.train(restored, BEFORE, BEFORE + AFTER);
      ModelSerializer.writeModel(restored, training.continued(folder), true);
    }
    Files.writeString(folder.resolve("done"), List.of(values()).toString());
  }

  private static NeuralNetConfiguration.Builder settings(Sdze sdze) {
    return new NeuralNetConfiguration.Builder().seed(5).activation(Activation.TANH).updater(sdze);
  }

  private static Model chain(NeuralNetConfiguration.ListBuilder list) {
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static Model regression(Sdze sdze) {
    return chain(
        settings(sdze)
            .list()
            .layer(dense(5, 8))
            .layer(dense(8, 6))
            .layer(
                new OutputLayer.Builder(LossFunction.MSE)
                    .nIn(6)
                    .nOut(1)
                    .activation(Activation.IDENTITY)
                    .build()));
  }

  private static DenseLayer dense(int in, int out) {
    return new DenseLayer.Builder().nIn(in).nOut(out).build();
  }

  private static OutputLayer classes(int in) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(in)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
