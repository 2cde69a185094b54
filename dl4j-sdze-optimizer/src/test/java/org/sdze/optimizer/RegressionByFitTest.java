package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.testing.UntouchedGlobals;

/** Regression of one number by DL4J's own fit: which networks Gauss–Newton takes, and masks. */
class RegressionByFitTest {

  private static final int SAMPLES = 40;
  private static final String ENGINE = "all layers: exact";

  private static NeuralNetConfiguration.Builder settings(Sdze sdze) {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .activation(Activation.TANH)
        .weightInit(WeightInit.XAVIER)
        .updater(sdze);
  }

  private static MultiLayerNetwork network(
      Sdze sdze, Consumer<NeuralNetConfiguration.Builder> more) {
    return UntouchedGlobals.puttingBack(
        () -> {
          NeuralNetConfiguration.Builder settings = settings(sdze);
          more.accept(settings);
          MultiLayerNetwork network =
              new MultiLayerNetwork(settings.list().layer(dense()).layer(output()).build());
          network.init();
          return network;
        });
  }

  private static MultiLayerNetwork network(Sdze sdze) {
    return network(sdze, settings -> {});
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nIn(3).nOut(10).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MSE)
        .nIn(10)
        .nOut(1)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static Sdze free() {
    return Sdze.builder().seed(2).build();
  }

  private static INDArray features() {
    return TestNetworks.gaussian(RandomKey.root(8), DataType.FLOAT, SAMPLES, 3);
  }

  private static INDArray labels() {
    INDArray features = features();
    return features.mul(features).sum(true, 1).muli(0.2);
  }

  /** Ones, and zeros for every third sample. */
  private static INDArray mask() {
    INDArray mask = Nd4j.ones(DataType.FLOAT, SAMPLES, 1);
    for (int i = 0; i < SAMPLES; i += 3) {
      mask.putScalar(i, 0, 0);
    }
    return mask;
  }

  private static MultiLayerNetwork trained(INDArray labels, @Nullable INDArray mask) {
    MultiLayerNetwork network = Sdze.attach(network(free()));
    for (int step = 0; step < 5; step++) {
      network.fit(new DataSet(features(), labels, null, mask));
    }
    return network;
  }

  @Test
  void whatGaussNewtonDoesNotKnowOfIsTrainedByNoise() {
    String described = Sdze.describe(network(free()));
    assertTrue(
        described.startsWith(ENGINE + ", unit by unit, and stepped together by gauss-newton"));
    assertTrue(described.contains("damping 1.0E-4"), described);
    for (GradientNormalization kind : GradientNormalization.values()) {
      MultiLayerNetwork network = network(free(), settings -> settings.gradientNormalization(kind));
      assertEquals(
          kind == GradientNormalization.None,
          Sdze.describe(network).startsWith(ENGINE),
          kind.toString());
    }
    assertTrue(!Sdze.describe(network(free(), settings -> settings.l2(1e-3))).startsWith(ENGINE));
    assertTrue(
        !Sdze.describe(network(free(), settings -> settings.miniBatch(false))).startsWith(ENGINE));
    assertTrue(
        !Sdze.describe(network(free(), settings -> settings.biasUpdater(rate(1e-4))))
            .startsWith(ENGINE));
  }

  private static Sdze rate(double rate) {
    return Sdze.builder().seed(2).learningRate(rate).build();
  }

