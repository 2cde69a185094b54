package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.core.storage.Persistable;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.saver.LocalFileGraphSaver;
import org.deeplearning4j.earlystopping.saver.LocalFileModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.InvocationType;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.optimize.listeners.Checkpoint;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.deeplearning4j.optimize.listeners.EvaluativeListener;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.optimize.listeners.TimeIterationListener;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsReport;
import org.deeplearning4j.ui.model.stats.api.StatsType;
import org.deeplearning4j.ui.model.storage.FileStatsStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.testing.UntouchedGlobals;

/** DL4J's early stopping and listeners on attached networks, as its users have them. */
class EcosystemTest {

  private static final int BATCHES = 4;
  private static final int SAMPLES = 16;

  @TempDir Path folder;

  /** The kinds of networks, by what trains them. */
  private enum Kind {
    CHAIN,
    GRAPH,
    /** Trained by Gauss–Newton. */
    REGRESSION;

    Model network() {
      return UntouchedGlobals.puttingBack(
          () -> {
            NeuralNetConfiguration.Builder settings =
                new NeuralNetConfiguration.Builder()
                    .seed(5)
                    .activation(Activation.TANH)
                    .updater(sdze());
            Model network =
                this == GRAPH
                    ? new ComputationGraph(
                        settings
                            .graphBuilder()
                            .addInputs("in")
                            .addLayer("hidden", dense(), "in")
                            .addLayer("out", output(), "hidden")
                            .setOutputs("out")
                            .build())
                    : new MultiLayerNetwork(settings.list().layer(dense()).layer(output()).build());
            network.init();
            return Sdze.attach(network);
          });
    }

    private Sdze sdze() {
      Sdze.Builder builder = Sdze.builder().seed(2);
      return (this == REGRESSION ? builder : builder.learningRate(0.02)).build();
    }

    private static DenseLayer dense() {
      return new DenseLayer.Builder().nIn(5).nOut(8).build();
    }

    private OutputLayer output() {
      return this == REGRESSION
          ? new OutputLayer.Builder(LossFunction.MSE)
              .nIn(8)
              .nOut(1)
              .activation(Activation.IDENTITY)
              .build()
          : new OutputLayer.Builder(LossFunction.MCXENT)
              .nIn(8)
              .nOut(2)
              .activation(Activation.SOFTMAX)
              .build();
    }

    DataSetIterator data() {
      List<DataSet> batches = new ArrayList<>();
      for (int k = 0; k < BATCHES; k++) {
        INDArray features =
            TestNetworks.gaussian(RandomKey.root(6).index(k), DataType.FLOAT, SAMPLES, 5);
        batches.add(new DataSet(features, labels(features)));
      }
      return new ListDataSetIterator<>(batches, 1);
    }

    private INDArray labels(INDArray features) {
      if (this == REGRESSION) {
        return features.mul(features).sum(true, 1).muli(0.2);
      }
      INDArray labels = Nd4j.zeros(DataType.FLOAT, SAMPLES, 2);
      for (int i = 0; i < SAMPLES; i++) {
        labels.putScalar(i, features.getDouble(i, 0) > 0 ? 0 : 1, 1);
      }
      return labels;
    }

    void fit(Model model, int epochs) {
      UntouchedGlobals.puttingBack(
          () -> {
            if (model instanceof MultiLayerNetwork network) {
              network.fit(data(), epochs);
            } else {
              ((ComputationGraph) model).fit(data(), epochs);
            }
            return model;
          });
    }
  }

