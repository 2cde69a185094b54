package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.testing.UntouchedGlobals;

class AttachTest {

  private static final Sdze SDZE = Sdze.builder().build();

  @TempDir Path folder;

  private static MultiLayerNetwork network(IUpdater updater) {
    return network(updater, dense(5, 8), dense(8, 6), dense(6, 6), output());
  }

  private static MultiLayerNetwork network(IUpdater updater, Layer... layers) {
    return UntouchedGlobals.puttingBack(
        () -> {
          MultiLayerNetwork network = new MultiLayerNetwork(configuration(updater, layers));
          network.init();
          return network;
        });
  }

  private static MultiLayerConfiguration configuration(IUpdater updater, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .activation(Activation.TANH)
            .updater(updater)
            .list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    return list.build();
  }

  private static DenseLayer dense(int in, int out) {
    return new DenseLayer.Builder().nIn(in).nOut(out).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(6)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static DataSet batch(int stream) {
    INDArray features = Nd4j.createUninitialized(DataType.FLOAT, new long[] {12, 5}, 'f');
    KeyedDraws.gaussian(RandomKey.root(stream), features);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, 12, 3);
    for (int i = 0; i < 12; i++) {
      labels.putScalar(
          i, features.getDouble(i, 0) > 0 ? 0 : features.getDouble(i, 1) > 0 ? 1 : 2, 1);
    }
    return new DataSet(features, labels);
  }

