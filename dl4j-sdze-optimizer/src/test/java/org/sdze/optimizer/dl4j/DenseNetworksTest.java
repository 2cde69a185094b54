package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.testing.UntouchedGlobals;

class DenseNetworksTest {

  private static MultiLayerNetwork network(DataType type, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .weightInit(WeightInit.XAVIER)
            .biasInit(0.1)
            .list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    return UntouchedGlobals.puttingBack(() -> new MultiLayerNetwork(list.build()));
  }

  private static MultiLayerNetwork initialised(MultiLayerNetwork network) {
    return UntouchedGlobals.puttingBack(
        () -> {
          network.init();
          return network;
        });
  }

  private static DenseLayer.Builder dense(int in, int out) {
    return new DenseLayer.Builder().nIn(in).nOut(out).activation(Activation.TANH);
  }

  private static OutputLayer output(int in, int out) {
    return new OutputLayer.Builder(LossFunction.MSE)
        .name("out")
        .nIn(in)
        .nOut(out)
        .activation(Activation.IDENTITY)
        .build();
  }

  static Stream<Arguments> refusals() {
    String rules =
        "but jet rules exist for tanh, sine, softplus, sigmoid, swish, gelu (not precise), cube and"
            + " identity";
    return Stream.of(
        arguments(
            "layer \"first\" is a ConvolutionLayer, but jets are known for dense layers and an"
                + " output layer only",
            network(
                DataType.FLOAT,
                new ConvolutionLayer.Builder(2, 2).name("first").nIn(1).nOut(1).build(),
                output(4, 1))),
        arguments(
            "layer \"layer1\" is a BatchNormalization, but jets are known for dense layers and an"
                + " output layer only",
            network(
                DataType.FLOAT,
                dense(3, 4).build(),
                new BatchNormalization.Builder().nIn(4).nOut(4).build(),
                output(4, 1))),
        arguments(
            "layer \"layer0\" has activation relu, " + rules,
            network(DataType.FLOAT, dense(3, 4).activation(Activation.RELU).build(), output(4, 1))),
        arguments(
            "layer \"layer0\" has activation gelu(precise=true), " + rules,
            network(
                DataType.FLOAT,
                dense(3, 4).activation(new ActivationGELU(true)).build(),
                output(4, 1))),
        arguments(
            "layer \"normed\" must have a bias and no layer normalisation",
            network(
                DataType.FLOAT,
                dense(3, 4).name("normed").hasLayerNorm(true).build(),
                output(4, 1))),
        arguments(
            "layer \"layer0\" must have a bias and no layer normalisation",
            network(DataType.FLOAT, dense(3, 4).hasBias(false).build(), output(4, 1))),
        arguments(
            "a network needs at least one hidden layer and an output layer, had 1 layer(s)",
            network(DataType.FLOAT, output(4, 1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void networksWithoutJetRulesAreRefused(String sentence, MultiLayerNetwork network) {
    MultiLayerNetwork made = initialised(network);
    assertEquals(
        sentence,
        assertThrows(IllegalArgumentException.class, () -> DenseNetworks.of(made, 1)).getMessage());
  }

  @Test
  void networksThatAreNotInitialisedAreRefused() {
    MultiLayerNetwork network = network(DataType.FLOAT, dense(3, 4).build(), output(4, 1));
    assertEquals(
        "the network is not initialised: call init() first",
        assertThrows(IllegalArgumentException.class, () -> DenseNetworks.of(network, 1))
            .getMessage());
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void theViewIsLive(DataType type) {
    MultiLayerNetwork network =
        initialised(network(type, dense(3, 5).build(), dense(5, 4).build(), output(4, 1)));
    DenseNetwork view = DenseNetworks.of(network, 2);
    assertEquals(2, view.hiddenLayers());
    assertEquals(2.0, view.inputScale());
    assertEquals(type, view.dataType());
    assertEquals(network.numParams(), view.parameterCount());
    INDArray x = Nd4j.ones(type, 1, 3);
    double before = network.output(x).getDouble(0);
    for (INDArray parameter : view.parameters()) { // each of them reaches the output
      parameter.addi(0.1);
      double after = network.output(x).getDouble(0);
      assertNotEquals(before, after);
      before = after;
    }
    network.params().assign(0.25);
    for (INDArray parameter : view.parameters()) {
      assertTrue(Arrays.stream(parameter.dup().data().asDouble()).allMatch(v -> v == 0.25));
      assertEquals(2, parameter.rank());
    }
    assertEquals('f', view.entrance().weights().ordering());
    assertArrayEquals(new long[] {3, 5}, view.entrance().weights().shape());
    assertArrayEquals(new long[] {1, 5}, view.entrance().bias().shape());
  }

  @Test
  void everySupportedActivationIsRecognised() {
    record Pair(IActivation dl4j, org.sdze.optimizer.forward.Activation ours) {}
    List<Pair> pairs =
        List.of(
            new Pair(
                Activation.TANH.getActivationFunction(),
                org.sdze.optimizer.forward.Activation.TANH),
            new Pair(new ActivationSine(), org.sdze.optimizer.forward.Activation.SINE),
            new Pair(
                Activation.SOFTPLUS.getActivationFunction(),
                org.sdze.optimizer.forward.Activation.SOFTPLUS),
            new Pair(
                Activation.SIGMOID.getActivationFunction(),
                org.sdze.optimizer.forward.Activation.SIGMOID),
            new Pair(
                Activation.SWISH.getActivationFunction(),
                org.sdze.optimizer.forward.Activation.SWISH),
            new Pair(
                Activation.GELU.getActivationFunction(),
                org.sdze.optimizer.forward.Activation.GELU),
            new Pair(
                Activation.CUBE.getActivationFunction(),
                org.sdze.optimizer.forward.Activation.CUBE),
            new Pair(
                Activation.IDENTITY.getActivationFunction(),
                org.sdze.optimizer.forward.Activation.IDENTITY));
    assertEquals(org.sdze.optimizer.forward.Activation.values().length, pairs.size());
    for (Pair pair : pairs) {
      MultiLayerNetwork network =
          initialised(
              network(DataType.FLOAT, dense(3, 4).activation(pair.dl4j()).build(), output(4, 1)));
      assertEquals(pair.ours(), DenseNetworks.of(network, 1).entrance().activation());
    }
  }

  @Test
  void anInputTypeDoesNotChangeTheView() {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().list();
    list.layer(new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build());
    list.layer(
        new OutputLayer.Builder(LossFunction.MSE).nOut(1).activation(Activation.IDENTITY).build());
    list.setInputType(InputType.feedForward(3));
    MultiLayerNetwork network =
        initialised(UntouchedGlobals.puttingBack(() -> new MultiLayerNetwork(list.build())));
    assertEquals(3, DenseNetworks.of(network, 1).inputs());
  }
}