  @Test
  void aClippedGradientIsClipped() {
    double threshold = 1e-9;
    MultiLayerNetwork network =
        network(
            Sdze.builder().rule(Rule.SGD).learningRate(1).build(),
            settings ->
                settings
                    .gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)
                    .gradientNormalizationThreshold(threshold));
    INDArray before = network.params().dup();
    Sdze.attach(network).fit(features(), labels());
    double moved = before.sub(network.params()).amaxNumber().doubleValue();
    assertTrue(moved < 1e-6, "moved by " + moved);
  }

  @Test
  void askedForUnitsItSaysWhatStandsInTheWay() {
    Sdze units = Sdze.builder().credit(Credit.UNITS).build();
    refused(
        "or a PinnOutputLayer, but layer \"layer0\" has the gradient normalization ClipL2PerLayer",
        () ->
            Sdze.attach(
                network(
                    units,
                    settings ->
                        settings.gradientNormalization(GradientNormalization.ClipL2PerLayer))));
    refused(
        "but layer \"layer0\" has dropout",
        () -> Sdze.attach(network(units, settings -> settings.dropOut(0.5))));
    refused(
        "but layer \"layer0\" has activation relu",
        () -> Sdze.attach(network(units, settings -> settings.activation(Activation.RELU))));
  }

  @Test
  void aMaskedLabelHasNoInfluence() {
    INDArray other = labels();
    INDArray nan = labels();
    for (int i = 0; i < SAMPLES; i += 3) {
      other.putScalar(i, 0, 100 + i);
      nan.putScalar(i, 0, Double.NaN);
    }
    MultiLayerNetwork network = trained(labels(), mask());
    assertSameBits(network.params(), trained(other, mask()).params());
    assertSameBits(network.params(), trained(nan, mask()).params());
    assertNotEquals(network.params(), trained(labels(), null).params());
    assertEquals(
        trained(labels(), null).params(),
        trained(labels(), Nd4j.ones(DataType.FLOAT, SAMPLES, 1)).params());
  }

  @Test
  void theScoreOfAMaskedBatchIsDl4js() {
    MultiLayerNetwork network = Sdze.attach(network(free()));
    DataSet batch = new DataSet(features(), labels(), null, mask());
    double expected = network.score(batch, true);
    network.fit(batch);
    assertEquals(expected, network.score(), 1e-5 * expected);
  }

  @Test
  void whatIsNotMaskedIsLearned() {
    MultiLayerNetwork network = Sdze.attach(network(free()));
    INDArray labels = labels();
    for (int i = 0; i < SAMPLES; i += 3) {
      labels.putScalar(i, 0, 50);
    }
    DataSet batch = new DataSet(features(), labels, null, mask());
    double before = network.score(batch);
    for (int step = 0; step < 60; step++) {
      network.fit(batch);
    }
    double after = network.score(batch);
    assertTrue(after < before / 100, "loss fell from %.2e to %.2e".formatted(before, after));
  }

  @Test
  void masksThatCannotBeMeantGetASentenceAndLeaveNoTrace() {
    MultiLayerNetwork network = Sdze.attach(network(free()));
    INDArray before = network.params().dup();
    refused(
        "a mask of features has no meaning for rows of numbers",
        () -> network.fit(new DataSet(features(), labels(), mask(), null)));
    refused(
        "got a mask of shape [41, 1], but there are 40 samples",
        () ->
            network.fit(
                new DataSet(
                    features(), labels(), null, Nd4j.ones(DataType.FLOAT, SAMPLES + 1, 1))));
    refused(
        "a mask of labels must hold zeros and ones, but that of sample 1 is 0.5",
        () -> network.fit(new DataSet(features(), labels(), null, mask().mul(0.5))));
    INDArray nan = labels();
    nan.putScalar(1, 0, Double.NaN);
    refused(
        "the labels must be finite numbers where the mask is not zero, but that of sample 1 is NaN",
        () -> network.fit(new DataSet(features(), nan, null, mask())));
    assertSameBits(before, network.params());
    network.fit(features(), labels());
    MultiLayerNetwork other = Sdze.attach(network(free()));
    other.fit(features(), labels());
    assertSameBits(other.params(), network.params());
  }

  @Test
  void aGraphThatIsAChainIsTrainedAsTheChain() {
    MultiLayerNetwork chain = Sdze.attach(network(free()));
    ComputationGraph graph =
        UntouchedGlobals.puttingBack(
            () -> {
              ComputationGraph made =
                  new ComputationGraph(
                      settings(free())
                          .graphBuilder()
                          .addInputs("in")
                          .addLayer("hidden", dense(), "in")
                          .addLayer("out", output(), "hidden")
                          .setOutputs("out")
                          .build());
              made.init();
              made.setParams(chain.params());
              return made;
            });
    Sdze.attach(graph);
    for (int step = 0; step < 5; step++) {
      chain.fit(features(), labels());
      graph.fit(new DataSet(features(), labels()));
    }
    assertSameBits(chain.params(), graph.params());
  }

  private static void refused(String part, Runnable mistake) {
    Exception thrown = assertThrows(IllegalArgumentException.class, mistake::run);
    assertTrue(String.valueOf(thrown.getMessage()).contains(part), thrown::toString);
  }

  private static void assertSameBits(INDArray expected, INDArray actual) {
    assertArrayEquals(TestNetworks.bits(expected), TestNetworks.bits(actual));
  }
}
