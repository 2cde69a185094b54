package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.testing.Damage;
import org.sdze.testing.UntouchedGlobals;

/** Networks that DL4J trained and saved, with its own updaters. */
class SavedNetworkTest {

  @TempDir Path folder;

  private static NeuralNetConfiguration.Builder settings(DataType type) {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .dataType(type)
        .activation(Activation.TANH)
        .weightInit(new NormalDistribution(0, 0.5))
        .constrainWeights(new MaxNormConstraint(3, 1))
        .updater(new Adam(new ExponentialSchedule(ScheduleType.EPOCH, 1e-2, 0.9)));
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder()
        .nIn(5)
        .nOut(8)
        .dropOut(new GaussianDropout(0.1))
        .weightNoise(new DropConnect(0.9))
        .l2(1e-3)
        .build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MSE)
        .nIn(8)
        .nOut(2)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static MultiLayerNetwork chain(DataType type) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            settings(type)
                .list()
                .layer(dense())
                .layer(new BatchNormalization.Builder().nIn(8).nOut(8).build())
                .layer(output())
                .build());
    network.init();
    network.fit(batch(type));
    return network;
  }

  private static ComputationGraph graph(DataType type) {
    ComputationGraph graph =
        new ComputationGraph(
            settings(type)
                .graphBuilder()
                .addInputs("in")
                .addLayer("left", dense(), "in")
                .addLayer("right", dense(), "in")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right")
                .addLayer("out", output(), "sum")
                .setOutputs("out")
                .build());
    graph.init();
    graph.fit(batch(type));
    return graph;
  }

  private static DataSet batch(DataType type) {
    INDArray features = TestNetworks.gaussian(RandomKey.root(1), type, 10, 5);
    return new DataSet(features, TestNetworks.gaussian(RandomKey.root(2), type, 10, 2));
  }

  static List<Model> networks() {
    return UntouchedGlobals.puttingBack(
        () ->
            List.of(
                chain(DataType.FLOAT),
                graph(DataType.FLOAT),
                chain(DataType.DOUBLE),
                graph(DataType.DOUBLE)));
  }

  private File saved(Model network, boolean hasNormalizer) throws IOException {
    File file = folder.resolve("model.zip").toFile();
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(batch(DataType.FLOAT));
    ModelSerializer.writeModel(network, file, true);
    if (hasNormalizer) {
      ModelSerializer.addNormalizerToModel(file, normalizer);
    }
    return file;
  }

  private static INDArray updater(Model network) {
    return network instanceof MultiLayerNetwork chain
        ? chain.getUpdater().getStateViewArray()
        : ((ComputationGraph) network).getUpdater().getStateViewArray();
  }

  private static String json(Model network) {
    return network instanceof MultiLayerNetwork chain
        ? chain.getLayerWiseConfigurations().toJson()
        : ((ComputationGraph) network).getConfiguration().toJson();
  }

  private static List<Object> everything(Path file) throws IOException {
    Model read = UntouchedGlobals.puttingBack(() -> SavedNetworkTest.read(file));
    return List.of(
        json(read),
        read.params().dataType(),
        Arrays.toString(TestNetworks.bits(read.params())),
        Arrays.toString(TestNetworks.bits(updater(read))));
  }

  /** So that it may be a supplier. */
  private static Model read(Path file) {
    try {
      return SavedNetwork.read(file.toFile(), Set.of());
    } catch (IOException e) {
      throw sneaky(e);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> RuntimeException sneaky(IOException e) throws E {
    throw (E) e;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void parametersUpdaterAndConfigurationAreRead(Model network) throws IOException {
    for (boolean hasNormalizer : new boolean[] {false, true}) {
      Path file = saved(network, hasNormalizer).toPath();
      Model read = UntouchedGlobals.puttingBack(() -> SavedNetworkTest.read(file));
      assertEquals(network.getClass(), read.getClass());
      assertEquals(network.params().dataType(), read.params().dataType());
      assertArrayEquals(TestNetworks.bits(network.params()), TestNetworks.bits(read.params()));
      assertArrayEquals(TestNetworks.bits(updater(network)), TestNetworks.bits(updater(read)));
      assertEquals(json(network), json(read));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void noDamageGivesOtherNumbers(Model network) throws IOException {
    Path file = saved(network, true).toPath();
    int refused =
        Damage.refusals(file, SavedNetworkTest::everything, Set.of(CheckpointException.class));
    assertTrue(refused > 150, "refused " + refused);
  }

  @Test
  void numbersThatAreNotFiniteAreNamed() throws IOException {
    for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
        Model chain = UntouchedGlobals.puttingBack(() -> chain(type));
        ((MultiLayerNetwork) chain).getParam("2_W").putScalar(3, bad);
        Path file = saved(chain, false).toPath();
        assertEquals(
            "the parameter \"2_W\" in %s holds 1 numbers that are not finite: nothing can go on from it"
                .formatted(file),
            refusal(file));
        ((MultiLayerNetwork) chain).getParam("2_W").putScalar(3, 0);
        updater(chain).putScalar(0, bad);
        assertEquals(
            "updaterState.bin in %s holds 1 numbers that are not finite: nothing can go on from it"
                .formatted(file),
            refusal(saved(chain, false).toPath()));
      }
    }
  }

  private static String refusal(Path file) {
    return assertThrows(CheckpointException.class, () -> everything(file)).getMessage();
  }

  @Test
  void aTextInAListIsAForeignClassOnlyWhereOneIsOfThatName() {
    TrustedClasses trusted = new TrustedClasses(Set.of("java.util.ArrayList"));
    assertTrue(trusted.isForeign("java.lang.Thread"));
    assertTrue(trusted.isForeign("java.util.List<java.lang.Thread>"));
    assertFalse(trusted.isForeign("java.util.ArrayList"));
    assertTrue(trusted.isForeign("[Ljava.lang.Thread;"));
    assertFalse(trusted.isForeign("layer.one"));
    assertFalse(trusted.isForeign("layer<1>[2]"));
    assertFalse(trusted.contains("org.nd4j.linalg.activations.impl.Cube<java.lang.Thread>"));
    assertFalse(trusted.contains("org.nd4j.linalg.factory.Nd4j"));
  }
}
