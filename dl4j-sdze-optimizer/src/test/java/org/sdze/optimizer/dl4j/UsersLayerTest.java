package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.testing.UntouchedGlobals;

/**
 * The parts of layers that users write with SameDiff. Compared with differences of the score: the
 * gradients that DL4J 1.0.0-M2.1 backpropagates through such layers are twice as large.
 */
class UsersLayerTest {

  private static final int FEATURES = 5;
  private static final int BATCH = 6;
  private static final int CLASSES = 3;
  private static final DataSet DATA = data();

  @Test
  void belowAnOutputPartsAreExact() {
    MultiLayerNetwork network = network(dense(7), new UsersLayer(7, 3, false));
    check(network, LayerCredit.NOISE, LayerCredit.UNITS, LayerCredit.UNITS, LayerCredit.OUTPUT);
  }

  @Test
  void furtherBelowPartsAreCreditedByNoise() {
    MultiLayerNetwork network = network(dense(7), new UsersLayer(7, 3, false), dense(4), dense(4));
    check(
        network,
        LayerCredit.NOISE,
        LayerCredit.NOISE,
        LayerCredit.NOISE,
        LayerCredit.UNITS,
        LayerCredit.UNITS,
        LayerCredit.OUTPUT);
  }

  @Test
  void whatIsNoPartIsLeftToTheSubspace() {
    MultiLayerNetwork network = network(new UsersLayer(FEATURES, 3, true));
    check(network, LayerCredit.NOISE, LayerCredit.NOISE, LayerCredit.SUBSPACE, LayerCredit.OUTPUT);
    String described = Sdze.describe(network);
    for (String name : List.of("layer0_W0", "layer0_W1", "layer0 ")) {
      assertTrue(described.contains(name), described);
    }
  }

  /** It asks for the third dimension of its input, which rows have not. */
  @Test
  void aLayerOfMapsIsLeftToTheSubspace() {
    MultiLayerNetwork network = network(InputType.convolutional(4, 4, 1), new UsersMaps());
    String described = Sdze.describe(network);
    assertTrue(described.contains("UsersMaps"), described);
    assertTrue(described.contains("subspace"), described);
  }

  private static void check(MultiLayerNetwork network, LayerCredit... credits) {
    ScoreGradient gradient = new ScoreGradient(network, network, DATA);
    assertEquals(List.of(credits), gradient.credits());
    UntouchedGlobals.puttingBack(
        () -> {
          gradient.isTheMeanOfEstimates(DATA);
          return null;
        });
  }

  private static MultiLayerNetwork network(Layer... hidden) {
    return network(InputType.feedForward(FEATURES), hidden);
  }

  private static MultiLayerNetwork network(InputType input, Layer... hidden) {
    return UntouchedGlobals.puttingBack(
        () -> {
          NeuralNetConfiguration.ListBuilder list =
              new NeuralNetConfiguration.Builder()
                  .seed(7)
                  .dataType(DataType.DOUBLE)
                  .activation(Activation.TANH)
                  .updater(Sdze.builder().build())
                  .list();
          for (Layer layer : hidden) {
            list.layer(layer);
          }
          list.layer(
              new OutputLayer.Builder(LossFunction.MCXENT)
                  .nOut(CLASSES)
                  .activation(Activation.SOFTMAX)
                  .build());
          list.setInputType(input);
          MultiLayerNetwork network = new MultiLayerNetwork(list.build());
          network.init();
          return network;
        });
  }

  private static DenseLayer dense(int width) {
    return new DenseLayer.Builder().nOut(width).build();
  }

  private static DataSet data() {
    return UntouchedGlobals.puttingBack(
        () -> {
          Nd4j.getRandom().setSeed(3);
          INDArray labels = Nd4j.zeros(DataType.DOUBLE, BATCH, CLASSES);
          for (int i = 0; i < BATCH; i++) {
            labels.putScalar(i, i % CLASSES, 1);
          }
          return new DataSet(Nd4j.randn(DataType.DOUBLE, BATCH, FEATURES), labels);
        });
  }
}