  @Test
  void earlyStoppingOfAChainKeepsTheBestModel() throws IOException {
    MultiLayerNetwork network = (MultiLayerNetwork) Kind.CHAIN.network();
    EarlyStoppingConfiguration<MultiLayerNetwork> configuration =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .epochTerminationConditions(
                new MaxEpochsTerminationCondition(6),
                new ScoreImprovementEpochTerminationCondition(3))
            .scoreCalculator(new DataSetLossCalculator(Kind.CHAIN.data(), true))
            .evaluateEveryNEpochs(1)
            .modelSaver(new LocalFileModelSaver(folder.toString()))
            .build();
    EarlyStoppingResult<MultiLayerNetwork> result =
        UntouchedGlobals.puttingBack(
            () -> new EarlyStoppingTrainer(configuration, network, Kind.CHAIN.data()).fit());
    assertEquals(
        EarlyStoppingResult.TerminationReason.EpochTerminationCondition,
        result.getTerminationReason(),
        result::getTerminationDetails);
    assertEquals(6, result.getTotalEpochs());
    assertTrue(result.getScoreVsEpoch().get(5) < result.getScoreVsEpoch().get(0));
    assertEquals(6 * BATCHES, network.getIterationCount());
    MultiLayerNetwork best = (MultiLayerNetwork) restore(folder.resolve("bestModel.bin").toFile());
    assertEquals(bestScore(result), score(best, Kind.CHAIN), 1e-6);
    goesOn(best, Kind.CHAIN);
  }

  @Test
  void earlyStoppingOfAGraphKeepsTheBestModel() throws IOException {
    ComputationGraph network = (ComputationGraph) Kind.GRAPH.network();
    EarlyStoppingConfiguration<ComputationGraph> configuration =
        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
            .epochTerminationConditions(
                new MaxEpochsTerminationCondition(20),
                new ScoreImprovementEpochTerminationCondition(1, 10))
            .scoreCalculator(new DataSetLossCalculator(Kind.GRAPH.data(), true))
            .evaluateEveryNEpochs(1)
            .modelSaver(new LocalFileGraphSaver(folder.toString()))
            .build();
    EarlyStoppingResult<ComputationGraph> result =
        UntouchedGlobals.puttingBack(
            () -> new EarlyStoppingGraphTrainer(configuration, network, Kind.GRAPH.data()).fit());
    assertEquals(
        EarlyStoppingResult.TerminationReason.EpochTerminationCondition,
        result.getTerminationReason(),
        result::getTerminationDetails);
    assertTrue(result.getTotalEpochs() < 20, "an improvement by 10 was found in every epoch");
    ComputationGraph best = (ComputationGraph) restore(folder.resolve("bestGraph.bin").toFile());
    assertEquals(bestScore(result), score(best, Kind.GRAPH), 1e-6);
    goesOn(best, Kind.GRAPH);
  }

  @Test
  void theBestModelThatIsKeptInMemoryCanBeAttached() {
    MultiLayerNetwork network = (MultiLayerNetwork) Kind.CHAIN.network();
    EarlyStoppingConfiguration<MultiLayerNetwork> configuration =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
            .scoreCalculator(new DataSetLossCalculator(Kind.CHAIN.data(), true))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    EarlyStoppingResult<MultiLayerNetwork> result =
        UntouchedGlobals.puttingBack(
            () -> new EarlyStoppingTrainer(configuration, network, Kind.CHAIN.data()).fit());
    assertEquals(
        EarlyStoppingResult.TerminationReason.EpochTerminationCondition,
        result.getTerminationReason(),
        result::getTerminationDetails);
    goesOn(Sdze.attach(result.getBestModel()), Kind.CHAIN);
    goesOn(network, Kind.CHAIN);
  }

  /** The result's own is 0 whatever happened (BaseEarlyStoppingTrainer, 1.0.0-M2.1). */
  private static double bestScore(EarlyStoppingResult<?> result) {
    return result.getScoreVsEpoch().get(result.getBestModelEpoch());
  }

  private static double score(Model model, Kind kind) {
    DataSetIterator data = kind.data();
    double sum = 0;
    while (data.hasNext()) {
      DataSet batch = data.next();
      sum +=
          model instanceof MultiLayerNetwork network
              ? network.score(batch)
              : ((ComputationGraph) model).score(batch);
    }
    return sum / BATCHES;
  }

  private static void goesOn(Model model, Kind kind) {
    double before = score(model, kind);
    kind.fit(model, 3);
    double after = score(model, kind);
    assertTrue(after < before, "loss went from %.4f to %.4f".formatted(before, after));
  }

