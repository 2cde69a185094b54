package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.train.Limits;
import org.sdze.optimizer.train.Trainer;
import org.sdze.testing.UntouchedGlobals;

class KeptPassTest {

  static List<SampleNetwork> networks() {
    return Stream.concat(SampleNetwork.all().stream(), Stream.of(SampleNetwork.dropout())).toList();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void preActivationsThatWereNotKeptMakeTheSameStep(SampleNetwork sample) {
    double[] before = parameters(sample.network(DataType.DOUBLE, SampleNetwork.plain(1)));
    double[] kept = afterAStep(sample, Long.MAX_VALUE);
    assertFalse(Arrays.equals(before, kept));
    assertArrayEquals(kept, afterAStep(sample, 0));
  }

  /** Products of a sample: 13 · 6 units and so on; a convolution's at each of its places. */
  @Test
  void aProbeMakesTheProductsAboveItsLayerAgain() {
    MultiLayerNetwork network =
        UntouchedGlobals.puttingBack(
            () -> {
              MultiLayerNetwork made =
                  new MultiLayerNetwork(
                      new NeuralNetConfiguration.Builder()
                          .updater(SampleNetwork.plain(1))
                          .list()
                          .layer(new ConvolutionLayer.Builder(2, 2).nOut(3).build()) // 4 × 4 places
                          .layer(new ConvolutionLayer.Builder(3, 3).nOut(5).build()) // 2 × 2 places
                          .layer(new DenseLayer.Builder().nOut(6).build())
                          .layer(new DenseLayer.Builder().nOut(7).build())
                          .layer(new OutputLayer.Builder().nOut(2).build())
                          .setInputType(InputType.convolutional(5, 5, 1))
                          .build());
              made.init();
              return made;
            });
    SampleNetwork.setData(
        network,
        new MultiDataSet(Nd4j.zeros(DataType.FLOAT, 9, 1, 5, 5), Nd4j.zeros(DataType.FLOAT, 9, 2)));
    double[] work = {16 * 15, 4 * 140, 126, 49, 16};
    double all = Arrays.stream(work).sum();
    NetworkPlan plan = new NetworkPlan(TrainableNetwork.of(network));
    try (KeptPass pass = new KeptPass(plan, RandomKey.root(5))) {
      double again = all;
      for (int k = 0; k < work.length; k++) {
        again -= work[k];
        assertEquals(again / all, pass.layers().get(k).rerun(), 1e-12);
      }
    }
  }

  static List<Arguments> layers() {
    InputType images = InputType.convolutional(9, 8, 2);
    InputType last = InputType.convolutional(9, 8, 2, CNN2DFormat.NHWC);
    InputType series = InputType.recurrent(2, 11, RNNFormat.NCW);
    ConvolutionMode same = ConvolutionMode.Same;
    ConvolutionMode truncated = ConvolutionMode.Truncate;
    CNN2DFormat channelsLast = CNN2DFormat.NHWC;
    return List.of(
        Arguments.of(new DenseLayer.Builder().build(), InputType.feedForward(5)),
        Arguments.of(new DenseLayer.Builder().hasBias(false).build(), images),
        Arguments.of(new ConvolutionLayer.Builder(3, 2).build(), images),
        Arguments.of(new ConvolutionLayer.Builder(3, 3).hasBias(false).build(), images),
        Arguments.of(
            new ConvolutionLayer.Builder(3, 4).stride(2, 3).convolutionMode(same).build(), images),
        Arguments.of(
            new ConvolutionLayer.Builder(2, 3)
                .stride(2, 1)
                .padding(1, 2)
                .dilation(2, 1)
                .convolutionMode(truncated)
                .build(),
            images),
        Arguments.of(
            new ConvolutionLayer.Builder(3, 2)
                .convolutionMode(same)
                .dataFormat(channelsLast)
                .build(),
            last),
        Arguments.of(new Convolution1DLayer.Builder(3).padding(2).build(), series),
        Arguments.of(
            new Convolution1DLayer.Builder(4).stride(2).convolutionMode(same).build(), series));
  }

  /** Our products and DL4J's, of one layer. */
  @ParameterizedTest
  @MethodSource("layers")
  void layersGiveWhatDl4jSaysTheyGive(FeedForwardLayer layer, InputType input) {
    for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
      MultiLayerNetwork network =
          UntouchedGlobals.puttingBack(
              () -> withLoss((FeedForwardLayer) layer.clone(), input, type));
      long[] shape = input.getShape(true).clone();
      shape[0] = 4;
      INDArray features =
          TestNetworks.gaussian(RandomKey.root(3), type, 4, ArrayUtil.prodLong(shape) / 4)
              .dup('c')
              .reshape('c', shape);
      INDArray labels = network.output(features);
      SampleNetwork.setData(network, new MultiDataSet(features, labels));
      NetworkPlan plan = new NetworkPlan(TrainableNetwork.of(network));
      assertNotNull(plan.map(0));
      INDArray theirs = network.feedForward(features, true).get(1);
      try (KeptPass pass = new KeptPass(plan, RandomKey.root(5))) {
        assertArrayEquals(theirs.shape(), pass.outputs().get(0).shape());
        double most = (type == DataType.DOUBLE ? 1e-13 : 1e-5) * theirs.norm2Number().doubleValue();
        assertEquals(0, theirs.distance2(pass.outputs().get(0)), most);
        // The labels are DL4J's outputs, so that ours have no loss.
        assertEquals(0, pass.losses().sumNumber().doubleValue(), 1e-8);
      }
    }
  }

  private static MultiLayerNetwork withLoss(
      FeedForwardLayer layer, InputType input, DataType type) {
    layer.setNOut(3);
    layer.setActivationFn(new ActivationTanH());
    BaseLayer output =
        input instanceof InputType.InputTypeRecurrent
            ? new RnnOutputLayer.Builder(LossFunction.MSE).nOut(2).build()
            : new OutputLayer.Builder(LossFunction.MSE).nOut(2).build();
    output.setActivationFn(new ActivationTanH()); // to softmax equal biases are nothing
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(type)
                .weightInit(WeightInit.NORMAL)
                .biasInit(0.3)
                .updater(SampleNetwork.plain(1))
                .list()
                .layer(layer)
                .layer(output)
                .setInputType(input)
                .build());
    network.init();
    return network;
  }

  private static double[] afterAStep(SampleNetwork sample, long maxKept) {
    Model model = sample.network(DataType.DOUBLE, SampleNetwork.plain(1));
    MultiDataSet data = sample.data(DataType.DOUBLE);
    SampleNetwork.setData(model, data);
    NetworkPlan plan = new NetworkPlan(TrainableNetwork.of(model));
    plan.nodes().stream()
        .filter(node -> node.layer() != null)
        .forEach(node -> node.layer().allowInputModification(false));
    Trainer trainer =
        new Trainer(new NoiseCredit(2, 1e-2, true), new Sgd(0), Limits.NONE, RandomKey.root(5));
    try (KeptPass pass = new KeptPass(plan, trainer.nextKey().key(), maxKept)) {
      trainer.step(pass, 0, 0);
    }
    return parameters(model);
  }

  private static double[] parameters(Model model) {
    return model.params().dup().data().asDouble();
  }
}
