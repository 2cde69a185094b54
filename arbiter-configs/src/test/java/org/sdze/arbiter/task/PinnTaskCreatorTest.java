package org.sdze.arbiter.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.saving.InMemoryResultSaver;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.scoring.impl.TestSetLossScoreFunction;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.sdze.arbiter.score.RelativeErrorScore;
import org.sdze.arbiter.score.TimeToErrorScore;
import org.sdze.arbiter.space.SolveSpace;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;
import org.sdze.pinn.solve.SolveSettings;

@SuppressWarnings("deprecation") // DataProvider
class PinnTaskCreatorTest {

  private static final int D = 4;
  private static final long SEED = 2;
  private static final Problem PROBLEM =
      Problems.library()
          .create("poisson-two-body", D, RandomKey.root(SEED).purpose(Purpose.PROBLEM));
  private static final Budget BUDGET = new Budget.Steps(50);
  private static final PinnTaskCreator TASKS = new PinnTaskCreator(PROBLEM, BUDGET, SEED);
  private static final RelativeErrorScore SCORE = new RelativeErrorScore(200);

  private static SolveSpace small() {
    return new SolveSpace(D)
        .with(SolveSettings.WIDTH, new IntegerParameterSpace(8, 24))
        .with(SolveSettings.BATCH, 40)
        .with(SolveSettings.MOMENTUM, 0.0);
  }

  @Test
  void aRandomSearchTrainsAndScoresEveryCandidate() throws IOException {
    Search search =
        new Search(
            new RandomSearchGenerator(small(), Search.none()),
            TASKS,
            null,
            SCORE,
            3,
            new InMemoryResultSaver());
    assertEquals(3, search.runner().numCandidatesCompleted());
    assertEquals(List.of(), search.failures());
    List<OptimizationResult> results = search.results();
    double best = results.stream().mapToDouble(OptimizationResult::getScore).min().orElseThrow();
    assertEquals(best, search.runner().bestScore());
    assertTrue(best < 0.2, "best error " + best);
    for (OptimizationResult result : results) {
      SolveConfig candidate = (SolveConfig) result.getCandidate().getValue();
      Solve again = new Solve(PROBLEM, candidate, BUDGET, SEED);
      again.run();
      assertEquals(SCORE.of(again), result.getScore());
      MultiLayerNetwork saved = (MultiLayerNetwork) result.getResultReference().getResultModel();
      assertEquals(again.network().params(), saved.params());
    }
  }

  @Test
  void aCandidateThatDivergesDoesNotEndTheSearch() {
    SolveSpace space =
        small()
            .with(SolveSettings.WIDTH, 8)
            .with(SolveSettings.DAMPING, 1e-8)
            .with(SolveSettings.LEARNING_RATE, 1e8, 0.5);
    Search search =
        new Search(
            new GridSearchCandidateGenerator(
                space, 2, GridSearchCandidateGenerator.Mode.Sequential, Search.none()),
            TASKS,
            null,
            SCORE,
            2,
            null);
    assertEquals(1, search.runner().numCandidatesCompleted());
    assertEquals(1, search.runner().numCandidatesFailed());
    assertEquals(1, search.runner().bestScoreCandidateIndex());
    String failure = search.failures().get(0);
    assertTrue(failure.startsWith("training diverged at step"), failure);
  }

  @Test
  void aCandidateThatDoesNotFitTheProblemFailsWithTheReason() {
    SolveSpace ofAnother =
        new SolveSpace(50)
            .with(SolveSettings.WIDTH, 40)
            .with(SolveSettings.CREDIT, Credit.LOW_RANK)
            .with(SolveSettings.RANK, 30);
    Search search =
        new Search(
            new RandomSearchGenerator(ofAnother, Search.none()), TASKS, null, SCORE, 1, null);
    assertEquals(
        List.of(
            "rank must be between 1 and the smaller side of the matrix (4 for layer \"dense0\"),"
                + " was 30"),
        search.failures());
  }

  /** A bound that the first measurement meets ends training there. */
  @Test
  void trainingEndsWhereATimeToAnErrorIsKnown() {
    TimeToErrorScore easy = new TimeToErrorScore(1e6, 100, 5);
    TimeToErrorScore impossible = new TimeToErrorScore(1e-12, 100, 5);
    SolveSpace space = small().with(SolveSettings.WIDTH, 8);
    Search first =
        new Search(
            new RandomSearchGenerator(space, Search.none()),
            TASKS,
            null,
            easy,
            1,
            new InMemoryResultSaver());
    double seconds = first.runner().bestScore();
    assertTrue(seconds > 0 && seconds < 60);
    Solve fifth = new Solve(PROBLEM, space.getValue(new double[0]), BUDGET, SEED);
    fifth.runTo(0.2);
    assertEquals(10, fifth.status().steps());
    MultiLayerNetwork stopped = network(first);
    assertEquals(fifth.network().params(), stopped.params());
    Search second =
        new Search(
            new RandomSearchGenerator(space, Search.none()), TASKS, null, impossible, 1, null);
    assertEquals(Double.POSITIVE_INFINITY, second.runner().bestScore());
  }

  private static MultiLayerNetwork network(Search search) {
    try {
      return (MultiLayerNetwork) search.results().get(0).getResultReference().getResultModel();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aScoreThatNeedsDataIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    TASKS.create(
                        null, (DataProvider) null, new TestSetLossScoreFunction(), null, null))
            .getMessage();
    assertEquals(
        "candidates of an equation are scored by a PinnScore, was TestSetLossScoreFunction",
        message);
  }
}