  private static Model restore(File file) {
    return UntouchedGlobals.puttingBack(
        () -> {
          try {
            return Sdze.restore(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void listenersThatLookDoNotChangeTraining(Kind kind) {
    Model quiet = kind.network();
    kind.fit(quiet, 3);
    Model watched = kind.network();
    CollectScoresIterationListener scores = new CollectScoresIterationListener();
    List<TrainingListener> listeners = new ArrayList<>();
    listeners.add(scores);
    listeners.add(new PerformanceListener(1, true, true));
    listeners.add(new TimeIterationListener(3 * BATCHES));
    watched.setListeners(listeners.toArray(TrainingListener[]::new));
    kind.fit(watched, 3);
    assertArrayEquals(TestNetworks.bits(quiet.params()), TestNetworks.bits(watched.params()));
    double[] heard = scores.getScoreVsIter().getEffectiveScores();
    assertEquals(3 * BATCHES, heard.length);
    assertEquals(watched.score(), heard[heard.length - 1]);
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAIN", "GRAPH"})
  void anEvaluationInBetweenDoesNotChangeTraining(Kind kind) {
    Model quiet = kind.network();
    kind.fit(quiet, 3);
    Model watched = kind.network();
    EvaluativeListener everyTwoSteps =
        new EvaluativeListener(kind.data(), 2, InvocationType.ITERATION_END);
    EvaluativeListener epochs = new EvaluativeListener(kind.data(), 1, InvocationType.EPOCH_END);
    List<Double> accuracies = new ArrayList<>();
    epochs.setCallback(
        (listener, model, invocations, evaluations) ->
            accuracies.add(((Evaluation) evaluations[0]).accuracy()));
    watched.setListeners(everyTwoSteps, epochs);
    kind.fit(watched, 3);
    assertArrayEquals(TestNetworks.bits(quiet.params()), TestNetworks.bits(watched.params()));
    assertEquals(3, accuracies.size());
    assertTrue(
        accuracies.get(2) >= accuracies.get(0) && accuracies.get(2) > 0.5, accuracies::toString);
  }

  @ParameterizedTest
  @EnumSource
  void everyCheckpointGoesOnToTheBit(Kind kind) throws IOException {
    Model straight = kind.network();
    kind.fit(straight, 3);
    Model watched = kind.network();
    CheckpointListener checkpoints =
        new CheckpointListener.Builder(folder.toFile()).saveEveryEpoch().keepAll().build();
    watched.setListeners(checkpoints);
    kind.fit(watched, 2);
    List<Checkpoint> available = CheckpointListener.availableCheckpoints(folder.toFile());
    assertEquals(2, available.size());
    for (Checkpoint checkpoint : available) {
      Model restored = restore(folder.resolve(checkpoint.getFilename()).toFile());
      kind.fit(restored, 2 - checkpoint.getEpoch());
      assertArrayEquals(TestNetworks.bits(straight.params()), TestNetworks.bits(restored.params()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void statisticsAreCollected(Kind kind) throws IOException {
    Model quiet = kind.network();
    kind.fit(quiet, 2);
    Model watched = kind.network();
    FileStatsStorage storage = new FileStatsStorage(folder.resolve("stats").toFile());
    try {
      watched.setListeners(new StatsListener(storage, 1));
      kind.fit(watched, 2);
      String session = storage.listSessionIDs().get(0);
      String worker = storage.listWorkerIDsForSession(session).get(0);
      List<Persistable> reports =
          storage.getAllUpdatesAfter(session, StatsListener.TYPE_ID, worker, 0);
      assertEquals(2 * BATCHES, reports.size());
      StatsReport last = assertInstanceOf(StatsReport.class, reports.get(reports.size() - 1));
      assertEquals(watched.score(), last.getScore(), 1e-6);
      assertNotNull(last.getMeanMagnitudes(StatsType.Parameters));
      assertFalse(last.getLearningRates().isEmpty());
    } finally {
      storage.close();
    }
    assertArrayEquals(TestNetworks.bits(quiet.params()), TestNetworks.bits(watched.params()));
  }
}
