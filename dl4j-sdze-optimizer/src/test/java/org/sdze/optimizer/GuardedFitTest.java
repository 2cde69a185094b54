package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.sdze.optimizer.dl4j.ForwardTraining;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.train.TrainingState;
import org.sdze.testing.UntouchedGlobals;

/** What a guarded network does with other data and other parameters than those of before. */
class GuardedFitTest {

  private static final int INPUTS = 3;

  @TempDir Path folder;

  /** Updaters of every way of training, with a guard. */
  static List<Sdze> guarded() {
    return List.of(
        Sdze.builder().seed(3).build(),
        Sdze.builder().credit(Credit.UNITS).rule(Rule.ADAM).learningRate(0.01).build(),
        Sdze.builder().credit(Credit.NOISE).guard(true).build(),
        Sdze.builder().credit(Credit.LOW_RANK).rank(2).guard(true).build());
  }

  private static MultiLayerNetwork network(
      long seed, Sdze sdze, Consumer<NeuralNetConfiguration.Builder> more) {
    return UntouchedGlobals.puttingBack(
        () -> {
          NeuralNetConfiguration.Builder settings =
              new NeuralNetConfiguration.Builder()
                  .seed(seed)
                  .activation(Activation.TANH)
                  .updater(sdze.clone());
          more.accept(settings);
          MultiLayerNetwork network =
              new MultiLayerNetwork(
                  settings
                      .list()
                      .layer(new DenseLayer.Builder().nIn(INPUTS).nOut(16).build())
                      .layer(
                          new OutputLayer.Builder(LossFunction.MSE)
                              .nIn(16)
                              .nOut(1)
                              .activation(Activation.IDENTITY)
                              .build())
                      .build());
          network.init();
          return Sdze.attach(network);
        });
  }

  private static MultiLayerNetwork network(long seed, Sdze sdze) {
    return network(seed, sdze, settings -> {});
  }

  private static DataSet data(long seed, int samples, double scale) {
    INDArray x = TestNetworks.gaussian(RandomKey.root(seed), DataType.FLOAT, samples, INPUTS);
    x.muli(scale);
    return new DataSet(x, Transforms.sin(x.mul(1.5)).sum(true, 1));
  }

  private static void fit(MultiLayerNetwork network, DataSet data, int steps) {
    for (int k = 0; k < steps; k++) {
      network.fit(data);
    }
  }

  private MultiLayerNetwork restored(MultiLayerNetwork network) throws IOException {
    File file = folder.resolve("model.zip").toFile();
    ModelSerializer.writeModel(network, file, true);
    return restored(file);
  }

