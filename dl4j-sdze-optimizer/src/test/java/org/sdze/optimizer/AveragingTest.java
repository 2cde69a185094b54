package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.sdze.optimizer.dl4j.ForwardTraining;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.train.TrainingState;
import org.sdze.testing.UntouchedGlobals;

/** Averaged weights, as {@code fit} and whoever looks at the network see them. */
class AveragingTest {

  private static final int INPUTS = 6;
  private static final String ON = "averaging true, learning rate 0.01";
  private static final String OFF = "averaging false, learning rate ";

  private static MultiLayerNetwork network(Sdze sdze, Layer... layers) {
    return TestNetworks.ofLayers(sdze, InputType.feedForward(INPUTS), layers);
  }

  private static Layer dense(Consumer<DenseLayer.Builder> more) {
    DenseLayer.Builder builder = new DenseLayer.Builder().nOut(8);
    more.accept(builder);
    return builder.build();
  }

  private static Layer dense() {
    return dense(builder -> {});
  }

  private static Layer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static MultiLayerNetwork usual(Sdze sdze) {
    return network(sdze, dense(), dense(), output());
  }

  private static Sdze sdze() {
    return Sdze.builder().seed(4).build();
  }

  private static DataSet batch(int key) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, 12, 3);
    for (int i = 0; i < 12; i++) {
      labels.putScalar(i, (i + key) % 3, 1);
    }
    return new DataSet(
        TestNetworks.gaussian(RandomKey.root(key), DataType.FLOAT, 12, INPUTS), labels);
  }

  private static void fit(MultiLayerNetwork network, int from, int to) {
    for (int k = from; k < to; k++) {
      network.fit(batch(k));
    }
  }

  private static long[] bits(MultiLayerNetwork network) {
    return TestNetworks.bits(network.params());
  }

  private static void describes(String expected, MultiLayerNetwork network) {
    String text = Sdze.describe(network);
    assertTrue(text.contains(expected), text);
    assertEquals(expected.equals(ON), text.contains("weights are averaged"), text);
  }

  /**
   * Noise moves the first two layers, of which the second goes into a normalization; the rest is
   * exact. The first change of a number is about 1, and the first rate 1/30.
   */
  @Test
  void stepsOfNoiseAreSmallBesideTheWeights() {
    Layer[] layers = {
      dense(builder -> builder.nOut(40)),
      dense(builder -> builder.nOut(40).activation(Activation.IDENTITY)),
      new BatchNormalization(),
      dense(builder -> builder.nOut(40)),
      dense(builder -> builder.nOut(400)),
      dense(builder -> builder.nOut(400)),
      output()
    };
    Sdze sdze = Sdze.builder().seed(4).learningRate(1).averaging(true).build();
    MultiLayerNetwork network = network(sdze, layers);
    Sdze.attach(network);
    double[] before = sizes(network, null);
    INDArray params = network.params().dup();
    network.fit(batch(0));
    double[] changes = sizes(network, params);
    assertEquals(0.05, changes[0] / before[0], 0.01);
    assertEquals(0.01, changes[1] / before[1], 0.002);
    assertEquals(1.0 / 30, changes[6], 0.01);
  }

  /** The root mean square of each layer's weights, or of their change. */
  private static double[] sizes(MultiLayerNetwork network, @Nullable INDArray since) {
    MultiLayerNetwork former = network.clone();
    if (since != null) {
      former.setParams(since);
    }
    double[] sizes = new double[network.getnLayers()];
    for (int k = 0; k < sizes.length; k++) {
      INDArray weights = network.getLayer(k).getParam("W");
      if (weights != null) {
        INDArray change = since == null ? weights : weights.sub(former.getLayer(k).getParam("W"));
        sizes[k] = change.norm2Number().doubleValue() / Math.sqrt((double) change.length());
      }
    }
    return sizes;
  }

  @Test
  void whoSetsARateHasItAsItIs() {
    describes(ON, usual(sdze()));
    describes(OFF + 0.003, usual(Sdze.builder().averaging(false).build()));
    describes(OFF + 0.02, usual(Sdze.builder().learningRate(0.02).build()));
    describes(OFF, usual(Sdze.builder().learningRate(new FixedSchedule(0.02)).build()));
    describes(OFF + 0.001, usual(Sdze.builder().rule(Rule.ADAM).build()));
    MultiLayerNetwork asked =
        Sdze.attach(usual(Sdze.builder().averaging(true).learningRate(0.02).build()));
    assertTrue(Sdze.describe(asked).contains("averaging true, learning rate 0.02"));
    // A layer's own rate is that layer's; the others still leave theirs to us.
    Sdze slow = Sdze.builder().seed(4).learningRate(1e-4).build();
    MultiLayerNetwork mixed =
        network(sdze(), dense(builder -> builder.updater(slow)), dense(), output());
    assertTrue(Sdze.describe(mixed).contains("weights are averaged"));
    assertEquals(1e-4, Sdze.attach(mixed).getLearningRate(0), 0);
    assertEquals(1e-2, mixed.getLearningRate(1), 0);
  }

  @Test
  void whatIsAttachedSaysWhatWasDecided() {
    MultiLayerNetwork network = Sdze.attach(usual(sdze()));
    assertEquals(1e-2, network.getLearningRate(0), 0);
    fit(network, 0, 3);
    UntouchedGlobals.puttingBack(
        () -> {
          network.setLearningRate(0.005);
          return network;
        });
    assertTrue(Sdze.describe(network).contains("averaging true, learning rate 0.005"));
    fit(network, 3, 5);
    MultiLayerNetwork again = anew(network);
    assertTrue(Sdze.describe(again).contains("averaging true, learning rate 0.005"));
    fit(network, 5, 8);
    fit(again, 5, 8);
    assertArrayEquals(bits(network), bits(again));
  }

  /** The same network from its JSON and its parameters. */
  private static MultiLayerNetwork anew(MultiLayerNetwork network) {
    return anew(network.getLayerWiseConfigurations().toJson(), network.params());
  }

  private static MultiLayerNetwork anew(String json, INDArray parameters) {
    return UntouchedGlobals.puttingBack(
        () -> {
          MultiLayerNetwork made = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
          made.init(parameters.dup(), false);
          return Sdze.attach(made);
        });
  }

  /** A file from before there were averages: with a state, and without one. */
  @Test
  void whatWasSavedWithoutAnAverageGoesOnWithoutOne() {
    MultiLayerNetwork former = Sdze.attach(usual(Sdze.builder().averaging(false).seed(4).build()));
    fit(former, 0, 3);
    String json = former.getLayerWiseConfigurations().toJson();
    String older = json.replaceAll(",\\s*\"averaging\" : false", "");
    assertTrue(older.length() < json.length());
    MultiLayerNetwork restored = anew(older, former.params());
    describes(OFF + 0.003, restored);
    fit(former, 3, 6);
    fit(restored, 3, 6);
    assertArrayEquals(bits(former), bits(restored));
  }

  /** The rate follows the losses that are reported, from the first one on. */
  @Test
  void theLossesOfTheStepsAreSeen() {
    MultiLayerNetwork network = Sdze.attach(usual(sdze()));
    double mean = Double.NaN;
    for (int k = 0; k < 5; k++) {
      network.fit(batch(k));
      mean = k == 0 ? network.score() : mean + 0.1 * (network.score() - mean);
      TrainingState state = TrainingState.ofText(ForwardTraining.state(network));
      assertEquals(mean, state.part("average ").numbers().get(0), 1e-6);
    }
  }

  @Test
  void aLayersOwnRateAndAFrozenLayerKeepTheirMeaning() {
    MultiLayerNetwork network =
        Sdze.attach(
            network(
                sdze(),
                dense(builder -> builder.updater(new NoOp())),
                dense(
                    builder -> builder.updater(Sdze.builder().seed(4).learningRate(1e-9).build())),
                dense(),
                output()));
    List<INDArray> before = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      before.add(network.getLayer(k).params().dup());
    }
    fit(network, 0, 3);
    assertArrayEquals(
        TestNetworks.bits(before.get(0)), TestNetworks.bits(network.getLayer(0).params()));
    double slow = before.get(1).distance2(network.getLayer(1).params());
    assertTrue(slow < 1e-6, "moved by " + slow);
    double usual = before.get(2).distance2(network.getLayer(2).params());
    assertTrue(usual > 1e-3, "moved by " + usual);
  }

  /** Two histories without a guard: what was before leaves no trace. */
  @Test
  void aNetworkThatIsSetIsTheOneThatIsTrained() {
    INDArray other = usual(sdze()).params().mul(3);
    List<long[]> ends = new ArrayList<>();
    for (int history = 1; history <= 2; history++) {
      MultiLayerNetwork network = Sdze.attach(usual(sdze()));
      for (int k = 0; k < 40; k++) {
        network.fit(batch(100 * history));
      }
      network.setParams(other.dup());
      fit(network, 0, 3);
      double moved = network.params().distance2(other) / other.norm2Number().doubleValue();
      assertTrue(moved > 0 && moved < 0.1, "moved by " + moved);
      ends.add(bits(network));
    }
    assertArrayEquals(ends.get(0), ends.get(1));
  }

  @Test
  void aBatchWithoutNumbersLeavesEveryBit() {
    MultiLayerNetwork network = Sdze.attach(usual(sdze()));
    MultiLayerNetwork straight = Sdze.attach(usual(sdze()));
    fit(network, 0, 4);
    fit(straight, 0, 4);
    long[] before = bits(network);
    DataSet bad = batch(4);
    bad.getLabels().assign(Double.NaN);
    assertThrows(IllegalArgumentException.class, () -> network.fit(bad));
    assertArrayEquals(before, bits(network));
    network.fit(batch(4));
    straight.fit(batch(4));
    // The copy was made anew from what the failed step held: equal but for rounding.
    assertEquals(0, network.params().distance2(straight.params()), 1e-5);
    assertFalse(Arrays.equals(before, bits(network)));
  }

  @Test
  void constraintsHoldAndWhatIsNotNamedStays() {
    MultiLayerNetwork network =
        UntouchedGlobals.puttingBack(
            () -> {
              MultiLayerNetwork made =
                  new MultiLayerNetwork(
                      new NeuralNetConfiguration.Builder()
                          .seed(5)
                          .updater(sdze())
                          .list()
                          .layer(new EmbeddingLayer.Builder().nIn(5).nOut(8).build())
                          .layer(
                              new DenseLayer.Builder()
                                  .nIn(8)
                                  .nOut(8)
                                  .activation(Activation.TANH)
                                  .constrainWeights(new MaxNormConstraint(0.5, 0))
                                  .build())
                          .layer(dense(builder -> builder.nIn(8).activation(Activation.TANH)))
                          .layer(
                              new OutputLayer.Builder(LossFunction.MCXENT)
                                  .nIn(8)
                                  .nOut(3)
                                  .activation(Activation.SOFTMAX)
                                  .build())
                          .build());
              made.init();
              return Sdze.attach(made);
            });
    INDArray table = network.getLayer(0).getParam("W");
    INDArray before = table.dup();
    for (int k = 0; k < 40; k++) {
      DataSet named = batch(k);
      INDArray index = Nd4j.zeros(DataType.FLOAT, 12, 1);
      for (int i = 0; i < 12; i++) {
        index.putScalar(i, i % 4); // never the last row
      }
      network.fit(index, named.getLabels());
      INDArray norms = network.getLayer(1).getParam("W").norm2(0);
      assertTrue(norms.maxNumber().doubleValue() < 0.5 + 1e-5, "norms " + norms);
    }
    assertTrue(table.getRow(0).distance2(before.getRow(0)) > 0);
    assertArrayEquals(TestNetworks.bits(before.getRow(4)), TestNetworks.bits(table.getRow(4)));
  }

  /** Layers below a batch normalization move in the subspace, and are averaged as a whole. */
  @Test
  void layersInTheSubspaceGoOnToTheBitToo() {
    MultiLayerNetwork straight =
        Sdze.attach(network(sdze(), dense(), new BatchNormalization(), dense(), output()));
    describes(ON, straight);
    fit(straight, 0, 5);
    MultiLayerNetwork restored = anew(straight);
    fit(straight, 5, 9);
    fit(restored, 5, 9);
    assertArrayEquals(bits(straight), bits(restored));
  }

  /** What is averaged scatters less: the two ends of 300 steps on noise alone. */
  @Test
  void theMeanScattersLessThanWhatItIsOf() {
    double[] scatter = new double[2];
    for (int averaging = 0; averaging < 2; averaging++) {
      Sdze sdze = Sdze.builder().averaging(averaging == 1).learningRate(0.01).seed(4).build();
      MultiLayerNetwork network = Sdze.attach(usual(sdze));
      fit(network, 0, 200);
      INDArray last = network.params().dup();
      for (int k = 200; k < 300; k++) {
        network.fit(batch(k));
        double step = last.distance2(network.params());
        scatter[averaging] += step * step;
        last = network.params().dup();
      }
    }
    assertTrue(scatter[1] < scatter[0] / 100, Arrays.toString(scatter));
  }

  @Test
  void aSettingOfNoiseAlone() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Sdze.builder().credit(Credit.LOW_RANK).averaging(true).build());
    assertEquals("averaging must go with the credit noise, was low-rank", refused.getMessage());
  }
}