  private static List<DataSet> batches(int count) {
    List<DataSet> batches = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      batches.add(batch(k));
    }
    return batches;
  }

  @Test
  void fitTrains() {
    MultiLayerNetwork network = Sdze.attach(network(Sdze.builder().learningRate(0.02).build()));
    double before = network.score(batch(0));
    network.fit(new ListDataSetIterator<>(batches(10), 1), 20);
    assertTrue(network.score(batch(0)) < before / 3, "loss " + network.score(batch(0)));
    assertEquals(200, network.getIterationCount());
    assertEquals(20, network.getEpochCount());
  }

  @Test
  void regressionOfOneNumberIsGaussNewtonUnlessAskedForOtherwise() {
    double gaussNewton = regression(Sdze.builder().build());
    double noise = regression(Sdze.builder().credit(Credit.NOISE).build());
    assertTrue(
        gaussNewton < noise / 10, "loss %.2e and with noise %.2e".formatted(gaussNewton, noise));
  }

  private static double regression(Sdze sdze) {
    MultiLayerNetwork network =
        Sdze.attach(
            network(
                sdze,
                dense(5, 12),
                dense(12, 12),
                new OutputLayer.Builder(LossFunction.MSE)
                    .nIn(12)
                    .nOut(1)
                    .activation(Activation.IDENTITY)
                    .build()));
    INDArray features = Nd4j.createUninitialized(DataType.FLOAT, new long[] {100, 5}, 'f');
    KeyedDraws.gaussian(RandomKey.root(8), features);
    INDArray labels = features.mul(features).sum(true, 1).muli(0.2);
    for (int step = 0; step < 100; step++) {
      network.fit(features, labels);
    }
    return network.score(new DataSet(features, labels));
  }

  @Test
  void listenersHearWhatTheyHeardBefore() {
    List<String> heard = events(network(new Adam(1e-3)));
    List<String> ours = events(Sdze.attach(network(SDZE)));
    heard.removeIf(event -> event.startsWith("backward") || event.startsWith("gradient"));
    assertEquals(heard, ours);
  }

  private static List<String> events(MultiLayerNetwork network) {
    List<String> events = new ArrayList<>();
    network.setListeners(
        new TrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            events.add("iteration " + iteration + " of epoch " + epoch);
          }

          @Override
          public void onEpochStart(Model model) {
            events.add("epoch starts");
          }

          @Override
          public void onEpochEnd(Model model) {
            events.add("epoch ends");
          }

          @Override
          public void onForwardPass(Model model, List<INDArray> activations) {
            events.add("forward " + activations.size());
          }

          @Override
          public void onForwardPass(Model model, Map<String, INDArray> activations) {
            events.add("forward " + activations.size());
          }

          @Override
          public void onGradientCalculation(Model model) {
            events.add("gradient");
          }

          @Override
          public void onBackwardPass(Model model) {
            events.add("backward");
          }
        });
    UntouchedGlobals.puttingBack(
        () -> {
          network.fit(new ListDataSetIterator<>(batches(2), 1), 2);
          return network;
        });
    return events;
  }

  @Test
  void aNetworkThatAdamTrainedAndThatWasSavedGetsAnotherUpdaterByTransferLearning() {
    File file = folder.resolve("trained.zip").toFile();
    MultiLayerNetwork trained = network(new Adam(1e-2));
    MultiLayerNetwork swapped =
        UntouchedGlobals.puttingBack(
            () -> {
              trained.fit(new ListDataSetIterator<>(batches(10), 1), 20);
              MultiLayerNetwork restored =
                  assertDoesNotThrow(
                      () -> {
                        ModelSerializer.writeModel(trained, file, true);
                        return MultiLayerNetwork.load(file, false);
                      });
              return new TransferLearning.Builder(restored)
                  .fineTuneConfiguration(
                      new FineTuneConfiguration.Builder().updater(Sdze.builder().build()).build())
                  .build();
            });
    Sdze.attach(swapped);

    assertEquals(trained.params(), swapped.params());
    double before = swapped.score(batch(0));
    swapped.fit(new ListDataSetIterator<>(batches(10), 1), 20);
    assertTrue(swapped.score(batch(0)) < before, "loss " + swapped.score(batch(0)));
  }

  @Test
  void aRestoredNetworkGoesOnToTheBit() throws Exception {
    Sdze sdze = Sdze.builder().learningRate(0.02).seed(4).build();
    MultiLayerNetwork straight = Sdze.attach(network(sdze));
    MultiLayerNetwork stopped = Sdze.attach(network(sdze));
    for (int k = 0; k < 6; k++) {
      straight.fit(batch(k));
      if (k < 3) {
        stopped.fit(batch(k));
      }
    }
    File file = folder.resolve("model.zip").toFile();
    ModelSerializer.writeModel(stopped, file, true);
    MultiLayerNetwork plain =
        UntouchedGlobals.puttingBack(
            () -> assertDoesNotThrowIo(() -> ModelSerializer.restoreMultiLayerNetwork(file)));
    assertSameBits(stopped.params(), plain.params());
    assertEquals(stopped.getLayerWiseConfigurations(), plain.getLayerWiseConfigurations());
    MultiLayerNetwork restored =
        UntouchedGlobals.puttingBack(
            () -> assertDoesNotThrowIo(() -> (MultiLayerNetwork) Sdze.restore(file)));
    for (int k = 3; k < 6; k++) {
      restored.fit(batch(k));
    }
    assertSameBits(straight.params(), restored.params());
    assertEquals(6, restored.getIterationCount());
  }

  private interface Reading<T> {
    T read() throws java.io.IOException;
  }

  private static <T> T assertDoesNotThrowIo(Reading<T> reading) {
    try {
      return reading.read();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherOneDoesNot() {
    INDArray first = trained(Sdze.builder().seed(1).build());
    assertSameBits(first, trained(Sdze.builder().seed(1).build()));
    assertNotEquals(first, trained(Sdze.builder().seed(2).build()));
  }

  private static INDArray trained(Sdze sdze) {
    MultiLayerNetwork network = Sdze.attach(network(sdze));
    network.fit(new ListDataSetIterator<>(batches(3), 1));
    return network.params();
  }

  @Test
  void aFrozenLayerStaysAndALayersOwnRateIsUsed() {
    MultiLayerNetwork network =
        network(
            Sdze.builder().learningRate(0.01).build(),
            new DenseLayer.Builder().nIn(5).nOut(8).updater(new NoOp()).build(),
            new DenseLayer.Builder()
                .nIn(8)
                .nOut(6)
                .updater(Sdze.builder().learningRate(1e-9).build())
                .build(),
            output());
    INDArray frozen = network.getLayer(0).params().dup();
    INDArray slow = network.getLayer(1).params().dup();
    Sdze.attach(network).fit(batch(0));
    assertSameBits(frozen, network.getLayer(0).params());
    double moved = slow.distance2(network.getLayer(1).params());
    assertTrue(moved > 0 && moved < 1e-6, "moved by " + moved);
  }

  @Test
  void aChangedLearningRateHoldsFromTheNextStep() {
    MultiLayerNetwork network = Sdze.attach(network(Sdze.builder().learningRate(0.01).build()));
    network.fit(batch(0));
    network.setLearningRate(1e-12);
    INDArray before = network.params().dup();
    network.fit(batch(1));
    assertTrue(before.distance2(network.params()) < 1e-6);
  }

  @Test
  void aDetachedNetworkIsDl4jsAgain() {
    MultiLayerNetwork network = Sdze.attach(network(SDZE));
    network.fit(batch(0));
    Sdze.detach(network);
    assertSentence("call Sdze.attach(network) before fit", () -> fitAlone(network));
    Sdze.attach(network).fit(batch(0));
  }

  private static void fitAlone(MultiLayerNetwork network) {
    UntouchedGlobals.puttingBack(
        () -> {
          network.fit(batch(0));
          return network;
        });
  }

  private static void assertSentence(String part, Executable misuse) {
    Exception thrown = assertThrows(RuntimeException.class, misuse);
    assertTrue(
        String.valueOf(thrown.getMessage()).contains(part), () -> "was: " + thrown.getMessage());
    assertNull(thrown.getCause(), () -> "cause: " + thrown.getCause());
  }

  private static void assertSameBits(INDArray expected, INDArray actual) {
    assertArrayEquals(TestNetworks.bits(expected), TestNetworks.bits(actual));
  }
}
