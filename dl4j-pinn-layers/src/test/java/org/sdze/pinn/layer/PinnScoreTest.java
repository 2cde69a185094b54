package org.sdze.pinn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.listener.EarlyStoppingListener;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.scorecalc.RegressionScoreCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.BaseEarlyStoppingTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.InvocationType;
import org.deeplearning4j.optimize.listeners.EvaluativeListener;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.SingletonDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.dl4j.SavedNetwork;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.SineGordon;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.score.RelativeError;
import org.sdze.testing.UntouchedGlobals;

/** Everything in DL4J that scores a network gives the residual's loss, or a sentence. */
class PinnScoreTest {

  private static final int D = 6;
  private static final int WIDTH = 16;
  private static final int BATCH = 60;
  private static final int EPOCHS = 5;
  private static final RandomKey KEY = RandomKey.root(3);
  private static final UnitBall BALL = new UnitBall(D);
  private static final Problem PROBLEM =
      Problems.library().create("sine-gordon-two-body", D, KEY.purpose(Purpose.PROBLEM));
  private static final String UNKNOWN =
      "is one of the whole network, which it knows once that was attached: call"
          + " Sdze.attach(network) before a score";

  @TempDir Path folder;

  /** The kinds of networks. */
  private enum Kind {
    CHAIN,
    /** Two hidden layers, and few random directions. */
    FEW_DIRECTIONS,
    DOUBLE,
    GRAPH;

    Model fresh() {
      return fresh(Sdze.builder().seed(3).build());
    }

    Model fresh(IUpdater updater) {
      return UntouchedGlobals.puttingBack(
          () -> {
            NeuralNetConfiguration.Builder settings =
                new NeuralNetConfiguration.Builder()
                    .seed(5)
                    .dataType(type())
                    .activation(Activation.TANH)
                    .updater(updater);
            Model network =
                switch (this) {
                  case CHAIN, DOUBLE ->
                      new MultiLayerNetwork(settings.list().layer(dense(D)).layer(last()).build());
                  case FEW_DIRECTIONS ->
                      new MultiLayerNetwork(
                          settings
                              .list()
                              .layer(dense(D))
                              .layer(dense(WIDTH))
                              .layer(last())
                              .build());
                  case GRAPH ->
                      new ComputationGraph(
                          settings
                              .graphBuilder()
                              .addInputs("x")
                              .addLayer("first", dense(D), "x")
                              .addLayer("second", dense(WIDTH), "first")
                              .addVertex(
                                  "sum",
                                  new ElementWiseVertex(ElementWiseVertex.Op.Add),
                                  "first",
                                  "second")
                              .addLayer("residual", last(), "sum")
                              .setOutputs("residual")
                              .build());
                };
            network.init();
            return network;
          });
    }

    DataType type() {
      return this == DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
    }

    private static DenseLayer dense(int in) {
      return new DenseLayer.Builder().nIn(in).nOut(WIDTH).build();
    }

    private PinnOutputLayer last() {
      PinnOutputLayer.Builder builder = new PinnOutputLayer.Builder(new SineGordon());
      if (this == FEW_DIRECTIONS) {
        builder.directionCount(4);
      }
      return (PinnOutputLayer) builder.nIn(WIDTH).build();
    }

    /** An epoch of fresh batches. */
    CollocationIterator points(int run, int batches) {
      return new CollocationIterator(BALL, PROBLEM::source, BATCH, batches, type(), KEY.index(run));
    }

    DataSet batch(int run) {
      return points(run, 1).next();
    }
  }

  private static void fit(Model model, DataSet batch) {
    if (model instanceof MultiLayerNetwork network) {
      network.fit(batch);
    } else {
      ((ComputationGraph) model).fit(batch);
    }
  }

  private static double score(Model model, DataSet batch, boolean training) {
    return model instanceof MultiLayerNetwork network
        ? network.score(batch, training)
        : ((ComputationGraph) model).score(batch, training);
  }

  private static double score(Model model, DataSet batch) {
    return score(model, batch, false);
  }

  private static double[] examples(Model model, DataSet batch) {
    INDArray scores =
        model instanceof MultiLayerNetwork network
            ? network.scoreExamples(batch, true)
            : ((ComputationGraph) model).scoreExamples(batch, true);
    return scores.toDoubleVector();
  }