  private static MultiLayerNetwork restored(File file) {
    return UntouchedGlobals.puttingBack(
        () -> {
          try {
            return (MultiLayerNetwork) Sdze.restore(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatHasConvergedLearnsDataThatComeLater(long seed) throws IOException {
    MultiLayerNetwork network = network(seed, Sdze.builder().seed(seed).build());
    fit(network, data(seed, 16, 1), 120);
    double converged = network.score();
    MultiLayerNetwork later = restored(network);
    DataSet fresh = data(100 + seed, 60, 1);
    double before = later.score(fresh);
    assertTrue(before > 1000 * converged, "from %.2e to %.2e".formatted(converged, before));
    fit(later, fresh, 80);
    double after = later.score(fresh);
    assertTrue(after < before / 20, "loss from %.2e to %.2e".formatted(before, after));
  }

  /** Forty batches of small numbers, then ordinary ones. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void busyBatchesAfterQuietOnesAreLearned(long seed) {
    MultiLayerNetwork network = network(seed, Sdze.builder().seed(seed).build());
    DataSet test = data(0, 200, 1);
    double before = network.score(test);
    for (int k = 0; k < 100; k++) {
      network.fit(data(1000 * seed + k, 16, k < 40 ? 1e-3 : 1));
    }
    double after = network.score(test);
    assertTrue(after < before / 3, "loss from %.2e to %.2e".formatted(before, after));
  }

  /** Two histories and one network that is set: what was before leaves no trace. */
  @ParameterizedTest
  @MethodSource("guarded")
  void aNetworkThatIsSetIsTheOneThatIsTrained(Sdze sdze) {
    INDArray other = network(77, sdze).params().mul(8);
    List<long[]> ends = new ArrayList<>();
    for (long history = 1; history <= 2; history++) {
      MultiLayerNetwork network = network(history, sdze);
      fit(network, data(history, 20, 0.1), 25);
      network.setParams(other.dup());
      network.fit(data(5, 20, 1));
      double moved = network.params().distance2(other) / other.norm2Number().doubleValue();
      assertTrue(moved > 0 && moved < 0.1, "moved by " + moved);
      fit(network, data(5, 20, 1), 2);
      ends.add(TestNetworks.bits(network.params()));
    }
    assertArrayEquals(ends.get(0), ends.get(1));
  }

  /** The state is that of the other network, which the guard would bring back. */
  @ParameterizedTest
  @MethodSource("guarded")
  void aNewNetworkFromTheJsonOfATrainedOneStaysNew(Sdze sdze) {
    MultiLayerNetwork trained = network(1, sdze);
    fit(trained, data(1, 20, 0.1), 25);
    String json = trained.getLayerWiseConfigurations().toJson();
    MultiLayerNetwork fresh =
        UntouchedGlobals.puttingBack(
            () -> {
              MultiLayerNetwork made =
                  new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
              made.init();
              made.setParams(made.params().muli(8));
              return Sdze.attach(made);
            });
    INDArray start = fresh.params().dup();
    fit(fresh, data(5, 20, 1), 2);
    double moved = fresh.params().distance2(start) / start.norm2Number().doubleValue();
    assertTrue(moved > 0 && moved < 0.1, "moved by " + moved);
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void aBatchThatIsMaskedAsAWholeIsPassedOver(Sdze sdze) {
    MultiLayerNetwork network = network(4, sdze);
    DataSet masked = data(6, 20, 1);
    masked.setLabelsMaskArray(Nd4j.zeros(DataType.FLOAT, 20, 1));
    DataSet batch = data(7, 20, 1);
    fit(network, masked, 1);
    double before = network.score(batch);
    for (int k = 0; k < 30; k++) {
      fit(network, batch, 2);
      fit(network, masked, k == 10 ? 22 : 1); // more than the guard remembers
      assertEquals(0, network.score(), 1e-30);
    }
    assertTrue(network.score(batch) < 0.9 * before, "the loss is " + network.score(batch));
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void aConstraintIsAPartOfTheStep(Sdze sdze) {
    MultiLayerNetwork network =
        network(1, sdze, settings -> settings.constrainWeights(new MaxNormConstraint(0.5, 1)));
    fit(network, data(1, 20, 1), 30);
    String state = Objects.requireNonNull(ForwardTraining.state(network));
    assertEquals(20, losses(state));
    assertTrue(
        TrainingState.ofText(state).parts().entrySet().stream()
            .filter(part -> part.getKey().startsWith("moments "))
            .allMatch(part -> part.getValue().numbers().equals(List.of(0.0))),
        "moments began anew");
  }

  /** How many losses the guard remembers. */
  private static int losses(String state) {
    return TrainingState.ofText(state).part("guard").numbers().size() - 4;
  }

  /** DropConnect keeps the weights that it drew from: evaluated again they must be the present. */
  @Test
  void aStepOfNoisyWeightsIsJudgedByTheWeightsOfTheTime() {
    Sdze sdze =
        Sdze.builder()
            .credit(Credit.NOISE)
            .rule(Rule.SGD)
            .guard(true)
            .learningRate(
                new MapSchedule.Builder(ScheduleType.ITERATION)
                    .add(0, 0.01)
                    .add(4, 1e6)
                    .add(5, 0.01)
                    .build())
            .build();
    MultiLayerNetwork network =
        network(1, sdze, settings -> settings.weightNoise(new DropConnect(0.8)));
    fit(network, data(1, 20, 1), 4);
    long[] good = TestNetworks.bits(network.params());
    fit(network, data(1, 20, 1), 1);
    assertNotEquals(Arrays.hashCode(good), Arrays.hashCode(TestNetworks.bits(network.params())));
    fit(network, data(1, 20, 1), 1);
    assertArrayEquals(good, TestNetworks.bits(network.params()));
  }

  /** Written by the version before the guard watched for parameters that others set. */
  @ParameterizedTest
  @ValueSource(strings = {"engine", "layerwise"})
  void whatWasSavedBeforeTheWatchGoesOn(String kind) throws IOException {
    Path file = folder.resolve("old.zip");
    try (InputStream old =
        GuardedFitTest.class.getResourceAsStream("/saved-before-the-watch-" + kind + ".zip")) {
      Files.copy(Objects.requireNonNull(old), file);
    }
    MultiLayerNetwork network = restored(file.toFile());
    String state = Objects.requireNonNull(ForwardTraining.state(network));
    assertEquals(3, TrainingState.ofText(state).steps());
    assertEquals(3, losses(state));
    assertEquals(4, TrainingState.ofText(state).part("guard").arrays().size());
    INDArray start = network.params().dup();
    fit(network, data(1, 20, 1), 1);
    double moved = network.params().distance2(start) / start.norm2Number().doubleValue();
    assertTrue(moved > 0 && moved < 0.1, "moved by " + moved);
    String next = Objects.requireNonNull(ForwardTraining.state(network));
    assertEquals(4, losses(next));
  }
}
