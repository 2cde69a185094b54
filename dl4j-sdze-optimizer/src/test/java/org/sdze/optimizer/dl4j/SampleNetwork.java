package org.sdze.optimizer.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Rule;
import org.sdze.testing.UntouchedGlobals;

/** A small network of each kind that DL4J users have, and data for it. */
record SampleNetwork(String name, Maker maker, MultiDataSet data) {

  /** Builds a network of one type of numbers with one updater. */
  interface Maker {
    Model make(DataType type, IUpdater updater);
  }

  private static final int BATCH = 6;
  private static final int CLASSES = 3;
  private static final int FEATURES = 5;
  private static final int STEPS = 4;

  @Override
  public String toString() {
    return name;
  }

  /** The network, initialised, without moving ND4J's generator. */
  Model network(DataType type, IUpdater updater) {
    return UntouchedGlobals.puttingBack(() -> maker.make(type, updater));
  }

  /** One call of {@code fit} on all data, masks included. */
  static void fit(Model model, MultiDataSet data) {
    if (model instanceof MultiLayerNetwork network) {
      network.fit(
          new DataSet(
              data.getFeatures(0),
              data.getLabels(0),
              data.getFeaturesMaskArray(0),
              data.getLabelsMaskArray(0)));
    } else {
      ((ComputationGraph) model).fit(data);
    }
  }

  /** Hands a network its batch, as {@code fit} does. */
  static void setData(Model model, MultiDataSet data) {
    if (model instanceof MultiLayerNetwork network) {
      network.setInput(data.getFeatures(0));
      network.setLabels(data.getLabels(0));
      if (data.hasMaskArrays()) {
        network.setLayerMaskArrays(data.getFeaturesMaskArray(0), data.getLabelsMaskArray(0));
      }
    } else {
      ComputationGraph graph = (ComputationGraph) model;
      graph.setInputs(data.getFeatures());
      graph.setLabels(data.getLabels());
    }
  }

  /** One that drops inputs out, which has no gradient to be compared with. */
  static SampleNetwork dropout() {
    DenseLayer dropping = new DenseLayer.Builder().nOut(7).dropOut(0.6).build();
    return chain("dropout", rows(), dropping, dense(6), dense(5), output());
  }

