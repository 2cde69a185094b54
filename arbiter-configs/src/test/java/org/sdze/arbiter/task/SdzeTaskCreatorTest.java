package org.sdze.arbiter.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.deeplearning4j.arbiter.ComputationGraphSpace;
import org.deeplearning4j.arbiter.MultiLayerSpace;
import org.deeplearning4j.arbiter.layers.DenseLayerSpace;
import org.deeplearning4j.arbiter.layers.OutputLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.BaseStatusListener;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;
import org.deeplearning4j.arbiter.scoring.impl.EvaluationScoreFunction;
import org.deeplearning4j.arbiter.task.MultiLayerNetworkTaskCreator;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.common.primitives.Pair;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.arbiter.score.RelativeErrorScore;
import org.sdze.arbiter.space.PinnOutputLayerSpace;
import org.sdze.arbiter.space.SdzeSpace;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.layer.CollocationIterator;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;

@SuppressWarnings("deprecation") // DataProvider
class SdzeTaskCreatorTest {

  private static final EvaluationScoreFunction ACCURACY =
      new EvaluationScoreFunction(Evaluation.Metric.ACCURACY);

  /** tanh that cannot be differentiated backwards. */
  public static final class ForwardTanh extends ActivationTanH {
    private static final long serialVersionUID = 1L;

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
      throw new AssertionError("reverse mode was used");
    }
  }

  /** Points of a plane; the class is the sign of the product of the coordinates. */
  static DataSet quadrants(int count) {
    float[][] features = new float[count][];
    float[][] labels = new float[count][2];
    for (int i = 0; i < count; i++) {
      double angle = 2.399963 * i; // the golden angle
      double radius = 0.5 + (i % 7) / 7.0;
      features[i] =
          new float[] {(float) (radius * Math.cos(angle)), (float) (radius * Math.sin(angle))};
      labels[i][features[i][0] * features[i][1] > 0 ? 1 : 0] = 1;
    }
    return new DataSet(Nd4j.create(features), Nd4j.create(labels));
  }

  /** The quadrants, in batches of 20. */
  public static final class Quadrants implements DataProvider {
    private static final long serialVersionUID = 1L;

    @Override
    public DataSetIterator trainData(Map<String, Object> parameters) {
      return new ListDataSetIterator<>(quadrants(200).asList(), 20);
    }

    @Override
    public DataSetIterator testData(Map<String, Object> parameters) {
      return trainData(parameters);
    }

    @Override
    public Class<?> getDataType() {
      return DataSetIterator.class;
    }
  }

  /** The same as a source. */
  public static final class QuadrantSource implements DataSource {
    private static final long serialVersionUID = 1L;

    @Override
    public void configure(Properties properties) {}

    @Override
    public Object trainData() {
      return new Quadrants().trainData(Map.of());
    }

    @Override
    public Object testData() {
      return trainData();
    }

    @Override
    public Class<?> getDataType() {
      return DataSetIterator.class;
    }
  }

  private static SdzeSpace updaters() {
    return new SdzeSpace()
        .with(SdzeSettings.LEARNING_RATE, new ContinuousParameterSpace(0.01, 0.05));
  }

  private static DenseLayerSpace hidden() {
    return new DenseLayerSpace.Builder()
        .nIn(2)
        .nOut(12)
        .activationFn(new FixedValue<>(new ForwardTanh()))
        .build();
  }

  private static OutputLayerSpace output() {
    return new OutputLayerSpace.Builder()
        .nIn(12)
        .nOut(2)
        .activation(Activation.SOFTMAX)
        .lossFunction(LossFunction.MCXENT)
        .build();
  }

  private static MultiLayerSpace.Builder chain(ParameterSpace<IUpdater> updater) {
    return new MultiLayerSpace.Builder()
        .seed(1)
        .updater(updater)
        .addLayer(hidden())
        .addLayer(output())
        .numEpochs(15);
  }

  private static Search search(CandidateGenerator generator, int candidates) {
    return new Search(
        generator, new SdzeTaskCreator(), new Quadrants(), ACCURACY, candidates, null);
  }

  private static CandidateGenerator random(ParameterSpace<?> space) {
    return new RandomSearchGenerator(space, Search.none());
  }

  private static CandidateGenerator grid(ParameterSpace<?> space) {
    return new GridSearchCandidateGenerator(
        space, 2, GridSearchCandidateGenerator.Mode.Sequential, Search.none());
  }

  @Test
  void aRandomSearchOverChainsTrainsForwardOnlyAndScores() {
    Search search = search(random(chain(updaters()).build()), 3);
    assertEquals(3, search.runner().numCandidatesCompleted(), () -> "" + search.failures());
    assertEquals(3, search.results().size());
    double best =
        search.results().stream().mapToDouble(OptimizationResult::getScore).max().orElseThrow();
    assertEquals(best, search.runner().bestScore());
    assertTrue(best > 0.9, "best accuracy " + best);
  }

  @Test
  void aRandomSearchOverGraphsTrainsForwardOnlyAndScores() {
    ComputationGraphSpace space =
        new ComputationGraphSpace.Builder()
            .seed(1)
            .updater(updaters())
            .addInputs("in")
            .addLayer("hidden", hidden(), "in")
            .addLayer("out", output(), "hidden")
            .setOutputs("out")
            .numEpochs(15)
            .build();
    Search search = search(random(space), 2);
    assertEquals(2, search.runner().numCandidatesCompleted(), () -> "" + search.failures());
    assertTrue(search.runner().bestScore() > 0.9, () -> "" + search.runner().bestScore());
  }

  /** Arbiter's own task, on the same layers with another updater, does go backwards. */
  @Test
  void theActivationWouldTell() throws Exception {
    MultiLayerSpace space = chain(new FixedValue<>(new Sgd(0.1))).numEpochs(1).build();
    Candidate<?> candidate = random(space).getCandidate();
    OptimizationResult result =
        new MultiLayerNetworkTaskCreator()
            .create(candidate, new Quadrants(), ACCURACY, List.of(), null)
            .call();
    assertTrue(
        result.getCandidateInfo().getExceptionStackTrace().contains("reverse mode was used"));
  }

  @Test
  void anotherUpdaterFailsWithTheReason() {
    Search search = search(random(chain(new FixedValue<>(new Sgd(0.1))).build()), 1);
    String failure = search.failures().get(0);
    assertTrue(failure.contains("every layer must have Sdze"), failure);
  }

  @Test
  void failingCandidatesDoNotEndTheSearch() {
    SdzeSpace rates = new SdzeSpace().with(SdzeSettings.LEARNING_RATE, 1e38, 0.03, 2e38);
    Search search = search(grid(chain(rates).build()), 3);
    assertEquals(1, search.runner().numCandidatesCompleted());
    assertEquals(2, search.runner().numCandidatesFailed());
    assertEquals(1, search.runner().bestScoreCandidateIndex());
    assertTrue(search.runner().bestScore() > 0.9);
    for (String failure : search.failures()) {
      assertTrue(failure.contains("diverged"), failure);
    }
  }

  @Test
  void aRankThatIsTooLargeFailsWithTheReason() {
    SdzeSpace space =
        new SdzeSpace().with(SdzeSettings.CREDIT, Credit.LOW_RANK).with(SdzeSettings.RANK, 20);
    Search search = search(random(chain(space).build()), 1);
    String failure = search.failures().get(0);
    assertTrue(failure.startsWith("rank must be between 1 and the smaller side"), failure);
  }

  @Test
  void aListenerThatFailsDoesNotFailTheCandidate() throws Exception {
    StatusListener failing =
        new BaseStatusListener() {
          @Override
          public void onCandidateStatusChange(
              CandidateInfo info, IOptimizationRunner runner, OptimizationResult result) {
            throw new IllegalStateException("a listener's own");
          }
        };
    Candidate<?> candidate = random(chain(updaters()).numEpochs(1).build()).getCandidate();
    OptimizationResult result =
        new SdzeTaskCreator()
            .create(candidate, new Quadrants(), ACCURACY, List.of(failing), null)
            .call();
    assertEquals(CandidateStatus.Complete, result.getCandidateInfo().getCandidateStatus());
  }

  @Test
  void dataSourcesWorkAsProvidersDo() throws Exception {
    Candidate<?> candidate = random(chain(updaters()).build()).getCandidate();
    OptimizationResult bySource =
        new SdzeTaskCreator()
            .create(candidate, QuadrantSource.class, new Properties(), ACCURACY, null, null)
            .call();
    OptimizationResult byProvider =
        new SdzeTaskCreator().create(candidate, new Quadrants(), ACCURACY, null, null).call();
    assertNotNull(bySource.getScore());
    assertEquals(byProvider.getScore(), bySource.getScore());
  }

  @Test
  void earlyStoppingIsKept() {
    EarlyStoppingConfiguration<MultiLayerNetwork> stopping =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(12))
            .scoreCalculator(new DataSetLossCalculator(new Quadrants().testData(Map.of()), true))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    Search search =
        search(random(chain(updaters()).earlyStoppingConfiguration(stopping).build()), 1);
    assertEquals(List.of(), search.failures());
    assertTrue(search.runner().bestScore() > 0.9, () -> "" + search.runner().bestScore());
  }

  private static final int D = 4;
  private static final RandomKey KEY = RandomKey.root(3);
  private static final Problem PROBLEM =
      Problems.library().create("poisson-two-body", D, KEY.purpose(Purpose.PROBLEM));

  /** Collocation points to train on, u* on others to score by. */
  public static final class Collocation implements DataProvider {
    private static final long serialVersionUID = 1L;

    @Override
    public DataSetIterator trainData(Map<String, Object> parameters) {
      return new CollocationIterator(new UnitBall(D), PROBLEM::source, 40, 60, KEY);
    }

    @Override
    public DataSetIterator testData(Map<String, Object> parameters) {
      return new CollocationIterator(
          new UnitBall(D), points -> PROBLEM.exact(points), 50, 4, KEY.index(1));
    }

    @Override
    public Class<?> getDataType() {
      return DataSetIterator.class;
    }
  }

  @Test
  void physicsInformedNetworksAreCandidatesLikeOthers() {
    MultiLayerSpace space =
        new MultiLayerSpace.Builder()
            .seed(1)
            .updater(
                new SdzeSpace()
                    .with(SdzeSettings.CREDIT, Credit.UNITS)
                    .with(SdzeSettings.MOMENTUM, 0.0)
                    .with(SdzeSettings.DAMPING, new ContinuousParameterSpace(1e-4, 1e-3)))
            .addLayer(
                new DenseLayerSpace.Builder()
                    .nIn(D)
                    .nOut(new IntegerParameterSpace(20, 20))
                    .activationFn(new FixedValue<>(new ForwardTanh()))
                    .build())
            .addLayer(new PinnOutputLayerSpace.Builder(PROBLEM.equation()).nIn(20).build())
            .build();
    Search search =
        new Search(
            random(space),
            new SdzeTaskCreator(),
            new Collocation(),
            new RelativeErrorScore(1),
            2,
            null);
    assertEquals(List.of(), search.failures());
    assertTrue(search.runner().bestScore() < 0.2, () -> "" + search.runner().bestScore());
  }
}