  private static INDArray output(Model model, INDArray points) {
    return model instanceof MultiLayerNetwork network
        ? network.output(points)
        : ((ComputationGraph) model).outputSingle(points);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aScoreIsTheLossThatFitReports(Kind kind) {
    Model network = Sdze.attach(kind.fresh());
    DataSet batch = kind.batch(0);
    for (int step = 0; step < 3; step++) {
      double before = score(network, batch);
      assertEquals(before, score(network, batch));
      assertEquals(before, score(network, batch, true));
      double[] examples = examples(network, batch);
      double mean = 0;
      for (double example : examples) {
        mean += example / examples.length;
      }
      assertEquals(BATCH, examples.length);
      assertEquals(before, mean, 1e-5 * before);
      fit(network, batch);
      if (kind != Kind.FEW_DIRECTIONS) { // a step has directions of its own
        assertEquals(network.score(), before, 1e-3 * before);
      }
    }
    INDArray labels = batch.getLabels().castTo(kind.type());
    double apart =
        output(network, batch.getFeatures()).sub(labels).norm2Number().doubleValue()
            / Math.sqrt(BATCH);
    double score = score(network, batch);
    assertTrue(
        Math.abs(score / (apart * apart) - 1) > 0.01,
        () -> "%g is what DL4J would say".formatted(score));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void scoringChangesNoBitOfTraining(Kind kind) {
    Model straight = Sdze.attach(kind.fresh());
    Model scored = Sdze.attach(kind.fresh());
    for (int step = 0; step < 4; step++) {
      fit(straight, kind.batch(step));
      score(scored, kind.batch(7));
      fit(scored, kind.batch(step));
      examples(scored, kind.batch(8));
    }
    assertEquals(straight.params(), scored.params());
  }

  /** What changes parameters behind our back is seen by the next score. */
  @Test
  void parametersOfOnesOwnAreScored() {
    MultiLayerNetwork one = (MultiLayerNetwork) Sdze.attach(Kind.CHAIN.fresh());
    MultiLayerNetwork other = (MultiLayerNetwork) Sdze.attach(Kind.CHAIN.fresh());
    fit(one, Kind.CHAIN.batch(0));
    score(other, Kind.CHAIN.batch(1));
    other.setParams(one.params());
    assertEquals(score(one, Kind.CHAIN.batch(1)), score(other, Kind.CHAIN.batch(1)));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aNetworkThatWasNeverAttachedIsRefusedAScore(Kind kind) throws IOException {
    DataSet batch = kind.batch(0);
    Model network = kind.fresh();
    refused(IllegalStateException.class, UNKNOWN, () -> score(network, batch));
    Sdze.attach(network);
    fit(network, batch);
    double expected = score(network, batch);

    Model clone =
        UntouchedGlobals.puttingBack(
            () ->
                network instanceof MultiLayerNetwork chain
                    ? chain.clone()
                    : ((ComputationGraph) network).clone());
    refused(IllegalStateException.class, UNKNOWN, () -> score(clone, batch));
    refused(IllegalStateException.class, UNKNOWN, () -> examples(clone, batch));
    assertEquals(expected, score(Sdze.attach(clone), batch));

    File file = folder.resolve("saved.zip").toFile();
    ModelSerializer.writeModel(network, file, true);
    Model plain = unattached(file);
    refused(IllegalStateException.class, UNKNOWN, () -> score(plain, batch));
    assertEquals(expected, score(PinnGraphTest.restore(file), batch));

    assertEquals(expected, score(Sdze.detach(network), batch));
  }

  private static Model unattached(File file) {
    return UntouchedGlobals.puttingBack(
        () -> {
          try {
            return SavedNetwork.read(file, Set.of());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void earlyStoppingFindsTheBestNetwork(Kind kind) {
    Model network = Sdze.attach(kind.fresh());
    INDArray test = Nd4j.createUninitialized(kind.type(), new long[] {500, D}, 'f');
    BALL.draw(KEY.purpose(Purpose.TEST_POINTS), test);
    DataSetLossCalculator calculator =
        new DataSetLossCalculator(new SingletonDataSetIterator(kind.batch(100)), true);
    EarlyStoppingConfiguration<Model> configuration =
        new EarlyStoppingConfiguration.Builder<Model>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(EPOCHS))
            .scoreCalculator(calculator)
            .evaluateEveryNEpochs(1)
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    Map<Integer, Double> errors = new TreeMap<>();
    EarlyStoppingResult<?> result = stop(configuration, network, kind, test, errors);

    Map<Integer, Double> scores = result.getScoreVsEpoch();
    assertEquals(EPOCHS, scores.size(), result.getTerminationDetails());
    double lowest = Collections.min(scores.values());
    assertEquals(lowest, scores.get(result.getBestModelEpoch()));
    assertTrue(lowest < scores.get(0) / 2, () -> "scores " + scores);
    double least = Collections.min(errors.values());
    double chosen = errors.get(result.getBestModelEpoch());
    assertTrue(chosen <= 3 * least, () -> "errors %s, chosen %g".formatted(errors, chosen));

    Model best = Sdze.attach(result.getBestModel());
    assertEquals(chosen, error(best, test));
    assertEquals(lowest, calculator.calculateScore(best));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the two trainers have no type in common
  private static EarlyStoppingResult<?> stop(
      EarlyStoppingConfiguration configuration,
      Model network,
      Kind kind,
      INDArray test,
      Map<Integer, Double> errors) {
    BaseEarlyStoppingTrainer trainer =
        network instanceof MultiLayerNetwork chain
            ? new EarlyStoppingTrainer(configuration, chain, kind.points(0, 8))
            : new EarlyStoppingGraphTrainer(
                configuration, (ComputationGraph) network, kind.points(0, 8));
    trainer.setListener(new Errors(test, errors));
    return UntouchedGlobals.puttingBack(trainer::fit);
  }

  /** The true error after every epoch. */
  private record Errors(INDArray test, Map<Integer, Double> byEpoch)
      implements EarlyStoppingListener<Model> {
    @Override
    public void onStart(EarlyStoppingConfiguration<Model> configuration, Model network) {}

    @Override
    public void onEpoch(
        int epoch, double score, EarlyStoppingConfiguration<Model> configuration, Model network) {
      byEpoch.put(epoch, error(network, test));
    }

    @Override
    public void onCompletion(EarlyStoppingResult<Model> result) {}
  }

  private static double error(Model network, INDArray test) {
    INDArray solution = Kind.CHAIN.last().solution(test, output(network, test));
    return RelativeError.of(solution.toDoubleVector(), PROBLEM.exact(test));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatComparesOutputsWithLabelsIsRefused(Kind kind) {
    Model network = Sdze.attach(kind.fresh());
    DataSet batch = kind.batch(0);
    SingletonDataSetIterator data = new SingletonDataSetIterator(batch);
    evaluationRefused(
        () ->
            new RegressionScoreCalculator(RegressionEvaluation.Metric.MSE, data)
                .calculateScore(network));
    if (network instanceof MultiLayerNetwork chain) {
      evaluationRefused(() -> chain.evaluateRegression(data));
      evaluationRefused(() -> chain.doEvaluation(data, new RegressionEvaluation(1)));
      evaluationRefused(() -> chain.f1Score(batch));
    } else {
      ComputationGraph graph = (ComputationGraph) network;
      evaluationRefused(() -> graph.evaluateRegression(data));
      evaluationRefused(() -> graph.doEvaluation(data, new RegressionEvaluation(1)));
      evaluationRefused(
          () ->
              graph.evaluate(
                  data, Map.of(0, new RegressionEvaluation[] {new RegressionEvaluation(1)})));
    }
    EvaluativeListener listener =
        new EvaluativeListener(data, 1, InvocationType.ITERATION_END, new RegressionEvaluation(1));
    if (network instanceof MultiLayerNetwork chain) {
      chain.setListeners(listener);
    } else {
      ((ComputationGraph) network).setListeners(listener);
    }
    evaluationRefused(() -> fit(network, batch));
    evaluationRefused(
        () ->
            new RegressionScoreCalculator(RegressionEvaluation.Metric.MAE, data)
                .calculateScore(kind.fresh()));
    assertEquals(BATCH, output(network, batch.getFeatures()).length());
  }

  private static void evaluationRefused(Runnable evaluation) {
    refused(
        UnsupportedOperationException.class,
        "(PinnOutputLayer): score(data) and scoreExamples give its loss",
        evaluation);
  }

  @Test
  void batchesThatCannotBeMeantGetTheSentencesOfFit() {
    MultiLayerNetwork network = (MultiLayerNetwork) Sdze.attach(Kind.CHAIN.fresh());
    DataSet batch = Kind.CHAIN.batch(0);
    INDArray points = batch.getFeatures();
    INDArray source = batch.getLabels();
    double good = score(network, batch);
    INDArray mask = Nd4j.ones(BATCH, 1);
    refused(
        "the points of an equation cannot be masked",
        () -> network.score(new DataSet(points, source, null, mask)));
    assertEquals(good, score(network, batch)); // the mask is gone
    refused(
        "the points of an equation cannot be masked",
        () -> network.score(new DataSet(points, source, mask, null)));
    refused(
        "labels must hold the equation's source at each of 60 points",
        () -> network.score(new DataSet(points, Nd4j.ones(BATCH - 1, 1))));
    refused(
        "\"sine-gordon\" must be a finite number, was NaN at point 2, x = (",
        () -> network.score(new DataSet(points, source.dup().putScalar(2, Double.NaN))));
    refused(
        "the features must be finite numbers",
        () -> network.score(new DataSet(points.dup().putScalar(2, Double.NaN), source)));
    refused("has no labels", () -> network.score(new DataSet(points, null)));
    assertEquals(good, score(network, batch));
    network.fit(batch);
  }

  private static void refused(String part, Runnable mistake) {
    refused(IllegalArgumentException.class, part, mistake);
  }

  private static void refused(
      Class<? extends RuntimeException> type, String part, Runnable mistake) {
    RuntimeException thrown = assertThrows(type, mistake::run);
    assertTrue(String.valueOf(thrown.getMessage()).contains(part), thrown::toString);
  }

  /** DL4J's own training would follow the gradient of another loss. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void backpropagationIsRefused(Kind kind) {
    for (IUpdater updater : new IUpdater[] {new Adam(), Sdze.builder().build()}) {
      Model network = kind.fresh(updater);
      INDArray before = network.params().dup();
      refused(
          IllegalStateException.class,
          "has no gradient by backpropagation",
          () -> fit(network, kind.batch(0)));
      assertEquals(before, network.params());
    }
  }
}