  /** All that have a gradient. */
  static List<SampleNetwork> all() {
    return List.of(
        chain("perceptron", rows(), dense(7), dense(6), output()),
        chain("deep perceptron", rows(), dense(7), dense(6), dense(5), output()),
        chain(
            "units behind a pool and a normalization",
            images(),
            convolution(4),
            new BatchNormalization(),
            relu(),
            pool(),
            new DenseLayer.Builder().nOut(6).activation(Activation.SIGMOID).build(),
            output()),
        chain("convolution", images(), convolution(4), pool(), convolution(3), dense(6), output()),
        chain(
            "convolution with fewer weights than places",
            images(),
            convolution(1),
            new GlobalPoolingLayer.Builder(PoolingType.AVG).build(),
            output()),
        chain(
            "strided same convolution",
            images(),
            new ConvolutionLayer.Builder(3, 3)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Same)
                .nOut(3)
                .build(),
            dense(5),
            output()),
        chain(
            "sequence convolution",
            sequences(false),
            new Convolution1DLayer.Builder(3).nOut(4).build(),
            new GlobalPoolingLayer.Builder(PoolingType.AVG).build(),
            output()),
        new SampleNetwork("skip connection and two outputs", SampleNetwork::skip, twoOutputs()),
        chain("LSTM", sequences(true), lstm(), rnnOutput()),
        chain("dense in time", sequences(true), lstm(), dense(4), rnnOutput()),
        chain("masked LSTM", masked(sequences(true)), lstm(), rnnOutput()),
        chain(
            "simple recurrent",
            sequences(true),
            new SimpleRnn.Builder().nOut(4).build(),
            rnnOutput()),
        chain(
            "last time step of masked sequences",
            new MultiDataSet(
                sequences(false).getFeatures(),
                classesOnce(),
                masked(sequences(true)).getFeaturesMaskArrays(),
                null),
            new LastTimeStep(lstm()),
            output()),
        chain("bidirectional", sequences(true), new Bidirectional(lstm()), rnnOutput()),
        new SampleNetwork("embedding", SampleNetwork::embedding, indices()),
        chain(
            "batch normalization", rows(), dense(6), new BatchNormalization(), dense(5), output()),
        chain(
            "batch normalization, one above the other",
            rows(),
            new BatchNormalization(),
            linear(6),
            new BatchNormalization(),
            relu(),
            linear(5),
            new BatchNormalization.Builder().lockGammaBeta(true).gamma(1.5).beta(0.5).build(),
            relu(),
            dense(4),
            new BatchNormalization.Builder().useLogStd(true).build(),
            output()),
        chain(
            "batch normalization of maps",
            images(),
            new ConvolutionLayer.Builder(2, 2)
                .nOut(4)
                .activation(Activation.IDENTITY)
                .hasBias(false)
                .build(),
            new BatchNormalization(),
            relu(),
            pool(),
            convolution(3),
            new BatchNormalization(),
            output()),
        new SampleNetwork(
            "batch normalization in residual blocks", SampleNetwork::residual, rows()),
        chain("frozen layer", rows(), new FrozenLayer(dense(7)), dense(6), dense(5), output()),
        chain(
            "updaters of layers",
            rows(),
            dense(7),
            new DenseLayer.Builder().nOut(6).updater(new NoOp()).build(),
            dense(5),
            output()),
        chain(
            "center loss",
            rows(),
            dense(6),
            new CenterLossOutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .lambda(0.1)
                .build()),
        chain(
            "one number in and out",
            new MultiDataSet(gaussian(6, BATCH, 1), gaussian(6, BATCH, 1).mul(0.5).addi(1)),
            dense(5),
            dense(4),
            new OutputLayer.Builder(LossFunction.MSE)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .build()),
        chain("linear", rows(), output()));
  }

  private static SampleNetwork chain(String name, MultiDataSet data, Layer... layers) {
    return new SampleNetwork(
        name,
        (type, updater) -> {
          NeuralNetConfiguration.ListBuilder list = settings(type, updater).list();
          for (Layer layer : layers) {
            list.layer(copy(layer));
          }
          list.setInputType(inputType(data.getFeatures(0)));
          MultiLayerNetwork network = new MultiLayerNetwork(list.build());
          network.init();
          return network;
        },
        data);
  }

  /** DL4J's clones of wrappers share what they wrap, and so its updater. */
  private static Layer copy(Layer layer) {
    if (layer instanceof LastTimeStep last) {
      return new LastTimeStep(last.getUnderlying().clone());
    }
    return layer instanceof Bidirectional both
        ? new Bidirectional(both.getFwd().clone())
        : layer.clone();
  }

  private static NeuralNetConfiguration.Builder settings(DataType type, IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .dataType(type)
        .activation(Activation.TANH)
        .updater(updater);
  }

  private static InputType inputType(INDArray features) {
    return switch (features.rank()) {
      case 4 -> InputType.convolutional(features.size(2), features.size(3), features.size(1));
      case 3 -> InputType.recurrent(features.size(1), features.size(2));
      default -> InputType.feedForward(features.size(1));
    };
  }

  private static Model skip(DataType type, IUpdater updater) {
    ComputationGraphConfiguration conf =
        settings(type, updater)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(FEATURES))
            .addLayer("below", dense(6), "in")
            .addLayer("beside", dense(6), "below")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "below", "beside")
            .addLayer("last", dense(5), "sum")
            .addLayer("class", output(), "last")
            .addLayer(
                "value",
                new OutputLayer.Builder(LossFunction.MSE)
                    .nOut(2)
                    .activation(Activation.IDENTITY)
                    .build(),
                "sum")
            .setOutputs("class", "value")
            .build();
    ComputationGraph graph = new ComputationGraph(conf);
    graph.init();
    return graph;
  }

  private static Model residual(DataType type, IUpdater updater) {
    ComputationGraphConfiguration conf =
        settings(type, updater)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(FEATURES))
            .addLayer("below", linear(6), "in")
            .addLayer("below-norm", new BatchNormalization(), "below")
            .addLayer("beside", dense(6), "below-norm")
            .addLayer("beside-norm", new BatchNormalization(), "beside")
            .addVertex(
                "sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "below-norm", "beside-norm")
            .addLayer("sum-norm", new BatchNormalization(), "sum")
            .addLayer("active", relu(), "sum-norm")
            .addLayer("class", output(), "active")
            .setOutputs("class")
            .build();
    ComputationGraph graph = new ComputationGraph(conf);
    graph.init();
    return graph;
  }

  private static Model embedding(DataType type, IUpdater updater) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            settings(type, updater)
                .list()
                .layer(new EmbeddingLayer.Builder().nIn(9).nOut(4).hasBias(true).build())
                .layer(new DenseLayer.Builder().nIn(4).nOut(5).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(5)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }

  private static DenseLayer dense(int width) {
    return new DenseLayer.Builder().nOut(width).build();
  }

  private static DenseLayer linear(int width) {
    return new DenseLayer.Builder().nOut(width).activation(Activation.IDENTITY).build();
  }

  private static ActivationLayer relu() {
    return new ActivationLayer(Activation.RELU);
  }

  private static ConvolutionLayer convolution(int maps) {
    return new ConvolutionLayer.Builder(2, 2).nOut(maps).build();
  }

  private static SubsamplingLayer pool() {
    return new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build();
  }

  private static LSTM lstm() {
    return new LSTM.Builder().nOut(4).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static RnnOutputLayer rnnOutput() {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static MultiDataSet rows() {
    return new MultiDataSet(gaussian(1, BATCH, FEATURES), classes());
  }

  private static MultiDataSet images() {
    return new MultiDataSet(gaussian(2, BATCH, 2, 7, 7), classes());
  }

  private static MultiDataSet sequences(boolean isLabelled) {
    INDArray labels = classes();
    if (isLabelled) {
      labels = Nd4j.zeros(DataType.DOUBLE, BATCH, CLASSES, STEPS);
      for (int i = 0; i < BATCH; i++) {
        for (int t = 0; t < STEPS; t++) {
          labels.putScalar(new int[] {i, (i + t) % CLASSES, t}, 1);
        }
      }
    }
    return new MultiDataSet(gaussian(3, BATCH, FEATURES, STEPS), labels);
  }

  /** Sequences of different lengths. */
  private static MultiDataSet masked(MultiDataSet data) {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, BATCH, STEPS);
    for (int i = 0; i < BATCH; i += 2) {
      mask.putScalar(i, STEPS - 1, 0);
    }
    return new MultiDataSet(
        data.getFeatures(), data.getLabels(), new INDArray[] {mask}, new INDArray[] {mask.dup()});
  }

  private static INDArray[] classesOnce() {
    return new INDArray[] {classes()};
  }

  private static MultiDataSet twoOutputs() {
    return new MultiDataSet(
        new INDArray[] {gaussian(4, BATCH, FEATURES)},
        new INDArray[] {classes(), gaussian(5, BATCH, 2)});
  }

  private static MultiDataSet indices() {
    INDArray indices = Nd4j.zeros(DataType.DOUBLE, BATCH, 1);
    for (int i = 0; i < BATCH; i++) {
      indices.putScalar(i, 0, (5 * i) % 9);
    }
    return new MultiDataSet(indices, classes());
  }

  private static INDArray classes() {
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, BATCH, CLASSES);
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % CLASSES, 1);
    }
    return labels;
  }

  private static INDArray gaussian(int stream, long... shape) {
    long rest = 1;
    for (int k = 1; k < shape.length; k++) {
      rest *= shape[k];
    }
    INDArray matrix = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {shape[0], rest}, 'f');
    KeyedDraws.gaussian(RandomKey.root(stream), matrix);
    return matrix.dup('c').reshape('c', shape);
  }

  /** The data in a type of numbers. */
  MultiDataSet data(DataType type) {
    return new MultiDataSet(
        cast(data.getFeatures(), type),
        cast(data.getLabels(), type),
        cast(data.getFeaturesMaskArrays(), type),
        cast(data.getLabelsMaskArrays(), type));
  }

  private static INDArray @Nullable [] cast(INDArray @Nullable [] arrays, DataType type) {
    if (arrays == null) {
      return null;
    }
    INDArray[] result = new INDArray[arrays.length];
    for (int k = 0; k < arrays.length; k++) {
      result[k] = arrays[k].castTo(type);
    }
    return result;
  }

  /** An updater that steps by the gradient. */
  static Sdze plain(double rate) {
    return Sdze.builder().rule(Rule.SGD).learningRate(rate).build();
  }
}
